"""Every command as a person meets it: what it prints, what it refuses, with which exit code."""
import json
import os
import pty
import re
import resource
import shutil
import sqlite3
import subprocess

import sandglass_process as sandglass

EVENT = ('{"id":"%s","type":"%s","subject":"c_1","time":"2026-11-22T04:%s.000Z","data":{"conv_seq":%d%s}}')


def event(identity, kind, time, seq, data=""):
    return EVENT % (identity, kind, time, seq, "," + data if data else "")


OPENED = event("e1", "conversation.opened", "00:00", 1,
               '"conversation":{"id":"c_1","status":"open","customer":{"id":"u_1"},'
               '"assignee":{"kind":"human","id":"a_1"}}')
ASKED = event("e2", "message.created", "00:10", 2,
              '"message":{"id":"m_1","author":{"kind":"customer","id":"u_1"},'
              '"content":{"kind":"text","text":"在吗"}}')
SOLD = event("e3", "message.created", "01:10", 3,
             '"message":{"id":"m_2","author":{"kind":"human","id":"a_1"},'
             '"content":{"kind":"text","text":"亲 加下微 信细聊哈，有优惠"}}')


class Commands(sandglass.Test):
    def file(self, name, *lines, data=None):
        path = self.folder / name
        path.write_bytes(data if data is not None else ("\n".join(lines) + "\n").encode())
        return path

    def replayed(self):
        database = self.folder / "sandglass.db"
        sandglass.run("replay", self.file("day.jsonl", OPENED, ASKED, SOLD), "--db", database,
                      "--source", "desk", check=0)
        return database

    def test_help_of_every_command_and_an_option_nobody_knows(self):
        for command in ("run", "demo", "workstation", "replay", "report", "explain", "rules", "review", "profile",
                        "doctor", "migrate", "rebuild", "sql"):
            with self.subTest(command=command):
                self.assertIn("--help", sandglass.run(command, "--help", check=0).stdout)
                sandglass.run(command, "--no-such-option", check=2)
        sandglass.run(check=2)

    def test_stored_sums_are_checked_and_made_anew(self):
        database = self.replayed()
        report = ["report", "--db", database, "--from", "2026-11-22", "--by", "agent,hour", "--format", "csv"]
        figures = sandglass.run(*report, check=0).stdout
        self.assertEqual(figures, sandglass.run(*report, "--from-rows", check=0).stdout)
        self.assertIn("are what the rows say", sandglass.run("rebuild", "--check", "--db", database,
                                                             check=0).stdout)
        other = sqlite3.connect(database)
        other.execute("delete from rollup")
        other.commit()
        other.close()
        self.assertNotEqual(figures, sandglass.run(*report, check=0).stdout)
        self.assertIn("differ", sandglass.run("rebuild", "--check", "--db", database, check=4).stdout)
        self.assertIn("the sums hold 1 conversations", sandglass.run("rebuild", "--db", database, check=0).stdout)
        self.assertEqual(figures, sandglass.run(*report, check=0).stdout)
        sandglass.run("rebuild", "--db", self.folder / "none.db", check=3)

    def test_a_round_and_a_finding_can_be_explained(self):
        database = self.replayed()
        told = sandglass.run("explain", "c_1/1", "--db", database, check=0).stdout
        self.assertIn("waited 60.000 s, counts 60.000 s", told)
        self.assertIn("within the limit of 180.000 s", told)
        told = sandglass.run("explain", "c_1:m_2", "--db", database, check=0).stdout
        self.assertIn("div.wechat", told)
        self.assertIn("【", told)
        for each in json.loads(sandglass.run("review", "list", "--all", "--json", "--db", database,
                                             check=0).stdout)["findings"]:
            told = sandglass.run("explain", each["finding"], "--db", database, check=0).stdout
            self.assertIn(f"Finding {each['rule']} ", told)
            self.assertEqual(told.count("Finding "), 1)
        sandglass.run("explain", "c_1:m_2:no.such", "--db", database, check=1)
        sandglass.run("explain", "c_1/9", "--db", database, check=1)
        self.assertEqual(sandglass.run("explain", "c_1/1", "--format", "json", "--db", database, check=2).stderr,
                         "sandglass: c_1/1: only a whole conversation can be had as JSON; leave out --format\n")
        sandglass.run("explain", "", "--db", database, check=2)

    def test_what_nobody_can_explain_is_said(self):
        database = self.replayed()
        for name in ("nonsense", "c_1/", ":c_1", "c_9/1"):
            with self.subTest(name=name):
                told = sandglass.run("explain", name, "--db", database, check=1)
                self.assertEqual((told.stdout, told.stderr), (
                    "", f"sandglass: {name}: there is no such conversation, round or finding in {database}; say "
                    "a figure as the JSON report names it, CONVERSATION, CONVERSATION/ROUND (number or opening message), CONVERSATION:MESSAGE for the "
                    "findings on a message, or a finding as review list names it\n"))
        bad = self.file("bad.yaml", "version: 1", "pack: shop", "rules:", "- {id: a, hass: x}")
        told = sandglass.run("explain", "c_1", "--rules", bad, "--db", database, check=2)
        self.assertIn("bad.yaml:4", told.stderr)
        self.assertEqual(told.stdout, "")

    def test_a_whole_conversation_can_be_explained(self):
        database = self.replayed()
        told = sandglass.run("explain", "c_1", "--db", database, check=0).stdout
        self.assertTrue(told.startswith("Conversation c_1 (shop default, source desk), first message 2026-11-22 "
                                        "12:00:10 Asia/Shanghai\nJudged by rule set "), told)
        self.assertIn("\n   1  customer  0:00 在吗\n   2  agent     1:00 亲 加下微 信细聊哈，有优惠\n", told)
        self.assertRegex(told, r"   2  div\.wechat .* \(douyin-base\.yaml:\d+\), known at 1:00: .*【")
        value = json.loads(sandglass.run("explain", "c_1", "--format", "json", "--db", database, check=0).stdout)
        self.assertEqual((value["conversation"], value["first_message_at"]), ("c_1", "2026-11-22T04:00:10.000Z"))
        self.assertEqual(set(each["finding"] for each in value["findings"] if not each["trial"]),
                         {f"c_1:{message}:{rule}" for message, rule in
                          self.query("select message, rule from finding where not is_trial")})
        sandglass.run("replay", self.folder / "day.jsonl", "--db", database, "--source", "other", check=0)
        both = sandglass.run("explain", "c_1", "--db", database, check=0).stdout
        self.assertEqual([both.count(f"source {source})") for source in ("desk", "other")], [1, 1])
        lines = sandglass.run("explain", "c_1", "--format", "json", "--db", database, check=0).stdout.splitlines()
        self.assertEqual([json.loads(line)["source"] for line in lines], ["desk", "other"])

    def test_the_score_of_a_conversation_is_that_of_the_findings_shown(self):
        database = self.folder / "sandglass.db"
        rules = self.file("shop.yaml", "version: 1", "pack: shop", "locale: zh-CN", "rules:",
                          "- {id: please, name: 亲, has: [亲, 您, 的], score_each: -4, max: -10, dimension: 礼貌}",
                          "- {id: check, name: 查, has: [查, 登记], bonus: 3, dimension: 效率}",
                          "- {id: trial, name: 试, has: [稍等, 发], score: -50, status: trial}",
                          "- {id: wechat, name: 微信, has: [微信], fatal: true}",
                          "- id: slow", "  name: 慢", "  after: {says: customer, has: [吗, 急, 发]}",
                          "  expect: {has: [您, 可以], within: 20s}", "  score: -15", "  dimension: 效率")
        sandglass.run("replay", self.day(5, 40).path, "--db", database, check=0)
        scores = set()
        for (conversation,) in self.query("select conversation from conversation order by conversation limit 25"):
            options = [conversation, "--rules", rules, "--db", database]
            told = sandglass.run("explain", *options, check=0).stdout
            found = re.findall(r"^ *\d+  (please|check|trial|wechat|slow) .*known at ", told, re.MULTILINE)
            points = 100 - min(10, 4 * found.count("please")) + 3 * ("check" in found) - 15 * ("slow" in found)
            points = 0 if "wechat" in found else min(100, points)
            self.assertIn(f"\nscore {points}\n", told)
            value = json.loads(sandglass.run("explain", *options, "--format", "json", check=0).stdout)
            self.assertEqual(sorted(each["rule"] for each in value["findings"]), sorted(found))
            self.assertEqual(value["score"]["points"], points)
            for dimension in value["score"]["dimensions"]:
                self.assertIn(f"  {dimension['name']} {dimension['earned']}/{dimension['possible']}\n", told)
            scores.add(points)
        self.assertGreater(len(scores), 3, scores)

    def test_ids_may_hold_the_signs_that_part_a_name(self):
        database = self.folder / "sandglass.db"
        lines = [line.replace('"m_1"', '"m:1/a"').replace('"c_1"', '"c/1:b"') for line in (OPENED, ASKED, SOLD)]
        sandglass.run("replay", self.file("day.jsonl", *lines), "--db", database, check=0)
        told = sandglass.run("explain", "c/1:b/m:1/a", "--db", database, check=0).stdout
        self.assertIn("opened by m:1/a", told)
        self.assertIn("div.wechat", sandglass.run("explain", "c/1:b:m_2", "--db", database, check=0).stdout)
        told = sandglass.run("explain", "c/1:b", "--db", database, check=0).stdout
        self.assertTrue(told.startswith("Conversation c/1:b (shop default, "), told)

    def test_a_conversation_called_like_a_part_of_another_comes_first(self):
        database = self.replayed()
        for name in ("c_1/1", "c_1:m_2", "c_1:m_2:div.wechat"):
            lines = [line.replace('"c_1"', f'"{name}"').replace('"id":"e', f'"id":"{name}e')
                     for line in (OPENED, ASKED)]
            sandglass.run("replay", self.file("more.jsonl", *lines), "--db", database, check=0)
            told = sandglass.run("explain", name, "--db", database, check=0).stdout
            self.assertTrue(told.startswith(f"Conversation {name} (shop default, "), told)

    def test_a_replay_judges_by_the_profile_of_its_database(self):
        database = self.replayed()
        sandglass.run("profile", "set", "reply_limit_ms", "30000", "--reason", "x", "--db", database, check=0)
        day = self.folder / "day.jsonl"
        sandglass.run("replay", day, "--db", database, "--source", "again", check=0)
        self.assertEqual(self.query("select distinct profile_version from round where source = 'again'"), [(1,)])
        told = sandglass.run("replay", day, "--db", database, "--profile", "taobao", check=2).stderr
        self.assertIn("profile of its own", told)
        fresh = self.folder / "fresh.db"
        for _ in range(2):  # the second time it is the database's own
            sandglass.run("replay", day, "--db", fresh, "--profile", "taobao", check=0)
        self.assertEqual(self.query("select version, reason from profile", name="fresh.db"),
                         [(1, "given to replay --profile")])
        self.assertEqual(self.query("select distinct profile_version from round", name="fresh.db"), [(1,)])

    def test_a_replay_that_is_stopped_goes_on_with_the_same_command(self):
        day = self.day(13, 8000)
        sandglass.run("replay", day.path, "--db", self.folder / "whole.db", check=0)
        stopped = sandglass.interrupt([sandglass.BINARY, "replay", day.path, "--db", self.folder / "sandglass.db"],
                                      after=" events")
        self.assertEqual(stopped.returncode, 1, stopped.stderr)
        self.assertIn("the same command goes on", stopped.stderr)
        count = "select count(*) from event"
        self.assertTrue(0 < self.query(count)[0][0] < self.query(count, name="whole.db")[0][0])
        sandglass.run("replay", day.path, "--db", self.folder / "sandglass.db", check=0)
        for table in ("event", "round", "nudge", "finding"):
            count = f"select count(*) from {table}"
            self.assertEqual(self.query(count), self.query(count, name="whole.db"), table)
        report = sandglass.interrupt([sandglass.BINARY, "report", day.path, day.path, day.path], after=" events")
        self.assertEqual((report.returncode, report.stdout), (1, ""))
        self.assertIn("stopped", report.stderr)

    def test_an_export_without_options_is_of_what_was_decided(self):
        database = self.replayed()
        found = json.loads(sandglass.run("review", "list", "--all", "--json", "--db", database, check=0).stdout)
        name = found["findings"][0]["finding"]
        sandglass.run("review", "decide", name, "wrong", "--db", database, check=0)
        table = sandglass.run("review", "export", "--db", database, check=0).stdout.splitlines()
        self.assertEqual(len(table), 2)
        self.assertIn("wrong", table[1])

    def test_a_period_that_ends_before_it_begins_is_refused(self):
        database = self.replayed()
        for command in (["rules", "stats"], ["rules", "backtest"], ["review", "list"]):
            with self.subTest(command=command):
                told = sandglass.run(*command, "--from", "2026-11-23", "--to", "2026-11-22", "--db", database, check=2)
                self.assertIn("--to is exclusive and must be later", told.stderr)

    def test_doctor_tells_the_rules_in_force_and_what_is_odd_about_the_settings(self):
        database = self.replayed()
        rules = self.file("shop.yaml", "version: 1", "pack: shop", "locale: zh-CN", "rules:", "- id: shop.polite",
                          "  name: 客套话", "  has: [亲]", "  tests: {bad: [亲在的], ok: [有货]}")
        sandglass.run("rules", "publish", rules, "--reason", "x", "--db", database, check=0)
        settings = self.settings("ws://127.0.0.1:9")
        (self.folder / "token").chmod(0o644)
        told = sandglass.run("doctor", "--config", settings, check=4).stdout
        self.assertIn("ok    rules: publication 2 of the database: 1 rules", told)
        self.assertRegex(told, r"warn  settings: .*token")

    def test_a_profile_is_set_with_a_reason_and_can_be_traced(self):
        database = self.replayed()
        sandglass.run("profile", "set", "reply_limit_ms", "120000", "--reason", "promise of the season",
                      "--db", database, check=0)
        self.assertIn("promise of the season",
                      sandglass.run("profile", "history", "--db", database, check=0).stdout)
        self.assertIn('"reply_limit_ms":120000',
                      sandglass.run("profile", "show", "--db", database, check=0).stdout.replace(" ", ""))
        refused = sandglass.run("profile", "set", "reply_limit_ms", "soon", "--reason", "x", "--db", database,
                                check=2)
        self.assertIn("reply_limit_ms", refused.stderr)
        self.assertEqual(self.query("select count(*) from profile"), [(1,)])

    def test_a_profile_is_not_set_in_a_database_that_is_not_there(self):
        mistyped = self.folder / "sandgalss.db"
        told = sandglass.run("profile", "set", "reply_limit_ms", "120000", "--reason", "x", "--db", mistyped, check=3)
        self.assertIn("sandgalss.db", told.stderr)
        self.assertFalse(mistyped.exists())

    def test_a_new_rule_is_begun_in_a_pack_and_passes_its_check(self):
        rules = self.folder / "rules"
        shown = sandglass.run("rules", "new", "own.brand", check=0, stdin=subprocess.DEVNULL)
        self.assertTrue(shown.stdout.startswith("version: 1\npack: local\n"))
        self.assertIn("nothing was written", shown.stderr)
        for number, form in enumerate(("has", "sequence", "absence", "time", "repeat")):
            told = sandglass.run("rules", "new", f"own.{number}", "--like", form, "--zh", "--pack", rules, check=0,
                                 stdin=subprocess.DEVNULL).stdout
            self.assertIn(f"+ - id: own.{number}", told)
            self.assertIn(f"sandglass rules check {rules}", told)
        checked = sandglass.run("rules", "check", rules, check=0)
        self.assertEqual(checked.stderr, "")
        before = (rules / "local.yaml").read_bytes()
        self.assertIn("local.yaml:", sandglass.run("rules", "new", "own.1", "--pack", rules, check=4,
                                                   stdin=subprocess.DEVNULL).stderr)
        sandglass.run("rules", "new", "--pack", rules, check=2, stdin=subprocess.DEVNULL)
        sandglass.run("rules", "new", "x.y", "--like", "magic", check=2, stdin=subprocess.DEVNULL)
        self.assertEqual((rules / "local.yaml").read_bytes(), before)

    def test_on_a_terminal_what_is_missing_of_a_new_rule_is_asked_for(self):
        master, slave = pty.openpty()
        self.addCleanup(os.close, master)
        answers = ["own.brand", "竞品名", "", "隔壁那家", "", "隔壁那家的不好", "", str(self.folder / "asked")]
        os.write(master, ("\n".join(answers) + "\n").encode())
        process = subprocess.Popen([sandglass.BINARY, "rules", "new"], stdin=slave, stderr=slave,
                                   stdout=subprocess.PIPE)
        os.close(slave)
        out, _ = process.communicate(timeout=sandglass.PATIENCE)
        self.assertEqual(process.returncode, 0, out)
        text = (self.folder / "asked" / "local.yaml").read_text()
        self.assertIn("has: ['隔壁那家']", text)
        self.assertIn("bad: ['隔壁那家的不好']", text)
        self.assertIn("locale: zh-CN", text)

    def test_sql_names_the_database_as_a_shell_takes_it(self):
        folder = self.folder / "it's 100%"
        folder.mkdir()
        database = folder / "sandglass.db"
        sandglass.run("replay", self.file("day.jsonl", OPENED, ASKED, SOLD), "--db", database, check=0)
        told = sandglass.run("sql", "--db", database, check=0).stdout
        command = next(line for line in told.splitlines() if "sqlite3" in line)
        counted = subprocess.run(["sh", "-c", command + " 'select count(*) from event'"], capture_output=True,
                                 text=True, check=True)
        self.assertEqual(counted.stdout.strip(), "3")

    def check_within_budget(self, files, exit_code, says):
        """`rules check` of these files within a gigabyte and half a minute of CPU."""
        folder = self.folder / "hostile"
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text)

        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
            resource.setrlimit(resource.RLIMIT_CPU, (30, 30))

        result = sandglass.run("rules", "check", folder, check=exit_code, preexec_fn=limit)
        self.assertIn(says, result.stdout + result.stderr)
        shutil.rmtree(folder)

    def test_rule_sets_of_any_kind_are_looked_at_within_a_budget(self):
        head = "version: 1\npack: p{}\nrules:\n"
        self.check_within_budget(
            {f"p{file}.yaml": head.format(file) + "".join(
                f"- {{id: r{file}.{rule}, has: 词{file}号{rule:05}}}\n" for rule in range(10_000))
             for file in range(10)},
            0, "100000 rules")
        heavy = "".join(f"- {{id: r{rule}, has: '/(a|b|c|d|e|f){{1,{900 + rule % 100}}}[\\p{{Han}}]{{0,20}}x{rule}/'}}\n"
                        for rule in range(2_000))
        self.check_within_budget({"p.yaml": head.format("") + heavy}, 4, "E026")
        nested = "- {id: a, has: '/(a{1000}){1000}/'}\n- {id: b, has: '/((a{100}){100}){100}/'}\n"
        self.check_within_budget({"p.yaml": head.format("") + nested}, 4, "E026")
        laughs = "words:\n  l0: &l0 [ha]\n" + "".join(
            f"  l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 30))
        self.check_within_budget({"p.yaml": "version: 1\npack: p\n" + laughs + "rules: []\n"}, 4, "E006")
        self.check_within_budget({"p.yaml": head.format("") + "# more\n" * 2_000_000}, 4, "E004")
        self.check_within_budget({"p.yaml": "[" * 200_000}, 4, "E005")

    def test_rules_are_checked_tested_and_explained(self):
        sandglass.run("rules", "check", check=0)
        sandglass.run("rules", "test", check=0)
        self.assertIn("div.wechat", sandglass.run("rules", "explain", "亲 加下微 信细聊哈", check=0).stdout)
        broken = self.file("broken.yaml", "version: 1", "pack: shop", "locale: zh-CN", "rules:", "- id: a",
                           "  name: x", "  hass: [坏]", "- id: a", "  has: ['(']", "  levle: major")
        problems = sandglass.run("rules", "check", broken, check=4)
        self.assertGreaterEqual((problems.stdout + problems.stderr).count("broken.yaml:"), 3)

    def test_bad_lines_of_a_file_are_counted_and_the_good_ones_taken(self):
        deep = '{"op":"x","x":' + "[" * 100_000 + "]" * 100_000 + "}"
        path = self.file("bad.jsonl", data="\n".join([
            OPENED, '{"broken":', '"text"', "[1]", deep, '{"id":5,"type":"message.created"}',
            event("e9", "message.created", "00:05", 9, '"message":7'),
            event("e8", "x.unknown", "00:06", 8), ASKED.replace("在吗", r"x\ud83d y"), SOLD,
            SOLD.replace('"e3"', '"e4"').replace("2026-11-22", "9999-01-01")]).encode() + b"\n\xff\xfe\n")
        told = sandglass.run("replay", path, "--db", self.folder / "sandglass.db", check=0).stdout
        self.assertIn("4 events applied", told)
        self.assertEqual(self.query("select count(*) from round where state = 'answered'"), [(1,)])
        self.assertGreaterEqual(self.query("select count(*) from anomaly")[0][0], 6)

    def test_a_result_that_cannot_be_written_is_no_success(self):
        database = self.replayed()
        for arguments in (["--help"], ["replay", self.folder / "day.jsonl"], ["report", "--db", database],
                          ["profile", "show", "--db", database], ["explain", "c_1/1", "--db", database],
                          ["review", "list", "--json", "--db", database],
                          ["review", "export", "--all", "--db", database], ["rules", "schema"], ["rules", "check"]):
            with self.subTest(command=" ".join(map(str, arguments))), open("/dev/full", "w") as full:
                result = subprocess.run([sandglass.BINARY, *map(str, arguments)], stdout=full, stderr=subprocess.PIPE,
                                        text=True, check=False)
                self.assertEqual(result.returncode, 1)
                self.assertIn("standard output cannot be written", result.stderr)

    def test_files_that_cannot_be_read_are_named(self):
        missing = sandglass.run("replay", self.folder / "none.jsonl", "--db", self.folder / "new.db", check=1)
        self.assertIn("none.jsonl", missing.stderr)
        self.assertEqual(list(self.folder.iterdir()), [], "no database is made for a mistyped name")
        cut = self.file("cut.jsonl.gz", data=b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b")
        self.assertIn("cut.jsonl.gz", sandglass.run("replay", cut, check=1).stderr)

    def test_databases_that_cannot_be_used_end_with_three(self):
        nonsense = self.file("nonsense.db", data=b"this is no database at all" * 100)
        self.assertIn("nonsense.db", sandglass.run("report", "--db", nonsense, check=3).stderr)
        database = self.replayed()
        newer = sqlite3.connect(database)
        newer.execute("pragma user_version = 999")
        newer.commit()
        newer.close()
        self.assertIn("newer", sandglass.run("replay", self.folder / "day.jsonl", "--db", database,
                                             check=3).stderr)

    def test_another_programs_database_is_left_as_it_was(self):
        bookmarks = self.folder / "bookmarks.db"
        other = sqlite3.connect(bookmarks)
        other.execute("create table bookmark (url text)")
        other.commit()
        other.close()
        before = bookmarks.read_bytes()
        day = self.file("day.jsonl", OPENED)
        for command in (["replay", day], ["migrate"], ["profile", "set", "reply_limit_ms", "1000", "--reason", "x"]):
            with self.subTest(command=command[0]):
                told = sandglass.run(*command, "--db", bookmarks, check=3)
                self.assertIn("database of another program", told.stderr)
        self.assertEqual(bookmarks.read_bytes(), before)
        self.assertEqual({each.name for each in self.folder.iterdir()}, {"bookmarks.db", "day.jsonl"})

    def test_a_folder_that_may_not_be_written_ends_with_three(self):
        self.file("day.jsonl", OPENED)
        self.folder.chmod(0o555)
        somebody = {"user": 65534, "group": 65534} if os.geteuid() == 0 else {}  # root may write anywhere
        result = subprocess.run([sandglass.BINARY, "replay", self.folder / "day.jsonl", "--db",
                                 self.folder / "x.db"], capture_output=True, text=True, check=False, **somebody)
        self.folder.chmod(0o755)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn("x.db", result.stderr)

    def test_settings_with_mistakes_are_refused_whole_with_every_place(self):
        settings = self.file("bad.yaml", "conections: []", "database: 7", "connections:", "  - url: http://x",
                             "    token: secret-in-the-file")
        told = sandglass.run("run", "--config", settings, check=2)
        self.assertGreaterEqual(told.stderr.count("bad.yaml:"), 3)
        self.assertNotIn("secret-in-the-file", told.stderr)

    def test_the_demo_tells_its_story_and_leaves_nothing_behind(self):
        temporary = self.folder / "tmp"
        temporary.mkdir()
        told = sandglass.run("demo", "--for", "6s", "--headless", "--language", "en", check=0,
                             env={**os.environ, "TMPDIR": str(temporary)}).stdout
        self.assertIn("to reply.", told)
        self.assertIn("The demo is over", told)
        self.assertEqual(list(temporary.iterdir()), [])


class Attached(sandglass.Test):
    def test_a_second_owner_is_told_who_holds_the_database(self):
        workstation = self.workstation()
        settings = self.settings(workstation.url)
        first = self.attach(settings)
        first.wait_for("state=live")
        second = sandglass.run("run", "--headless", "--config", settings, check=3)
        self.assertIn(str(first.process.pid), second.stderr)
        told = sandglass.run("profile", "set", "reply_limit_ms", "150000", "--reason", "while it runs", "--db",
                             self.folder / "sandglass.db", check=0)
        self.assertIn('"version":1', told.stdout)
        first.stop()

    def test_refused_credentials_need_a_person(self):
        workstation = self.workstation("--agents", "a_1")
        settings = self.settings(workstation.url, token="wrong")
        running = self.attach(settings)
        self.assertIn("error", running.wait_for("link.stopped"))
        running.stop()

    def test_bad_frames_lose_nothing(self):
        workstation = self.workstation("--speed", "0", "--times", "now", "--wait", "--events",
                                       self.day_file())
        running = self.attach(self.settings(workstation.url))
        running.wait_for("state=live")
        for kind in ("unknown", "hint", "deep", "not_object", "binary"):
            workstation.inject("raw", kind=kind)
        expected = workstation.state
        sandglass.until("everything stored", lambda: expected()["head_seq"] > 0 and (
            self.query("select max(seq) from cursor")[0][0] or 0) == expected()["head_seq"])
        running.stop()

    def day_file(self):
        path = self.folder / "day.jsonl"
        subprocess.run([os.environ["SANDGLASS_GENERATOR"], path, "5", "100"], check=True, capture_output=True)
        return path


if __name__ == "__main__":
    sandglass.main()

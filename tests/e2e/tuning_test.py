"""The tuning loop with the real program: review, change a rule, back-test, except, publish, roll back."""
import csv
import datetime
import io
import json
import re
import sqlite3
import subprocess

import sandglass_process as sandglass

BASE = """version: 1
pack: shop
locale: zh-CN
rules:
- id: shop.polite
  name: 客套话
  level: major
  has: [亲, 您好]
  do: hint
  tell: 请直接回答
  tests: {bad: [亲在的], ok: [有货]}
"""
CHANGED = BASE.replace("has: [亲, 您好]", "has: 亲").replace("level: major", "level: critical")


def greeted():
    """A conversation in which an agent says what the rules of BASE forbid, now."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def event(seq, kind, **data):
        return {"specversion": "1.0", "id": f"e_greeted_{seq}", "source": "/desk/test", "type": kind,
                "subject": "c_greeted", "time": now, "data": {"conv_seq": seq, **data}}
    agent = {"kind": "human", "id": "a_1"}
    return [event(1, "conversation.opened", conversation={"id": "c_greeted", "channel": "web", "status": "open",
                                                          "customer": {"id": "u_1"}, "assignee": agent}),
            event(2, "message.created", message={"id": "m_greeted", "author": agent, "visibility": "public",
                                                 "content": {"kind": "text", "text": "亲，有什么可以帮您"}})]


class Tuning(sandglass.Test):
    def setUp(self):
        super().setUp()
        self.db = self.folder / "sandglass.db"
        self.rules = self.folder / "rules"
        self.rules.mkdir()
        self.write(BASE)

    def write(self, text):
        (self.rules / "shop.yaml").write_text(text)

    def call(self, *arguments, check=0):
        return sandglass.run(*arguments, "--db", self.db, check=check)

    def json(self, *arguments):
        return json.loads(self.call(*arguments, "--json").stdout)

    def replayed_day(self):
        """A generated day, judged by the published base rules."""
        day = self.day(11, 60)
        sandglass.run("replay", day.path, "--db", self.db, "--no-rules", "--source", "other", check=0)
        self.publish()
        sandglass.run("replay", day.path, "--db", self.db, "--source", "desk", check=0)
        return day

    def publish(self, check=0, reason="test"):
        return self.call("rules", "publish", self.rules, "--reason", reason, check=check)

    def test_from_a_reviewers_verdict_to_a_new_rule_set_and_back(self):
        self.replayed_day()
        waiting = self.json("review", "list", "--limit", "1000")["findings"]
        self.assertGreater(len(waiting), 10)
        self.assertTrue(all(each["rule"] == "shop.polite" for each in waiting))

        # Review: two right, one a false alarm; what is decided leaves the queue.
        right, also_right, wrong = (each["finding"] for each in waiting[:3])
        for name in (right, also_right):
            self.call("review", "decide", name, "right", "--reviewer", "user:u_1")
        self.call("review", "decide", wrong, "wrong", "--note", "=SUM(A1) 只是称呼", "--reviewer", "user:u_1")
        left = {each["finding"] for each in self.json("review", "list", "--limit", "1000")["findings"]}
        self.assertEqual(left, {each["finding"] for each in waiting[3:]})
        shown = self.call("review", "show", wrong).stdout
        self.assertIn("【", shown)
        self.assertIn("只是称呼", shown)
        table = list(csv.DictReader(io.StringIO(self.call("review", "export", "--decided").stdout.lstrip("\ufeff"))))
        self.assertEqual(len(table), 3)
        self.assertEqual({row["note"] for row in table if row["verdict"] == "wrong"}, {"'=SUM(A1) 只是称呼"})

        # What a change would do, before it is published.
        self.write(CHANGED)
        told = self.call("rules", "diff", self.rules).stdout
        self.assertIn("~ shop.polite", told)
        self.assertIn("- 您好", told)
        result = self.json("rules", "backtest", self.rules)
        self.assertTrue(result["complete"])
        figures = next(rule for rule in result["rules"] if rule["rule"] == "shop.polite")
        self.assertEqual(figures["newly_flagged"], 0)
        # The day lies there twice: judged, and under another account without rules.
        self.assertEqual(figures["no_longer_flagged"] + figures["unchanged"],
                         2 * self.json("review", "list", "--all", "--limit", "0")["total"])
        self.assertIn("precision by verdicts", self.call("rules", "backtest", self.rules).stdout)

        # Publish: the next replay judges by it; the audit log has it.
        published = json.loads(self.publish(reason="您好不算客套").stdout)
        self.assertEqual(published["publication"], 3)
        self.assertEqual(self.json("rules", "sets")["active"], 3)
        self.assertEqual(self.query("select action from audit_log order by ordinal desc limit 1"),
                         [("rules.publish",)])

        # And back: a new publication of the old text.
        back = json.loads(self.call("rules", "rollback", "2", "--reason", "too few").stdout)
        self.assertEqual(back["publication"], 4)
        self.assertEqual(self.query("select rule_set from publication where publication in (2, 4)"),
                         [(back["rule_set"],)] * 2)
        stats = self.json("rules", "stats")
        self.assertEqual(stats["rules"][0]["rule"], "shop.polite")
        self.assertEqual((stats["rules"][0]["right"], stats["rules"][0]["wrong"]), (2, 1))

    def test_a_false_alarm_becomes_an_exception_of_the_local_pack(self):
        self.replayed_day()
        waiting = self.json("review", "list", "--limit", "1000")["findings"]
        # Where nothing stands around the hit, its exception would shield the rule's own examples.
        tried = ((each["finding"], sandglass.run("rules", "except", each["finding"], "--why", "这是在报尺码",
                                                 "--db", self.db)) for each in waiting)
        name, shown = next((name, result.stdout) for name, result in tried if result.returncode == 0)
        self.call("review", "decide", name, "wrong", "--reviewer", "user:u_1")
        self.assertIn("+ - override: shop.polite", shown)
        self.assertIn("nothing was written", shown)
        self.assertEqual(self.json("rules", "sets")["active"], 2)
        self.call("rules", "except", name, "--why", "这是在报尺码", "--yes")
        self.assertEqual(self.json("rules", "sets")["active"], 3)
        self.assertEqual(self.query("select count(*) from rule_set where pack = 'local'"), [(1,)])
        result = self.json("rules", "backtest", "--against", "2")
        gone = {each["finding"] for each in result["differences"]}
        self.assertIn(name, gone)
        # What shields a bad example is refused.
        refused = self.call("rules", "except", name, "--why", "x", "--text", "亲在的", "--yes", check=4)
        self.assertIn("E030", refused.stderr)
        self.assertEqual(self.json("rules", "sets")["active"], 3)

    def test_what_is_refused_changes_nothing(self):
        self.replayed_day()
        before = self.query("select count(*) from publication"), self.query("select count(*) from audit_log")
        self.write(BASE.replace("bad: [亲在的]", "bad: [有货]").replace("ok: [有货]", "ok: []"))
        self.assertIn("shop.yaml:", self.publish(check=4).stderr)
        self.write("rules: [")
        self.publish(check=4)
        self.call("rules", "publish", self.folder / "none", "--reason", "x", check=2)
        self.call("rules", "publish", self.rules, "--reason", " ", check=2)
        self.call("rules", "rollback", "77", "--reason", "x", check=2)
        self.call("review", "decide", "c:m:none", "right", check=1)
        self.call("review", "decide", "c:m:none", "maybe", check=2)
        self.assertEqual(before, (self.query("select count(*) from publication"),
                                  self.query("select count(*) from audit_log")))
        missing = self.folder / "none.db"
        sandglass.run("rules", "publish", self.rules, "--reason", "x", "--db", missing, check=4)
        self.write(BASE)
        sandglass.run("rules", "publish", self.rules, "--reason", "x", "--db", missing, check=3)
        self.assertFalse(missing.exists())

    def test_a_stopped_backtest_goes_on_where_it_stopped(self):
        day = self.day(12, 6000)
        sandglass.run("replay", day.path, "--db", self.db, "--rules", self.rules, check=0)
        self.write(CHANGED)
        kept = self.folder / "kept.json"
        command = [sandglass.BINARY, "rules", "backtest", self.rules, "--against", "shipped", "--db", self.db,
                   "--resume", kept, "--json"]
        whole = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        self.assertFalse(kept.exists())
        stopped = sandglass.interrupt(command, after=" conversations")
        self.assertEqual(stopped.returncode, 1, stopped.stderr)
        self.assertEqual(stopped.stdout, "")
        self.assertIn("--resume", stopped.stderr)
        looked_at = json.loads(kept.read_text())["conversations"]
        self.assertTrue(0 < looked_at < whole["conversations"], looked_at)
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        self.assertEqual(json.loads(out), whole)


class Attached(sandglass.Test):
    def setUp(self):
        super().setUp()
        self.rules = self.folder / "rules"
        self.rules.mkdir()
        (self.rules / "shop.yaml").write_text(BASE)

    def test_a_running_process_takes_what_is_published_and_decided(self):
        day = self.folder / "day.jsonl"
        subprocess.run([sandglass.os.environ["SANDGLASS_GENERATOR"], day, "5", "40"], check=True, capture_output=True)
        workstation = self.workstation("--speed", "0", "--times", "now", "--wait", "--events", day)
        running = self.attach(self.settings(workstation.url))
        running.wait_for("state=live")
        told = sandglass.run("rules", "publish", self.rules, "--reason", "shop's own", "--db",
                             self.folder / "sandglass.db", check=0).stdout
        self.assertEqual(json.loads(told)["publication"], 2)
        running.wait_for("rules.loaded")
        expected = workstation.state
        sandglass.until("everything stored", lambda: expected()["head_seq"] > 0 and (
            self.query("select max(seq) from cursor")[0][0] or 0) == expected()["head_seq"])
        # Judged by what was published: the day may have been over before.
        for event in greeted():
            workstation.inject("publish", event=event)
        found = sandglass.until("a finding", lambda: self.query(
            "select conversation, message, rule from finding where message = 'm_greeted'"))
        self.assertEqual(found, [("c_greeted", "m_greeted", "shop.polite")])
        sandglass.run("review", "decide", ":".join(found[0]), "right", "--db", self.folder / "sandglass.db", check=0)
        running.wait_for("review.decided")
        self.assertEqual(self.query("select verdict from review"), [("right",)])
        broken = self.folder / "broken.yaml"
        broken.write_text("version: 1\npack: x\nrules:\n- {id: a}\n")
        sandglass.run("rules", "publish", broken, "--reason", "x", "--db", self.folder / "sandglass.db", check=4)
        back = sandglass.run("rules", "rollback", "1", "--reason", "back", "--db", self.folder / "sandglass.db",
                             check=0).stdout
        self.assertEqual(json.loads(back)["publication"], 3)
        running.wait_for("rules.loaded")
        running.stop()

    def test_rules_that_compile_no_more_are_refused_alike_with_and_without_a_running_process(self):
        workstation = self.workstation("--agents", "a_1")
        settings = self.settings(workstation.url)
        self.attach(settings).wait_for("state=live")
        self._running[-1].stop()
        database = self.folder / "sandglass.db"
        sandglass.run("rules", "publish", self.rules, "--reason", "x", "--db", database, check=0)
        connection = sqlite3.connect(database)  # what an older version accepted and this one does not
        with connection:
            for (guard,) in connection.execute("select name from sqlite_master where type = 'trigger' "
                                               "and tbl_name = 'rule_set'").fetchall():
                connection.execute(f"drop trigger {guard}")
            connection.execute("update rule_set set source = ? where rule_set = (select rule_set from publication "
                               "where publication = 1)", ("version: 1\npack: x\nrules:\n- {id: a}\n",))
        connection.close()
        alone = sandglass.run("rules", "rollback", "1", "--reason", "x", "--db", database, check=4)
        running = self.attach(settings)
        running.wait_for("state=live")
        through = sandglass.run("rules", "rollback", "1", "--reason", "x", "--db", database, check=4)
        self.assertNotIn('{"error"', through.stderr)
        for told in (through, alone):
            self.assertRegex(told.stderr, r"(?m)^taobao-base:4:3: E012")
        running.stop()

    def test_nothing_is_published_while_the_rules_come_from_a_folder(self):
        workstation = self.workstation("--agents", "a_1")
        running = self.attach(self.settings(workstation.url), "--rules", self.rules)
        running.wait_for("state=live")
        told = sandglass.run("rules", "publish", self.rules, "--reason", "x", "--db", self.folder / "sandglass.db",
                             check=2)
        self.assertTrue(re.search("development", told.stderr), told.stderr)
        self.assertEqual(self.query("select count(*) from publication"), [(0,)])
        running.stop()


if __name__ == "__main__":
    sandglass.main()

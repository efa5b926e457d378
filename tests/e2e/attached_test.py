"""The real program attached to the simulated workstation over real sockets: everything stored once and acknowledged,
advice on time, every fault survived, rules and profile changed while it runs."""
import datetime
import fcntl
import http.client
import json
import os
import pathlib
import pty
import select
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import termios
import threading

import sandglass_process as sandglass

RULE = """version: 1
pack: shop
locale: zh-CN
rules:
- id: {id}
  name: 试验
  level: major
  says: agent
  has: ['{word}']
  do: confirm
  tell: 请换一种说法
  tests:
    bad: ['这里有{word}']
    ok: ['什么都没有']
"""


class OverSocket(http.client.HTTPConnection):
    """The control socket beside a database."""

    def __init__(self, path):
        super().__init__("sandglass", timeout=sandglass.PATIENCE)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


class Shop:
    """Conversations that happen when the test says so."""

    def __init__(self, workstation):
        self._workstation = workstation
        self._seqs = {}
        self.ids = []

    def event(self, kind, conversation, data, ago=0.0):
        at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=ago)
        self._seqs[conversation] = self._seqs.get(conversation, 0) + 1
        event = {"specversion": "1.0", "id": f"e_{len(self.ids)}", "source": "/desk/test", "type": kind,
                 "subject": conversation, "time": at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z",
                 "data": {"conv_seq": self._seqs[conversation], **data}}
        self._workstation.inject("publish", event=event)
        self.ids.append(event["id"])

    def open(self, conversation, ago=0.0):
        self.event("conversation.opened", conversation,
                   {"conversation": {"id": conversation, "channel": "web", "status": "open",
                                     "customer": {"id": "u_" + conversation, "name": "顾客"},
                                     "assignee": {"id": "a_1", "name": "小王", "kind": "human"}}}, ago)

    def says(self, conversation, kind, text, ago=0.0):
        author = {"kind": kind, "id": "a_1" if kind == "human" else "u_" + conversation}
        self.event("message.created", conversation,
                   {"message": {"id": f"m_{len(self.ids)}", "author": author, "visibility": "public",
                                "content": {"kind": "text", "text": text}}}, ago)

    def chat(self, conversation):
        self.says(conversation, "customer", "在吗")
        self.says(conversation, "human", "在的")


class Attached(sandglass.Test):
    def control(self, method, path, body=None):
        connection = OverSocket(self.folder / "sandglass.db.sock")
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def begin(self, *options, heartbeat=5000, rules=None, **settings):
        """An empty shop with one open conversation, and the program attached to it."""
        nothing = self.folder / "nothing.jsonl"
        nothing.write_text("")
        self.simulated = self.workstation("--events", nothing, "--heartbeat", heartbeat, *options)
        self.config = self.settings(self.simulated.url, profile=sandglass.ALL_DAY, **settings)
        self.rules = rules
        self.shop = Shop(self.simulated)
        self.again()
        self.shop.open("c_1")

    def again(self):
        self.running = self.attach(self.config, *(["--rules", self.rules] if self.rules else []))
        self.running.wait_for("state=live")

    def stored(self):
        return sorted(row[0] for row in self.query("select event from event where event like 'e\\_%' escape '\\'"))

    def settle(self):
        """Everything published is acknowledged and stored exactly once."""
        def is_acknowledged():
            live = [one for one in self.simulated.state()["clients"] if one["ready"]]
            return len(live) == 1 and live[0]["acked"] == live[0]["head_seq"]
        try:
            sandglass.until("everything acknowledged", is_acknowledged)
        except AssertionError as problem:
            raise AssertionError(f"{problem}; {self.simulated.state()}\n" + "\n".join(self.running.lines)) from None
        self.assertEqual(self.stored(), sorted(self.shop.ids))

    def connections(self):
        return self.simulated.record()["connections"]

    def reconnected(self, before):
        sandglass.until("a new connection", lambda: len(self.connections()) > before and
                        any(one["ready"] for one in self.simulated.state()["clients"]))

    def finish(self):
        self.assertEqual(self.simulated.record()["violations"], [])
        self.running.stop()


class Days(Attached):
    def test_a_generated_day_at_high_speed(self):
        day = self.day(21, 400)
        workstation = self.workstation("--events", day.path, "--speed", 0, "--times", "keep", "--wait")
        running = self.attach(self.settings(workstation.url))
        sandglass.until("everything acknowledged", lambda: workstation.acknowledged() == day.published, patience=240)
        stored = [row[0] for row in self.query("select event from event")]
        self.assertEqual((len(stored), set(stored)), (len(day.ids), day.ids))
        status, health = self.control("GET", "/health")
        self.assertEqual((status, health["links"][0]["state"], health["queued_batches"]), (200, "live", 0))
        self.assertEqual(workstation.record()["violations"], [])
        running.stop()
        print(len(stored), "events", flush=True)

    def test_the_demo_with_drafts_nudges_and_verdicts(self):
        workstation = self.workstation("--speed", 20, "--drafts", 60, "--wait")
        running = self.attach(self.settings(workstation.url))
        running.wait_for("state=live")
        record = sandglass.until("drafts and verdicts", lambda: (
            lambda seen: seen if len([d for d in seen["drafts"] if d["by"] == "client"]) >= 5 and seen["verdicts"]
            and seen["nudges"] else None)(workstation.record()), patience=120)
        self.assertEqual(record["violations"], [])
        slowest = max(one["latency_ms"] for one in record["drafts"] if one["by"] == "client")
        running.stop()
        print(len(record["nudges"]), "nudges,", len(record["verdicts"]), "verdicts,", len(record["drafts"]),
              "drafts, slowest", slowest, "ms", flush=True)


class Advice(Attached):
    def wait_for_nudge(self, conversation):
        try:
            return sandglass.until("the nudge", lambda: next(
                (one for one in self.simulated.record()["nudges"] if one["conversation"] == conversation), None),
                patience=20)
        except AssertionError as problem:
            recorded = self.query("select conversation, stage, at - stage_at, suppressed from nudge")
            raise AssertionError(f"{problem}; {recorded}\n" + "\n".join(self.running.lines)) from None

    def test_nudges_come_when_due_whatever_the_clock_says(self):
        self.begin()
        for number, skew in enumerate((0, 3_600_000, -3_600_000)):
            with self.subTest(skew=skew):
                before = len(self.connections())
                self.simulated.inject("skew", ms=skew)
                self.simulated.inject("drop")
                self.reconnected(before)
                name = f"c_late_{number}"
                self.shop.open(name, ago=110)  # the workstation stamps it by its own clock
                self.shop.says(name, "customer", "什么时候发货", ago=97)
                nudge = self.wait_for_nudge(name)
                self.assertEqual(nudge["stage_ms"], 100_000)
                self.assertLess(abs(nudge["late_ms"]), 1000)
                print("late by", nudge["late_ms"], "ms under a skew of", skew, flush=True)
                self.shop.says(name, "human", "今天")
        self.settle()
        self.finish()

    def test_nothing_is_nudged_again_after_a_restart(self):
        self.begin()
        self.shop.open("c_2", ago=120)
        self.shop.says("c_2", "customer", "什么时候发货", ago=99.5)
        self.wait_for_nudge("c_2")
        self.settle()
        for stop in (self.running.stop, lambda: self.running.kill()):
            stop()
            self.again()
            self.shop.chat("c_1")
            self.settle()
        nudges = [one for one in self.simulated.record()["nudges"] if one["conversation"] == "c_2"
                  and one["stage_ms"] == 100_000]
        self.assertEqual((len(nudges), len(nudges[0]["tries"])), (1, 1))
        self.finish()

    def test_receipts_that_do_not_come_and_rates_that_are_kept(self):
        self.begin()
        self.simulated.inject("receipts", mode="none")
        self.shop.open("c_2", ago=120)
        self.shop.says("c_2", "customer", "什么时候发货", ago=99.5)
        self.wait_for_nudge("c_2")
        self.shop.says("c_2", "human", "今天")
        sandglass.until("a second try", lambda: len(self.wait_for_nudge("c_2")["tries"]) >= 2)
        self.simulated.inject("receipts", mode="normal")
        self.simulated.inject("nudge_rate", on=True, retry_after_ms=1500)
        self.shop.open("c_3", ago=120)
        self.shop.says("c_3", "customer", "什么时候发货", ago=99.5)
        self.wait_for_nudge("c_3")
        self.simulated.inject("nudge_rate", on=False)
        sandglass.until("shown at last", lambda: "shown" in self.wait_for_nudge("c_3")["statuses"])
        self.shop.says("c_3", "human", "今天")
        self.settle()
        self.finish()


class Faults(Attached):
    def test_lines_that_break(self):
        self.begin()
        for name, arguments in (("drop", {"how": "rst"}), ("drop", {"how": "fin"}), ("drop", {"how": "cut"}),
                                ("close", {"code": 1012}), ("bye", {"after_ms": 200}),
                                ("restart", {"after_ms": 200, "down_ms": 400}), ("down", {"for_ms": 500}),
                                ("http", {"status": 503, "retry_after": 1}), ("wrong_protocol", {}),
                                ("session_invalid", {})):
            with self.subTest(fault=name, **arguments):
                before = len(self.connections())
                self.shop.chat("c_1")
                self.simulated.inject(name, **arguments)
                if name in ("drop", "close", "bye"):  # else nobody could publish, or it would come as a snapshot
                    self.shop.chat("c_1")
                self.reconnected(before)
                self.shop.chat("c_1")
                self.settle()
        self.finish()

    def test_events_twice_left_out_or_out_of_order(self):
        self.begin()
        for _ in range(10):
            self.shop.chat("c_1")
        self.simulated.inject("duplicate", n=20)
        self.settle()
        before = len(self.connections())
        self.simulated.inject("gap", n=1)
        self.shop.chat("c_1")
        self.shop.chat("c_1")
        self.reconnected(before)
        self.settle()
        self.simulated.inject("reorder", n=6, within=True)
        for _ in range(3):
            self.shop.chat("c_1")
        sandglass.until("the mixed events", lambda: self.simulated.state()["head_seq"] >= len(self.shop.ids))
        self.settle()
        self.assertIn(4010, [one["client_close"] for one in self.connections()])
        self.finish()

    def test_lines_that_go_silent(self):
        self.begin()
        for name in ("mute", "pong_silence"):
            with self.subTest(fault=name):
                before = len(self.connections())
                self.simulated.inject(name, on=True)
                self.shop.chat("c_1")
                sandglass.until("it gives the line up",
                                lambda b=before: self.connections()[b - 1]["client_close"] == 4008)
                self.simulated.inject(name, on=False)
                self.reconnected(before)
                self.settle()
        self.finish()

    def test_a_small_window(self):
        self.begin()
        self.simulated.inject("slow", max_inflight=2)
        for _ in range(30):
            self.shop.chat("c_1")
        self.settle()
        self.finish()

    def test_numbering_that_starts_anew_is_told_from_loss(self):
        self.begin()
        self.shop.chat("c_1")
        self.settle()
        before = len(self.connections())
        self.simulated.inject("restart", after_ms=200, down_ms=300, new_stream=True)
        self.reconnected(before)
        self.shop.chat("c_1")
        self.settle()
        self.assertEqual(self.query("select * from gap"), [], "the snapshots proved that nothing was missed")
        self.finish()

    def test_events_that_cannot_be_had_again_leave_a_gap_the_report_tells(self):
        self.begin()
        self.shop.chat("c_1")
        self.settle()
        self.running.kill()
        lost = len(self.shop.ids)
        for _ in range(3):
            self.shop.chat("c_1")
        self.shop.event("rating.submitted", "c_1", {"rating": {"score": 2, "scale": 5, "tags": [], "revision": 1},
                                                     "agent": {"id": "a_1", "kind": "human"}})
        del self.shop.ids[lost:]
        self.simulated.inject("cursor_expired")
        self.again()
        self.shop.chat("c_1")
        sandglass.until("the gap", lambda: self.query("select reason from gap"))
        self.assertEqual(self.query("select reason from gap"), [("cursor_expired",)])
        self.running.stop()
        report = json.loads(sandglass.run("report", "--db", self.folder / "sandglass.db", "--format", "json",
                                          check=0).stdout)
        self.assertIs(report["incomplete"], True)
        self.assertEqual(self.simulated.record()["violations"], [])


class FullDisk(Attached):
    """The database on a disk of a few megabytes, in a mount namespace of the program's own."""

    def again(self):
        disk = self.folder / "disk"
        disk.mkdir(exist_ok=True)
        self.running = self.started(sandglass.Running(
            ["unshare", "--mount", "--map-root-user", "sh", "-c",
             'mount -t tmpfs -o size=3m,mode=0700 none "$0" && exec "$@"', disk,
             sandglass.BINARY, "run", "--headless", "--config", self.config]))
        try:
            self.running.wait_for("state=live")
        except AssertionError as problem:
            if self.running.has_line("unshare:") or self.running.has_line("mount:"):
                self.skipTest("this machine allows no mount namespace")
            raise problem
        # What the program sees, from outside.
        self.inside = pathlib.Path("/proc", str(self.running.process.pid), "root", *disk.parts[1:])

    def query(self, sql, *arguments):
        # SQLite would take the way in for a link and follow it outside: it reads a copy.
        copy = self.folder / "copy.db"
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{self.inside}/sandglass.db{suffix}", f"{copy}{suffix}")
        copy.with_name("copy.db-shm").unlink(missing_ok=True)
        connection = sqlite3.connect(copy)
        try:
            return connection.execute(sql, arguments).fetchall()
        finally:
            connection.close()

    def fill(self):
        with open(self.inside / "filler", "wb", buffering=0) as filler:
            for size in (1 << 16, 1 << 12):
                try:
                    while True:
                        filler.write(bytes(size))
                except OSError:
                    pass

    def test_a_full_disk_holds_up_the_storing_and_nothing_else(self):
        self.begin(database=self.folder / "disk" / "sandglass.db")
        self.shop.chat("c_1")
        self.settle()
        self.fill()
        for _ in range(40):  # the write-ahead log has to grow
            self.shop.says("c_1", "human", "今天发出" * 1000)
        said = self.running.wait_for("writer.trouble")
        self.assertIn("full", said)
        self.shop.open("c_2", ago=110)
        self.shop.says("c_2", "customer", "什么时候发货", ago=98)
        sandglass.until("the nudge in the middle of it", lambda: [
            one for one in self.simulated.record()["nudges"] if one["conversation"] == "c_2"])
        acknowledged = max(one["acked"] for one in self.connections())
        self.assertLess(acknowledged, len(self.shop.ids))
        self.assertGreaterEqual(len(self.stored()), acknowledged)
        # Who makes a change waits for the disk; nobody else waits with them.
        waiting = OverSocket(self.inside / "sandglass.db.sock")
        self.addCleanup(waiting.close)
        waiting.request("POST", "/profile", json.dumps(
            {"key": "unserved_ms", "value": "550000", "author": "user:u_1", "reason": "大促"}))
        health = OverSocket(self.inside / "sandglass.db.sock")
        self.addCleanup(health.close)
        health.request("GET", "/health")
        self.assertEqual(health.getresponse().status, 200)
        self.assertEqual(select.select([waiting.sock], [], [], 0)[0], [], "the change is still to come")
        answer = waiting.getresponse()
        self.assertEqual(answer.status, 503)
        self.assertIn("as soon as it does", json.loads(answer.read())["error"])
        for key, value in (("reply_limit_ms", "120000"), ("cap_ms", "500000")):
            sandglass.run("profile", "set", key, value, "--reason", "大促", "--db", self.inside / "sandglass.db", check=3)
        (self.inside / "filler").unlink()
        self.running.wait_for("writer.recovered")
        self.settle()
        sandglass.until("all changes", lambda: self.query("select max(version) from profile") == [(4,)])
        (both,) = self.query("select data from profile where version = 4")
        self.assertIn('"unserved_ms":550000', both[0])
        self.assertIn('"reply_limit_ms":120000', both[0])
        self.assertIn('"cap_ms":500000', both[0])
        self.assertEqual(self.query("pragma integrity_check"), [("ok",)])
        self.finish()

    def test_stopping_while_the_disk_is_full_says_so_and_loses_nothing_acknowledged(self):
        self.begin(database=self.folder / "disk" / "sandglass.db")
        self.shop.chat("c_1")
        self.settle()
        acknowledged = len(self.shop.ids)
        self.fill()
        for _ in range(40):
            self.shop.says("c_1", "human", "今天发出" * 1000)
        self.running.wait_for("writer.trouble")
        self.assertEqual(max(one["acked"] for one in self.connections()), acknowledged)
        waiting = OverSocket(self.inside / "sandglass.db.sock")
        self.addCleanup(waiting.close)
        waiting.request("POST", "/profile", json.dumps(
            {"key": "cap_ms", "value": "500000", "author": "user:u_1", "reason": "大促"}))
        health = OverSocket(self.inside / "sandglass.db.sock")
        health.request("GET", "/health")  # the change has been taken before this
        health.getresponse()
        health.close()
        self.running.stop(expected=3)
        answer = waiting.getresponse()
        self.assertEqual(answer.status, 503)
        self.assertIn("is ending", json.loads(answer.read())["error"])
        self.assertTrue(self.running.has_line("writer.failed"))


class NobodyReads(Attached):
    """What the program writes to people stays unread; it goes on, and it ends."""

    def begin_into(self, output, **settings):
        nothing = self.folder / "nothing.jsonl"
        nothing.write_text("")
        self.simulated = self.workstation("--events", nothing)
        self.config = self.settings(self.simulated.url, **settings)
        self.shop = Shop(self.simulated)
        self.process = subprocess.Popen([sandglass.BINARY, "run", "--config", self.config], stdin=subprocess.DEVNULL,
                                        stdout=output, stderr=output, env=dict(os.environ, TERM="xterm"))
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.kill)
        sandglass.until("the control socket", (self.folder / "sandglass.db.sock").exists)

    def test_a_terminal_that_stops_reading_holds_up_nothing(self):
        screen, terminal = pty.openpty()
        self.addCleanup(os.close, screen)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 1000, 200, 0, 0))
        self.begin_into(terminal)
        os.close(terminal)
        sandglass.until("attached", lambda: self.simulated.state()["clients"])
        self.shop.open("c_1")
        for number in range(80):  # a frame each, 5 kB or more; a terminal takes 64 kB
            self.shop.chat("c_1")
            sandglass.until("the next event", lambda n=number: self.control("GET", "/health")[1]["events"] > 2 * n)
        self.settle_unread()
        seen = []

        def read():
            try:
                while part := os.read(screen, 1 << 16):
                    seen.append(part)
            except OSError:
                pass  # how a terminal says that its last user has closed it

        reader = threading.Thread(target=read)
        reader.start()
        self.shop.open("c_news")
        self.shop.says("c_news", "customer", "读到这里")
        sandglass.until("a new frame", lambda: "读到这里".encode() in b"".join(seen))
        self.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.process.wait(timeout=sandglass.PATIENCE), 0)
        reader.join()
        self.assertTrue(b"".join(seen).endswith(b"\x1b[?1049l"), "the terminal is given back")

    def settle_unread(self):
        sandglass.until("everything stored", lambda: self.stored() == sorted(self.shop.ids))

    def test_a_log_that_nobody_reads_does_not_keep_it_from_ending(self):
        reading, writing = os.pipe()
        self.addCleanup(os.close, reading)
        os.set_blocking(writing, False)
        try:
            while True:
                os.write(writing, bytes(4096))
        except BlockingIOError:
            pass
        os.set_blocking(writing, True)
        self.begin_into(writing)
        os.close(writing)
        self.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.process.wait(timeout=sandglass.PATIENCE), 3)


class WhileItRuns(Attached):
    def test_rules_are_taken_from_the_folder_as_they_change(self):
        folder = self.folder / "rules"
        folder.mkdir()
        (folder / "shop.yaml").write_text(RULE.format(id="shop.one", word="旧词"), encoding="utf-8")
        self.begin(rules=folder)

        def finds(text, rule):
            self.shop.says("c_1", "human", text)
            message = f"m_{len(self.shop.ids) - 1}"
            self.settle()
            return self.query("select count(*) from finding where message = ? and rule = ?", message, rule)[0][0]

        self.assertEqual(finds("这里有旧词", "shop.one"), 1)
        (folder / "shop.yaml").write_text(RULE.format(id="shop.two", word="新词"), encoding="utf-8")
        self.running.wait_for("rules.loaded")
        self.assertEqual(finds("这里有新词", "shop.two"), 1)
        (folder / "shop.yaml").write_text("version: 1\npack: shop\nrules:\n- id: [\n", encoding="utf-8")
        refused = self.running.wait_for("rules.refused")
        self.assertIn("shop.yaml", refused)
        self.assertEqual(finds("这里还有新词", "shop.two"), 1)
        (folder / "shop.yaml").write_text(RULE.format(id="shop.three", word="第三词"), encoding="utf-8")
        self.running.process.send_signal(signal.SIGHUP)
        self.running.wait_for("rules.loaded")
        self.assertEqual(finds("这里有第三词", "shop.three"), 1)
        self.finish()

    def test_the_profile_is_set_through_the_process_that_holds_the_database(self):
        self.begin()
        told = sandglass.run("profile", "set", "reply_limit_ms", "120000", "--reason", "大促", "--db",
                             self.folder / "sandglass.db", check=0)
        self.assertEqual(json.loads(told.stdout)["version"], 2)
        self.running.wait_for("profile.set")
        wrong = ["profile", "set", "reply_limit_ms", "-5", "--reason", "x", "--db", self.folder / "sandglass.db"]
        while_running = sandglass.run(*wrong, check=2)
        self.assertEqual(self.query("select count(*) from profile"), [(2,)])
        self.finish()
        alone = sandglass.run(*wrong, check=2)
        self.assertEqual((while_running.stdout, while_running.stderr), (alone.stdout, alone.stderr))

    def test_a_change_waits_for_no_commit_interval(self):
        self.begin(commit_interval_ms=10000)
        for _ in range(5):
            self.shop.chat("c_1")
        told = sandglass.run("profile", "set", "reply_limit_ms", "120000", "--reason", "大促", "--db",
                             self.folder / "sandglass.db", check=0)
        self.assertEqual(json.loads(told.stdout)["version"], 2)
        self.settle()
        self.finish()

    def test_the_database_may_lie_deep_and_behind_a_link(self):
        deep = self.folder / ("d" * 120)
        deep.mkdir()
        link = self.folder / "link.db"
        link.symlink_to(deep / "shop.db")
        self.begin(database=deep / "shop.db")
        self.running.stop()
        self.config = self.settings(self.simulated.url, database=link)
        self.again()
        for name in (link, deep / "shop.db"):
            sandglass.run("profile", "set", "cap_ms", "500000", "--reason", "x", "--db", name, check=0)
        self.assertIn("is running and answers", sandglass.run("doctor", "--config", self.config).stdout)
        self.running.stop()
        self.assertEqual([each for each in deep.iterdir() if each.suffix == ".sock"], [])

    def test_a_holder_that_does_not_answer_is_trouble_with_the_database(self):
        self.begin()
        (self.folder / "sandglass.db.sock").unlink()
        told = sandglass.run("profile", "set", "cap_ms", "500000", "--reason", "x", "--db",
                             self.folder / "sandglass.db", check=3)
        self.assertIn(f"process {self.running.process.pid} has it open", told.stderr)
        self.finish()

    def test_the_control_socket(self):
        self.begin()
        self.settle()
        self.assertEqual(os.stat(self.folder / "sandglass.db.sock").st_mode & 0o077, 0)
        status, health = self.control("GET", "/health")
        self.assertEqual((status, health["pid"]), (200, self.running.process.pid))
        self.assertEqual(self.control("GET", "/nothing")[0], 404)
        self.assertEqual(self.control("POST", "/profile", "{")[0], 422)
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(self.control("GET", "/health")[0]))
                   for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(answers, [200] * 8)
        self.assertEqual(self.control("POST", "/stop")[0], 202)
        self.assertEqual(self.running.process.wait(timeout=sandglass.PATIENCE), 0)

    def test_signals(self):
        self.begin()
        self.shop.chat("c_1")
        self.running.process.send_signal(signal.SIGHUP)
        self.settle()
        self.running.process.send_signal(signal.SIGINT)
        self.assertEqual(self.running.process.wait(timeout=sandglass.PATIENCE), 0)
        self.assertEqual(self.connections()[-1]["client_close"], 1000)

    def test_a_second_owner_is_refused_and_changes_nothing(self):
        self.begin()
        second = sandglass.run("run", "--headless", "--config", self.config, check=3)
        self.assertIn(str(self.running.process.pid), second.stderr)
        self.shop.chat("c_1")
        self.settle()
        self.finish()


if __name__ == "__main__":
    sandglass.main()

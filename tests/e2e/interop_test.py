"""The real program attached to a kefu.v1 workstation written by other hands (../shared/tools/kefu-desk): every fault it
can inject is survived, nothing is lost, and it has nothing to complain of."""
import datetime
import json
import os
import shutil
import subprocess
import tempfile
import time
import unittest

import sandglass_process as sandglass

# The workstation's clock is known to within half a round trip: a moment early is not early.
CLOCK_MS = 50
BAD_FRAMES = ("oversize", "invalid_utf8", "binary", "bad_json", "not_object", "no_op")


def setUpModule():
    """A copy of the workstation with what it needs, for all tests of this file."""
    tool = sandglass.neighbour_tool("kefu-desk")
    if tool is None:
        raise unittest.SkipTest("SANDGLASS_DATA has no tools/kefu-desk beside it")
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise unittest.SkipTest("no node or npm to run the workstation beside SANDGLASS_DATA with")
    global folder, desk_folder, schema
    folder = tempfile.TemporaryDirectory(prefix="sandglass-desk-")
    unittest.addModuleCleanup(folder.cleanup)
    desk_folder = os.path.join(folder.name, "kefu-desk")
    shutil.copytree(tool, desk_folder, copy_function=shutil.copyfile)
    os.chmod(desk_folder, 0o700)
    schema = str(tool.parent.parent / "protocol" / "kefu-v1.schema.json")
    if not os.path.isdir(os.path.join(desk_folder, "node_modules", "ws")):
        install = subprocess.run(["npm", "install", "--no-audit", "--no-fund"], cwd=desk_folder,
                                 capture_output=True, text=True, timeout=300)
        if install.returncode != 0:
            raise unittest.SkipTest("the workstation beside SANDGLASS_DATA needs the npm package ws: "
                                    + install.stderr[-300:])


class Desk(sandglass.Running):
    """The independent workstation on free ports."""

    def __init__(self, *options):
        super().__init__(["node", "server.js", "--port", "0", "--control", "0", *options], cwd=desk_folder,
                         env={**os.environ, "KEFU_SCHEMA": schema})
        said = json.loads(self.wait_for('"listening"'))
        self.url = said["url"]
        self.base = f"http://127.0.0.1:{said['control']}"

    get = sandglass.Workstation.get
    post = sandglass.Workstation.inject

    def inject(self, name, **arguments):
        return self.post(name, **arguments)["result"]

    def live(self):
        return [one for one in self.get("/state")["live"] if one["state"] == "live"]

    def head(self):
        return next(one["head"] for one in self.get("/state")["streams"] if one["scope"] == "*")

    def violations(self):
        return self.get("/violations")

    def nudges(self, conversation, kind="wait"):
        return [one for one in self.get("/record")["nudges"]
                if one["conversation"] == conversation and one["kind"] == kind]


class Shop:
    """Conversations that happen when the test says so."""

    def __init__(self, desk):
        self.desk = desk
        self.ids = []
        self._seqs = {}
        self._count = 0

    def event(self, kind, conversation, data, ago=0.0):
        self._count += 1
        self._seqs[conversation] = self._seqs.get(conversation, 0) + 1
        at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=ago)
        event = {"specversion": "1.0", "id": f"e_{self._count}", "source": "/desk/test", "type": kind,
                 "subject": conversation, "time": at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z",
                 "data": {"conv_seq": self._seqs[conversation], **data}}
        self.desk.inject("publish", event=event)
        self.ids.append(event["id"])
        return event["id"]

    def open(self, conversation, agent="a_1", ago=0.0):
        self.event("conversation.opened", conversation,
                   {"conversation": {"id": conversation, "channel": "web", "shop": "s", "status": "open",
                                     "customer": {"id": "u_" + conversation, "name": "顾客"},
                                     "assignee": {"id": agent, "name": "小王", "kind": "human"}}}, ago)

    def says(self, conversation, kind, text, ago=0.0, by="a_1"):
        author = {"kind": kind, "id": by if kind == "human" else "u_" + conversation}
        return self.event("message.created", conversation,
                          {"message": {"id": f"m_{self._count + 1}", "author": author, "visibility": "public",
                                       "content": {"kind": "text", "text": text}}}, ago)

    def chat(self, conversation):
        self.says(conversation, "customer", "你好，在吗")
        self.says(conversation, "human", "在的，请讲")


class Interop(sandglass.Test):
    def start(self, *options):
        self.desk = self.started(Desk("--agents", "a_1,a_2", *options))
        self.config = self.settings(self.desk.url, token="kst_desk", profile=sandglass.ALL_DAY)
        self.shop = Shop(self.desk)
        self.run_again()
        self.shop.open("c_1")

    def run_again(self):
        self.running = self.attach(self.config)
        self.running.wait_for("state=live")

    def settle(self, but=()):
        """Everything published is acknowledged, and stored exactly once."""
        def is_acknowledged():
            live = self.desk.live()
            return len(live) == 1 and live[0]["acked"] == self.desk.head()
        try:
            sandglass.until("everything acknowledged", is_acknowledged, patience=45)
        except AssertionError as problem:
            raise AssertionError(f"{problem}; {self.desk.get('/state')}\n" + "\n".join(self.running.lines)) from None
        stored = [row[0] for row in self.query("select event from event where event like 'e\\_%' escape '\\'")]
        self.assertEqual(sorted(stored), sorted(set(self.shop.ids) - set(but)))

    def tearDown(self):
        try:
            if hasattr(self, "desk") and self.desk.process.poll() is None:
                self.assertEqual(self.desk.violations(), [])
        finally:
            super().tearDown()

    def reconnected(self, before):
        sandglass.until("a new connection", lambda: [one for one in self.desk.live() if one["id"] > before])

    def session(self):
        return max((one["id"] for one in self.desk.live()), default=0)

    # ---- lines that break

    def test_every_way_a_line_breaks(self):
        self.start()
        faults = [("drop", {"how": "rst"}), ("drop", {"how": "fin"}), ("drop", {"how": "cut"}),
                  ("close", {"code": 1000}), ("close", {"code": 1001}), ("close", {"code": 1012}),
                  ("close", {"code": 4002}), ("close", {"code": 4005}), ("bye", {"after_ms": 200}),
                  ("restart", {"after_ms": 300, "down_ms": 500})]
        for name, arguments in faults:
            with self.subTest(fault=name, **arguments):
                self.shop.chat("c_1")
                before = self.session()
                self.desk.inject(name, **arguments)
                self.shop.chat("c_1")
                self.reconnected(before)
                self.shop.chat("c_1")
                self.settle()
        self.assertTrue(all(one["resumed"] for one in self.desk.get("/record")["conns"][1:] if one["readyAt"]))
        self.running.stop()

    def test_numbering_that_starts_anew(self):
        self.start()
        for name, arguments in (("stream_unknown", {}), ("stream_unknown", {"head": 500}),
                                ("restart", {"after_ms": 200, "down_ms": 300, "new_stream": True}),
                                ("cursor_expired", {}), ("session_invalid", {})):
            with self.subTest(fault=name, **arguments):
                self.shop.chat("c_1")
                self.settle()
                before = self.session()
                self.desk.inject(name, **arguments)
                self.reconnected(before)
                self.shop.chat("c_1")
                self.settle()
        self.running.stop()

    def test_duplicates_and_gaps(self):
        self.start()
        for _ in range(10):
            self.shop.chat("c_1")
        self.desk.inject("duplicate", n=15)
        self.settle()
        before = self.session()
        self.shop.chat("c_1")
        self.desk.inject("gap", n=2)
        self.shop.chat("c_1")
        self.shop.chat("c_1")
        self.reconnected(before)
        self.settle()
        codes = [one["code"] for one in self.desk.get("/record")["conns"]]
        self.assertIn(4010, codes)
        self.running.stop()

    def test_refusals_before_the_websocket(self):
        self.start()
        for name, arguments, undo in (("http", {"status": 503, "retry_after": 1}, {"off": True}),
                                      ("http", {"status": 429}, {"off": True}), ("down", {}, {"on": False}),
                                      ("hello", {"delay_ms": 1500}, {"delay_ms": 0, "drop": False})):
            with self.subTest(fault=name, **arguments):
                tries = self.desk.get("/state")["tcp"]
                before = self.session()
                self.desk.inject(name, **arguments)
                self.shop.chat("c_1")
                sandglass.until("another try", lambda: self.desk.get("/state")["tcp"] > tries)
                self.desk.inject(name, **undo)
                self.reconnected(before)
                self.settle()
        self.running.stop()

    def test_a_rate_limit_is_waited_out(self):
        self.start()
        before = self.session()
        began = time.monotonic()
        self.desk.inject("rate_limit", retry_after_ms=3000)
        self.reconnected(before)
        self.assertGreaterEqual(time.monotonic() - began, 3.0)
        self.shop.chat("c_1")
        self.settle()

    # ---- lines that go silent

    def test_events_dead_under_live_pongs(self):
        self.start()
        self.silent("mute")

    def test_no_pongs(self):
        self.start()
        self.silent("pong_silence")

    def test_nothing_at_all(self):
        self.start()
        self.silent("silence")

    def silent(self, name):
        before = self.session()
        self.desk.inject(name, on=True)
        self.shop.chat("c_1")
        sandglass.until("the client gives the line up",
                        lambda: before not in [one["id"] for one in self.desk.live()])
        self.desk.inject(name, on=False)
        self.reconnected(before)
        self.settle()
        self.assertEqual(self.desk.get("/record")["conns"][0]["code"], 4008)
        self.running.stop()

    def test_small_windows(self):
        self.start()
        self.desk.inject("slow", max_inflight=3, slow_ms=5000)
        self.reconnected(1)
        for _ in range(40):
            self.shop.chat("c_1")
        self.settle()
        self.running.stop()

    # ---- frames that should not be

    def test_frames_that_are_ignored(self):
        self.start()
        for kind in ("unknown", "hint", "deep"):
            with self.subTest(kind=kind):
                before = self.session()
                self.desk.inject("raw", kind=kind)
                self.shop.chat("c_1")
                self.settle()
                self.assertEqual(self.session(), before)
        self.running.stop()

    def test_frames_that_end_the_connection_once(self):
        self.start()
        for kind in BAD_FRAMES:
            with self.subTest(kind=kind):
                before = self.session()
                self.shop.chat("c_1")
                self.desk.inject("raw", kind=kind)
                self.shop.chat("c_1")
                self.reconnected(before)
                self.settle()
                ended = [one["code"] for one in self.desk.get("/record")["conns"] if one["id"] == before]
                self.assertIn(ended[0], (1002, 1007, 1009))
            # A second one before a minute of a stable link would stop the client: see below.
            self.running.stop()
            self.run_again()

    def test_a_second_bad_frame_stops_the_client_until_a_person_acts(self):
        self.start()
        before = self.session()
        self.desk.inject("raw", kind="bad_json")
        self.reconnected(before)
        self.desk.inject("raw", kind="bad_json")
        self.running.wait_for("link.stopped")
        self.shop.chat("c_1")
        self.running.stop()
        self.run_again()
        self.settle()

    def test_a_workstation_that_does_not_echo_the_subprotocol(self):
        self.start()
        self.desk.inject("wrong_protocol")
        self.shop.chat("c_1")
        self.running.wait_for("state=waiting")
        self.desk.inject("wrong_protocol", off=True)
        self.reconnected(1)
        self.settle()

    def test_credentials_refused(self):
        self.start()
        self.desk.inject("refuse")
        said = self.running.wait_for("link.stopped")
        self.assertIn("credentials refused", said)
        self.assertIn("a person must act", said)
        self.shop.chat("c_1")
        self.desk.inject("refuse", off=True)
        self.running.stop()
        self.run_again()
        self.settle()

    def test_replaced_by_another_connection(self):
        self.start()
        self.desk.inject("replaced")
        self.running.wait_for("link.stopped")
        self.assertEqual(self.desk.live(), [])
        self.running.stop()

    def test_an_odd_hello(self):
        self.start()
        self.desk.inject("hello", patch={"server": {"name": "x" * 300}, "extra": [1, {"a": None}]})
        self.reconnected(1)
        self.desk.inject("hello", drop=False)
        self.shop.chat("c_1")
        self.settle()

    # ---- back to the workstation

    def test_a_waiting_nudge_comes_when_it_is_due(self):
        self.start()
        self.shop.open("c_2", ago=110)
        self.shop.says("c_2", "customer", "什么时候发货？", ago=97.5)
        (nudge,) = sandglass.until("the nudge", lambda: self.desk.nudges("c_2"))
        self.assertEqual(nudge["stage_s"], 100)
        self.assertGreaterEqual(nudge["late_ms"], -CLOCK_MS)
        self.assertLess(nudge["late_ms"], 1000)
        print("late by", nudge["late_ms"], "ms", flush=True)
        self.shop.says("c_2", "human", "今天发出")
        self.settle()
        self.running.stop()

    def test_nothing_is_nudged_twice_over_restarts(self):
        self.start()
        self.shop.open("c_2", ago=110)
        self.shop.says("c_2", "customer", "什么时候发货？", ago=98.5)
        sandglass.until("the nudge", lambda: self.desk.nudges("c_2"))
        self.settle()
        for _ in range(2):
            self.running.kill()
            self.run_again()
            self.shop.chat("c_1")
            self.settle()
        self.assertEqual(len(self.desk.nudges("c_2")), 1)
        self.assertEqual(len(self.desk.nudges("c_2")[0]["tries"]), 1)

    def test_receipts_that_do_not_come(self):
        self.start()
        self.desk.inject("receipts", mode="none")
        self.shop.open("c_2", ago=110)
        self.shop.says("c_2", "customer", "什么时候发货？", ago=99)
        sandglass.until("all four tries", lambda: [one for one in self.desk.nudges("c_2") if len(one["tries"]) == 4])
        self.desk.inject("receipts", mode="normal")
        self.shop.chat("c_1")
        self.settle()
        self.assertEqual(len(self.desk.nudges("c_2")[0]["tries"]), 4)

    def test_receipts_that_come_late_or_say_no(self):
        self.start()
        for conversation, mode in (("c_2", "delay"), ("c_3", "rejected")):
            self.desk.inject("receipts", mode=mode, delay_ms=6000)
            self.shop.open(conversation, ago=110)
            self.shop.says(conversation, "customer", "什么时候发货？", ago=99.5)
            sandglass.until("the nudge", lambda c=conversation: self.desk.nudges(c))
            self.settle()

    def test_nudges_that_are_rate_limited_come_again(self):
        self.start()
        self.desk.inject("nudge_rate", retry_after_ms=2000)
        self.shop.open("c_2", ago=110)
        self.shop.says("c_2", "customer", "什么时候发货？", ago=99.5)
        sandglass.until("the refused try", lambda: self.desk.nudges("c_2"))
        self.desk.inject("nudge_rate")
        sandglass.until("the second try", lambda: len(self.desk.nudges("c_2")[0]["tries"]) >= 2)
        self.settle()

    def test_a_clock_an_hour_off(self):
        for skew in (3_600_000, -3_600_000):
            with self.subTest(skew=skew):
                self.folder = self.folder / "off"
                self.folder.mkdir()
                self.start()
                self.desk.inject("skew", ms=skew)
                self.desk.inject("drop")
                self.reconnected(1)
                self.shop.open("c_2", ago=110 - skew / 1000)
                self.shop.says("c_2", "customer", "什么时候发货？", ago=93 - skew / 1000)
                (nudge,) = sandglass.until("the nudge", lambda: self.desk.nudges("c_2"))
                self.assertEqual(nudge["stage_s"], 100)
                self.assertGreaterEqual(nudge["late_ms"], -CLOCK_MS)
                self.assertLess(nudge["late_ms"], 1000)
                print("late by", nudge["late_ms"], "ms under a skew of", skew, flush=True)
                self.assertEqual(self.desk.violations(), [])
                self.running.stop()

    def test_drafts_are_answered_in_time(self):
        self.start()
        self.settle()
        bad = self.desk.inject("draft", conversation="c_1", agent="a_1", text="亲，加下微信细聊", deadline_ms=800)
        self.assertEqual((bad["by"], len(bad["answers"])), ("client", 1))
        self.assertIn(bad["decision"], ("warn", "block"))
        good = self.desk.inject("draft", conversation="c_1", agent="a_1", text="今天就发出", deadline_ms=800)
        self.assertEqual((good["by"], good["decision"]), ("client", "allow"))
        print("drafts took", bad["latency_ms"], good["latency_ms"], "ms", flush=True)

    def test_a_finding_comes_as_verdict_and_nudge(self):
        self.start()
        self.shop.says("c_1", "customer", "能便宜点吗")
        self.shop.says("c_1", "human", "亲，加下微信细聊")
        sandglass.until("the nudge", lambda: self.desk.nudges("c_1", "finding"))
        (verdict,) = sandglass.until("the verdict", lambda: self.desk.get("/record")["verdicts"])
        self.assertEqual(verdict["conversation"], "c_1")
        self.settle()
        self.assertEqual(len(self.query("select * from finding where is_withdrawn = 0")), 1)

    # ---- volume

    def test_an_event_file_at_full_speed(self):
        self.desk = self.started(Desk("--agents", "a_1"))
        self.config = self.settings(self.desk.url, token="kst_desk")
        self.run_again()
        day = self.day(7, 400)
        self.desk.inject("play", file=str(day.path), speed=0, times="keep")
        sandglass.until("everything acknowledged",
                        lambda: self.desk.live() and self.desk.live()[0]["acked"] == day.lines)
        stored = {row[0] for row in self.query("select event from event")}
        self.assertEqual(stored, day.ids)
        conns = self.desk.get("/record")["conns"]
        print(len(stored), "events, oldest ack", max(one["ackMaxAgeMs"] for one in conns), "ms", flush=True)
        self.running.stop()


if __name__ == "__main__":
    sandglass.main()

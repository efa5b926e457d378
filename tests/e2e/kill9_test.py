"""kill -9 at random moments while attached: nothing acknowledged is missing, nothing is doubled, and the rounds are
those of a run nobody interrupted. SANDGLASS_KILL_LOOPS: how often; SANDGLASS_SEED: which moments."""
import os
import random
import subprocess

import sandglass_process as sandglass

LOOPS = int(os.environ.get("SANDGLASS_KILL_LOOPS", "10"))
SEED = int(os.environ.get("SANDGLASS_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 31)

# What must be the same however often it was interrupted. What concerns the moment itself (nudges, revisions) is not.
COMPARED = (
    "select event from event order by 1",
    "select conversation, opened_by, state, wait_ms, counted_ms, owner, responder, customer_messages, reason "
    "from round where state not in ('open', 'withdrawn') order by 1, 2",
    "select conversation, message, message_revision, rule, spans from finding where is_withdrawn = 0 "
    "and at <= (select max(at) from event) order by 1, 2, 3, 4",
    "select message, revision, text from message order by 1, 2, 3",
)


class Kill9(sandglass.Test):
    def check_after_kill(self, kills, acknowledged):
        cursor = self.query("select max(seq) from cursor")[0][0] or 0
        self.assertGreaterEqual(cursor, acknowledged, f"kill {kills}: acknowledged beyond what is stored")
        self.assertEqual(self.query("pragma quick_check"), [("ok",)])

    def test_nothing_acknowledged_is_lost_and_nothing_doubled(self):
        print(f"SANDGLASS_SEED={SEED}, {LOOPS} kills", flush=True)
        chance = random.Random(SEED)
        # A day that is over: whatever a rule waits for is decided, whenever the test runs.
        day = self.day(SEED % 1000 + 1, max(400, 8 * LOOPS), date="2026-03-02")
        # The day is played while the kills go on, however many there are.
        speed = 86_400 / (LOOPS * 0.8 + 2)
        workstation = self.workstation("--events", day.path, "--speed", speed, "--times", "keep", "--wait")
        settings = self.settings(workstation.url)
        for kills in range(1, LOOPS + 1):
            running = self.attach(settings)
            running.wait_for("state=live")
            try:
                running.process.wait(timeout=chance.uniform(0.02, 0.6))
                self.fail("it ended by itself:\n" + "\n".join(running.lines))
            except subprocess.TimeoutExpired:
                pass
            acknowledged = workstation.acknowledged()
            running.kill()
            self.check_after_kill(kills, acknowledged)
        last = self.attach(settings)
        last.wait_for("state=live")
        sandglass.until("everything played and acknowledged",
                        lambda: workstation.acknowledged() == day.published, patience=300)
        last.stop()
        self.assertEqual(workstation.record()["violations"], [])
        sandglass.run("replay", day.path, "--db", self.folder / "whole.db", "--source", "desk", check=0)
        for what in COMPARED:
            with self.subTest(what=what):
                self.assertEqual(self.query(what), self.query(what, name="whole.db"))
        nudges = self.query("select count(*) from nudge")[0][0]
        print(f"{LOOPS} kills survived; {len(day.ids)} events, {nudges} nudges recorded", flush=True)


if __name__ == "__main__":
    sandglass.main()

"""kill -9 at random moments while attached: nothing acknowledged is missing, nothing is doubled, and the rounds are
those of a run nobody interrupted."""
import os
import random
import subprocess
import unittest

import sandglass_process as sandglass

LOOPS = int(os.environ.get("SANDGLASS_KILL_LOOPS", "10"))
SEED = int(os.environ.get("SANDGLASS_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 31)


class Kill9(sandglass.Test):
    def acknowledged(self, workstation):
        return max((one["acked"] for one in workstation.state()["clients"]), default=0)

    def test_nothing_acknowledged_is_lost_and_nothing_doubled(self):
        print(f"seed {SEED}, {LOOPS} kills", flush=True)
        chance = random.Random(SEED)
        day = self.folder / "day.jsonl"
        subprocess.run([os.environ["SANDGLASS_GENERATOR"], day, str(SEED % 1000 + 1), "400"], check=True,
                       capture_output=True)
        # The whole day is played while the kills go on, however many there are.
        speed = 86_400 / (LOOPS * 0.6 + 2)
        workstation = self.workstation("--events", day, "--speed", speed, "--times", "keep", "--wait")
        settings = self.settings(workstation.url)
        kills = 0
        while kills < LOOPS:
            running = self.attach(settings)
            running.wait_for("state=live")
            try:
                running.process.wait(timeout=chance.uniform(0.02, 0.6))
                self.fail("it ended by itself:\n" + "\n".join(running.lines))
            except subprocess.TimeoutExpired:
                pass
            acked = self.acknowledged(workstation)
            running.kill()
            kills += 1
            cursor = self.query("select max(seq) from cursor")[0][0] or 0
            self.assertGreaterEqual(cursor, acked, f"kill {kills}: acknowledged beyond what is stored")
            self.assertEqual(self.query("pragma integrity_check"), [("ok",)])
        last = self.attach(settings)
        last.wait_for("state=live")
        head = lambda: workstation.state()["head_seq"]
        sandglass.until("everything played and acknowledged",
                        lambda: workstation.state()["is_over"] and self.acknowledged(workstation) == head(),
                        patience=120)
        last.stop()
        sandglass.run("replay", day, "--db", self.folder / "whole.db", "--source", "desk", check=0)
        for what in ("select event from event order by 1",
                     "select conversation, opened_by, state, wait_ms, counted_ms, owner, responder, "
                     "customer_messages, reason from round where state != 'open' order by 1, 2",
                     "select conversation, message, message_revision, rule, spans, is_withdrawn from finding "
                     "where is_withdrawn = 0 order by 1, 2, 3, 4",
                     "select message, revision, text from message order by 1, 2"):
            with self.subTest(what=what):
                self.assertEqual(self.query(what), self.query(what, name="whole.db"))
        print(f"{kills} kills survived, {head()} events", flush=True)


if __name__ == "__main__":
    sandglass.main()

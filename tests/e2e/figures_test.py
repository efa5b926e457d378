"""Figures and rounds of the real program against an independent recount (../shared/tools/recount.js)."""
import json
import os
import shutil
import subprocess
import unittest

import sandglass_process as sandglass

FILES = ["jddc", "slack", "stc3_cn", "twcs"]


def recount(path, profile):
    tool = sandglass.neighbour_tool("recount.js")
    node = shutil.which("node")
    if tool is None or node is None:
        raise unittest.SkipTest("SANDGLASS_DATA has no recount.js beside it, or there is no node")
    out = subprocess.run([node, tool, path, profile], check=True, capture_output=True,
                         env={**os.environ, "FL": "young"})
    return json.loads(out.stdout)


class Figures(sandglass.Test):
    def compare(self, path, profile):
        expected = recount(path, profile)
        report = json.loads(sandglass.run("report", path, "--format", "json", "--profile", profile,
                                          "--compare", "none", check=0).stdout)
        for key, figure in expected["metrics"].items():
            ours = report["metrics"][key]
            self.assertEqual(ours["numerator"], figure["numerator"], key)
            self.assertEqual(ours["denominator"] or 0, figure["denominator"], key)
        self.assertEqual(report["open_rounds"], expected["open_rounds"])
        return expected

    def rounds(self, path, profile):
        effects = self.folder / "effects.jsonl"
        sandglass.run("replay", path, "--effects", effects, "--no-rules", "--profile", profile, check=0)
        last = {}
        for line in effects.read_text().splitlines():
            effect = json.loads(line)
            if effect["kind"] == "round":
                last[effect["conversation"], effect["opened_by"]] = effect
        return sorted(
            (r["conversation"], r["opened_at"], r["state"], r["wait_ms"], r["counted_ms"], r["owner"],
             r["responder"], r["in_window"], r["reason"], r["customer_messages"])
            for r in last.values() if r["state"] != "withdrawn")

    def test_rounds_and_figures_of_every_event_file_are_those_of_the_recount(self):
        for name in FILES:
            for profile in ("douyin", "taobao"):
                with self.subTest(file=name, profile=profile):
                    path = self.events(name)
                    expected = self.compare(path, profile)
                    theirs = sorted(
                        (r["conversation"], r["opened_at"], r["state"], r["wait_ms"], r["counted_ms"],
                         r["owner"], r["responder"], r["in_window"], r["reason"], r["msgs"])
                        for r in expected["rounds"])
                    self.assertEqual(repr(self.rounds(path, profile)), repr(theirs))

    def test_figures_of_generated_days_are_those_of_the_recount(self):
        for seed in ("11", "12"):
            path = self.folder / f"day{seed}.jsonl"
            subprocess.run([os.environ["SANDGLASS_GENERATOR"], path, seed, "200"], check=True,
                           capture_output=True)
            for profile in ("douyin", "taobao"):
                with self.subTest(seed=seed, profile=profile):
                    self.compare(path, profile)


class SameEverywhere(sandglass.Test):
    def test_a_database_reports_what_the_file_reports(self):
        path = self.events("twcs")
        sandglass.run("replay", path, "--db", self.folder / "sandglass.db", "--no-rules", check=0)
        period = ["--from", "2011-01-01", "--to", "2030-01-01", "--at", "2019-01-01", "--compare", "none",
                  "--by", "agent,hour,channel", "--format", "json"]
        from_file = json.loads(sandglass.run("report", path, *period, check=0).stdout)
        from_rows = json.loads(
            sandglass.run("report", "--db", self.folder / "sandglass.db", *period, check=0).stdout)
        for report in (from_file, from_rows):
            report.pop("generated_at")
        self.assertEqual(from_rows, from_file)

    def test_the_same_file_again_changes_nothing(self):
        path = self.events("twcs")
        sandglass.run("replay", path, "--db", self.folder / "sandglass.db", check=0)
        tables = ("event", "message", "round", "nudge", "finding")
        before = [self.query(f"select count(*) from {table}") for table in tables]
        again = sandglass.run("replay", path, "--db", self.folder / "sandglass.db", check=0)
        self.assertIn("0 events applied, 5212 duplicates", again.stdout)
        self.assertEqual([self.query(f"select count(*) from {table}") for table in tables], before)

    def test_the_same_input_gives_the_same_bytes(self):
        path = self.events("jddc")
        for name in ("one", "two"):
            sandglass.run("replay", path, "--effects", self.folder / name, check=0)
        self.assertEqual((self.folder / "one").read_bytes(), (self.folder / "two").read_bytes())


if __name__ == "__main__":
    sandglass.main()

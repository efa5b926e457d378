"""Figures and rounds of the real program against an independent recount (../shared/tools/recount.js)."""
import csv
import datetime
import io
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


class OnSchedule(sandglass.Test):
    """`reports:` of the settings, while `run` is up; the workstation is not reachable meanwhile."""

    def test_a_report_that_was_missed_is_written_after_the_start(self):
        path = self.folder / "old.jsonl"
        event = {"specversion": "1.0", "source": "/desk", "subject": "c_1", "id": "e_1",
                 "time": "2024-02-29T02:00:00.000Z", "type": "conversation.opened",
                 "data": {"conv_seq": 1, "conversation": {
                     "id": "c_1", "channel": "web", "shop": "shop_1", "status": "open",
                     "customer": {"id": "u_1"}, "assignee": {"kind": "human", "id": "a_1"}}}}
        path.write_text(json.dumps(event) + "\n")
        sandglass.run("replay", path, "--db", self.folder / "sandglass.db", "--no-rules", check=0)
        running = self.attach(self.settings(
            "ws://127.0.0.1:1/", reports='{folder: out, daily: "00:00", formats: [json, html], by: []}'))
        running.wait_for("report.written")
        running.wait_for("report.written")
        written = sorted((self.folder / "out").iterdir())
        self.assertEqual([file.suffix for file in written], [".html", ".json"])
        report = json.loads(written[1].read_text())
        day = datetime.date.fromisoformat(written[1].stem.removeprefix("daily-"))
        self.assertEqual(report["period"]["to"], f"{day}T16:00:00.000Z")
        self.assertIn("<html", written[0].read_text())


class Surges(sandglass.Test):
    """Forty conversations begin in this hour and in the next, three in those of the weeks before."""

    HOUR = datetime.timedelta(hours=1)

    def fill(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        hour = now.replace(minute=0, second=0, microsecond=0)
        lines = []
        for week in range(6):
            for begin in (hour, hour + self.HOUR):
                for each in range(40 if week == 0 else 3):
                    at = begin - week * datetime.timedelta(days=7) + datetime.timedelta(milliseconds=each)
                    name = f"c_{len(lines)}"
                    lines.append({
                        "specversion": "1.0", "source": "/desk", "subject": name, "id": f"e_{name}",
                        "time": at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z",
                        "type": "conversation.opened",
                        "data": {"conv_seq": 1, "conversation": {
                            "id": name, "channel": "web", "shop": "shop_1", "status": "bot",
                            "customer": {"id": f"u_{name}"}}}})
        path = self.folder / "weeks.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in sorted(lines, key=lambda line: line["time"])))
        sandglass.run("replay", path, "--db", self.folder / "sandglass.db", "--no-rules", check=0)
        return hour

    def test_run_tells_of_one_once_and_the_list_has_it(self):
        hour = self.fill()
        sandglass.run("profile", "set", "hours", "00:00-24:00", "--reason", "always open",
                      "--db", self.folder / "sandglass.db", check=0)
        sandglass.run("rebuild", "--db", self.folder / "sandglass.db", check=0)
        running = self.attach(self.settings("ws://127.0.0.1:1/"))
        running.wait_for("surge.began")
        listed = json.loads(sandglass.run(
            "surges", "--db", self.folder / "sandglass.db", "--from", hour.isoformat(),
            "--to", (hour + 2 * self.HOUR).isoformat(), "--at", (hour + 2 * self.HOUR).isoformat(),
            "--format", "json", check=0).stdout)
        self.assertEqual([(surge["shop"], surge["conversations"], surge["usual"], surge["weeks"])
                          for surge in listed["surges"]], [("shop_1", 40, 3, 5)] * 2)
        self.assertEqual(self.query("select count(*) from alert where ended_at is null"), [(1,)])
        self.assertEqual(sum(surge["told_at"] is not None for surge in listed["surges"]), 1)


class Benchmarks(sandglass.Test):
    def test_an_imported_one_stands_in_every_report_and_a_wrong_file_changes_nothing(self):
        database = self.folder / "sandglass.db"
        sandglass.run("replay", self.events("twcs"), "--db", database, "--no-rules", check=0)
        good = self.folder / "good.csv"
        good.write_text("figure,value,unit,name\nmean_response_ms,45,s,average of 2017\n")
        sandglass.run("import", "benchmark", good, "--db", database, check=0)
        bad = self.folder / "bad.csv"
        bad.write_text("figure,value,unit,name\nmean_response_ms,45,%,average\n")
        refused = sandglass.run("import", "benchmark", bad, "--db", database, check=2)
        self.assertIn(f"{bad}:2: unit: ", refused.stderr)
        asked = ["report", "--db", database, "--from", "2011-01-01", "--to", "2030-01-01"]
        report = json.loads(sandglass.run(*asked, "--format", "json", check=0).stdout)
        self.assertEqual(report["metrics"]["mean_response_ms"]["benchmark"],
                         {"name": "average of 2017", "value": 45000})
        self.assertIn("45.00 s (average of 2017)", sandglass.run(*asked, check=0).stdout)


class SameEverywhere(sandglass.Test):
    def test_a_database_reports_what_the_file_reports(self):
        path = self.events("twcs")
        sandglass.run("replay", path, "--db", self.folder / "sandglass.db", "--no-rules", check=0)
        period = ["--from", "2011-01-01", "--to", "2030-01-01", "--at", "2019-01-01", "--compare", "none",
                  "--by", "agent,hour,channel", "--format", "json"]
        from_file = json.loads(sandglass.run("report", path, "--no-rules", *period, check=0).stdout)
        from_rows = json.loads(
            sandglass.run("report", "--db", self.folder / "sandglass.db", *period, check=0).stdout)
        for report in (from_file, from_rows):
            report.pop("generated_at")
        self.assertEqual(from_rows, from_file)

    def test_a_question_left_open_over_midnight_ends_alike_in_both(self):
        path = self.folder / "open.jsonl"
        event = {"specversion": "1.0", "source": "/desk", "subject": "c_1"}
        lines = [
            {**event, "id": "e_1", "time": "2026-11-22T02:00:00.000Z", "type": "conversation.opened",
             "data": {"conv_seq": 1, "conversation": {
                 "id": "c_1", "channel": "web", "shop": "shop_1", "status": "open",
                 "customer": {"id": "u_1"}, "assignee": {"kind": "human", "id": "a_1"}}}},
            {**event, "id": "e_2", "time": "2026-11-22T02:00:10.000Z", "type": "message.created",
             "data": {"conv_seq": 2, "message": {
                 "id": "m_1", "author": {"kind": "customer", "id": "u_1"}, "visibility": "public",
                 "content": {"kind": "text", "text": "hello?"}}}},
        ]
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
        database = self.folder / "sandglass.db"
        sandglass.run("replay", path, "--db", database, "--no-rules", "--profile", "taobao", check=0)
        asked = ["--from", "2026-11-22", "--to", "2026-11-23", "--at", "2026-11-29",
                 "--by", "agent,shop,source", "--format", "json", "--profile", "taobao"]
        from_file = json.loads(sandglass.run("report", path, *asked, check=0).stdout)
        from_rows = json.loads(sandglass.run("report", "--db", database, *asked, check=0).stdout)
        for report in (from_file, from_rows):
            report.pop("generated_at")
            report.pop("profile_version")
        self.assertEqual(from_rows, from_file)
        self.assertEqual(from_file["open_rounds"], 0)
        self.assertEqual(from_file["metrics"]["mean_response_ms"]["denominator"], 1)
        self.assertEqual([(group["by"], group["key"]) for group in from_file["breakdown"]],
                         [("agent", "a_1"), ("shop", "shop_1"), ("source", "human")])

    def test_the_csv_says_what_the_json_says(self):
        path = self.events("twcs")
        asked = ["--from", "2011-01-01", "--to", "2030-01-01", "--by", "source"]
        figures = json.loads(sandglass.run("report", path, *asked, "--format", "json", check=0).stdout)
        text = sandglass.run("report", path, *asked, "--format", "csv", check=0).stdout
        rows = {(row["by"], row["key"], row["metric"]): row
                for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")))}
        groups = [("", "", figures["metrics"])]
        groups += [(group["by"], group["key"], group["metrics"]) for group in figures["breakdown"]]
        for by, key, metrics in groups:
            for metric, figure in metrics.items():
                said = rows[by, key, metric]["value"]
                self.assertEqual(float(said) if said else None, figure["value"], (by, key, metric))

    def test_a_database_knows_the_intents_the_file_has(self):
        path = self.events("jddc")
        sandglass.run("replay", path, "--db", self.folder / "sandglass.db", check=0)
        question = ["--from", "2011-01-01", "--to", "2030-01-01", "--compare", "none", "--by", "intent,intent:1",
                    "--format", "json"]
        from_file = json.loads(sandglass.run("report", path, *question, check=0).stdout)
        from_rows = json.loads(
            sandglass.run("report", "--db", self.folder / "sandglass.db", *question, check=0).stdout)
        self.assertEqual(from_rows["metrics"], from_file["metrics"])
        self.assertEqual(from_rows["breakdown"], from_file["breakdown"])
        self.assertIsNotNone(from_file["metrics"]["resolution_rate"]["value"])
        # Rules look for findings in a database only; all other causes are the same.
        for report in (from_file, from_rows):
            del report["insight"]["reasons"]
        self.assertEqual(from_rows["insight"], from_file["insight"])
        self.assertTrue(from_file["insight"]["topics"])
        self.assertTrue(from_file["insight"]["risks"])
        self.assertIn(("intent", 1, "物流问题"), [(g["by"], g.get("level"), g["key"]) for g in from_file["breakdown"]])

    def test_what_makes_a_figure_bad_is_listed_worst_first(self):
        path = self.events("twcs")
        database = self.folder / "sandglass.db"
        sandglass.run("replay", path, "--db", database, "--no-rules", check=0)
        asked = ["explain", "three_minute_round_rate", "--db", database, "--from", "2011-01-01", "--to", "2030-01-01",
                 "--missed"]
        told = json.loads(sandglass.run(*asked, "--limit", "0", "--format", "json", check=0).stdout)
        self.assertEqual(len(told["items"]), told["denominator"] - told["numerator"])
        waits = [item["wait_ms"] for item in told["items"]]
        self.assertEqual(waits, sorted(waits, reverse=True))
        text = sandglass.run(*asked, "--limit", "2", check=0).stdout
        self.assertIn(f"The worst 2 of {len(waits)}; --limit 0 for all.", text)
        self.assertIn(told["items"][0]["conversation"], text)
        self.assertIn("is not CUT=KEY", sandglass.run(*asked, "--only", "moon=full", check=2).stderr)

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

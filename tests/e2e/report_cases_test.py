"""Reports of the odd: nothing, one conversation, robots alone, no ratings, days of 23 and 25 hours, names that
would like to be code. Right figures, in every format, and nothing that acts."""
import json

import sandglass_process as sandglass

FORMATS = ("text", "json", "csv", "xlsx", "html")
HOSTILE = {
    "agent": "<script>alert(1)</script>",
    "product": "=cmd()|' /C calc'!A0",
    "customer": "\u202e<img src=x onerror=alert(2)>\x1b[2J",
}


class Talk:
    """One conversation, told event by event."""

    def __init__(self, number, at, agent="a_1", product=None, name=None, customer=None):
        self.id = f"c_{number}"
        self.agent = {"kind": "human", "id": agent, **({"name": name} if name else {})}
        self.customer = {"id": f"u_{number}", **({"name": customer} if customer else {})}
        self.lines = []
        conversation = {"id": self.id, "channel": "web", "shop": "shop_1", "status": "open",
                        "customer": self.customer, "assignee": self.agent}
        if product:
            conversation["product"] = {"id": "p_1", "name": product}
        self.event(at, "conversation.opened", {"conversation": conversation})

    def event(self, at, kind, data):
        number = len(self.lines) + 1
        self.lines.append({"specversion": "1.0", "source": "/desk", "subject": self.id, "type": kind,
                           "id": f"{self.id}#{number}", "time": at, "data": {"conv_seq": number, **data}})
        return self

    def says(self, at, author, text="在吗"):
        return self.event(at, "message.created", {"message": {
            "id": f"{self.id}.{len(self.lines)}", "author": author, "visibility": "public",
            "content": {"kind": "text", "text": text}}})

    def asks(self, at, text="在吗"):
        return self.says(at, {"kind": "customer", **self.customer}, text)

    def answers(self, at, text="在的"):
        return self.says(at, self.agent, text)

    def rated(self, at, score):
        return self.event(at, "rating.submitted", {
            "rating": {"score": score, "scale": 5, "tags": [], "revision": 1}, "agent": self.agent})

    def closed(self, at):
        return self.event(at, "conversation.closed", {"by": self.agent, "reason": "agent_closed"})


def minute(number, seconds=0):
    """Of the morning of 22 November in Shanghai, from 10:00."""
    return f"2026-11-22T02:{number:02}:{seconds:02}.000Z"


def answered(number, wait=30, **more):
    return Talk(number, minute(0), **more).asks(minute(1)).answers(minute(1 + wait // 60, wait % 60))


class ReportCases(sandglass.Test):
    def file_of(self, *talks):
        path = self.folder / "events.jsonl"
        lines = sorted((line for talk in talks for line in talk.lines), key=lambda line: line["time"])
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
        return path

    def reports(self, path, *asked):
        """The JSON report; every other format is made too, and none of them holds what is no number."""
        made = {}
        for form in FORMATS:
            out = self.folder / f"report.{form}"
            sandglass.run("report", path, "--no-rules", *asked, "--format", form, "--out", out, check=0)
            made[form] = out.read_bytes()
            self.assertTrue(made[form], form)
        for form in ("text", "json", "csv"):
            for wrong in (b"nan", b"inf", b"NaN"):
                self.assertNotIn(wrong, made[form].replace(b"incomplete", b""), form)
        self.made = made
        return json.loads(made["json"])

    def value(self, report, key):
        return report["metrics"][key]["value"]

    def test_an_empty_period_has_counts_of_nothing_and_no_rates(self):
        report = self.reports(self.file_of(answered(1)), "--from", "2020-02-28", "--to", "2020-03-01",
                              "--by", "agent,hour")
        self.assertEqual(report["breakdown"], [])
        self.assertEqual(self.value(report, "handed_over"), 0)
        for rate in ("three_minute_reply_rate", "mean_response_ms", "pickup_rate", "satisfaction_rate"):
            self.assertIsNone(self.value(report, rate), rate)

    def test_one_conversation_is_a_report(self):
        report = self.reports(self.file_of(answered(1, wait=30)), "--period", "2026-11-22", "--by", "agent")
        self.assertEqual(self.value(report, "mean_response_ms"), 30_000)
        self.assertEqual(self.value(report, "p90_response_ms"), 30_000)
        self.assertEqual(report["breakdown"][0]["impact_ms"], 0)

    def test_robots_alone_hand_nothing_over(self):
        talk = Talk(1, minute(0))
        opened = talk.lines[0]["data"]["conversation"]
        opened["status"], opened["assignee"] = "bot", None
        talk.asks(minute(1)).says(minute(2), {"kind": "bot", "id": "b_1"}).closed(minute(3))
        report = self.reports(self.file_of(talk), "--period", "2026-11-22", "--by", "source")
        self.assertEqual([group["key"] for group in report["breakdown"]], ["bot"])
        self.assertEqual(self.value(report, "handed_over"), 0)
        self.assertEqual(self.value(report, "bot_messages"), 1)
        self.assertIsNone(self.value(report, "three_minute_reply_rate"))

    def test_without_ratings_nobody_is_satisfied_or_not(self):
        report = self.reports(self.file_of(answered(1)), "--period", "2026-11-22")
        for key in ("satisfaction_rate", "dissatisfaction_rate", "mean_score", "median_score"):
            self.assertIsNone(self.value(report, key), key)
            self.assertNotIn("interval", report["metrics"][key])

    def test_ratings_that_are_all_equal_have_one_mean_and_median(self):
        talks = [answered(n).rated(minute(5), 3) for n in range(40)]
        report = self.reports(self.file_of(*talks), "--period", "2026-11-22")
        self.assertEqual(self.value(report, "mean_score"), 3)
        self.assertEqual(self.value(report, "median_score"), 3)
        self.assertEqual(self.value(report, "dissatisfaction_rate"), 1)
        self.assertNotIn("small_sample", report["metrics"]["satisfaction_rate"])

    def test_midnight_divides_days_and_months(self):
        late = Talk(1, "2026-11-30T15:59:59.999Z").asks("2026-11-30T15:59:59.999Z")
        late.answers("2026-11-30T16:00:10.000Z")
        early = Talk(2, "2026-11-30T16:00:00.000Z").asks("2026-11-30T16:00:00.000Z")
        early.answers("2026-11-30T16:00:10.000Z")
        path = self.file_of(late, early)
        for period, conversations in (("2026-11-30", 1), ("2026-12-01", 1), ("2026-11", 1), ("2026-12", 1),
                                      ("2026-W49", 2)):
            report = self.reports(path, "--period", period)
            self.assertEqual(self.value(report, "conversations"), conversations, period)

    def test_the_day_after_the_28th_of_february_of_a_leap_year_is_compared_with_it(self):
        talk = Talk(1, "2028-02-29T02:00:00.000Z").asks("2028-02-29T02:00:00.000Z")
        talk.answers("2028-02-29T02:00:20.000Z")
        path = self.file_of(talk)
        report = self.reports(path, "--period", "2028-02-29")
        self.assertEqual(self.value(report, "mean_response_ms"), 20_000)
        self.assertEqual(report["metrics"]["mean_response_ms"]["previous"]["from"], "2028-02-27T16:00:00.000Z")
        report = self.reports(path, "--period", "2028-02-29", "--compare", "year")
        previous = report["metrics"]["mean_response_ms"]["previous"]
        self.assertEqual((previous["from"], previous["to"]),
                         ("2027-02-27T16:00:00.000Z", "2027-02-28T16:00:00.000Z"))

    def test_a_day_of_25_hours_has_its_hour_twice_and_one_of_23_hours_none(self):
        profile = self.folder / "new_york.yaml"
        profile.write_text('base: douyin\nzone: America/New_York\nhours: "00:00-24:00"\n')
        # 01:30 on the clock, before and after it is put back an hour; and 12:00 of the shorter day.
        talks = [Talk(n, at).asks(at).answers(at.replace(":00.000Z", ":20.000Z"))
                 for n, at in enumerate(("2026-11-01T05:30:00.000Z", "2026-11-01T06:30:00.000Z",
                                         "2026-03-08T16:00:00.000Z"))]
        path = self.file_of(*talks)
        asked = ["--profile", profile, "--by", "hour,day"]
        report = self.reports(path, "--period", "2026-11-01", *asked)
        self.assertEqual((report["period"]["from"], report["period"]["to"]),
                         ("2026-11-01T04:00:00.000Z", "2026-11-02T05:00:00.000Z"))
        groups = {(g["by"], g["key"]): g["metrics"]["conversations"]["value"] for g in report["breakdown"]}
        self.assertEqual(groups, {("hour", "01"): 2, ("day", "2026-11-01"): 2})
        report = self.reports(path, "--period", "2026-03-08", *asked)
        self.assertEqual((report["period"]["from"], report["period"]["to"]),
                         ("2026-03-08T05:00:00.000Z", "2026-03-09T04:00:00.000Z"))
        self.assertEqual(self.value(report, "conversations"), 1)

    def test_names_that_would_be_code_are_names(self):
        talk = answered(1, name=HOSTILE["agent"], product=HOSTILE["product"], customer=HOSTILE["customer"])
        report = self.reports(self.file_of(talk), "--period", "2026-11-22", "--by", "agent,product")
        self.assertEqual([group["name"] for group in report["breakdown"]], [HOSTILE["agent"], HOSTILE["product"]])
        self.assertNotIn(b"<script", self.made["html"])
        self.assertNotIn(b"<img", self.made["html"])
        self.assertNotIn("\u202e".encode(), self.made["html"])
        for form in ("text", "csv"):
            self.assertNotIn(b"\x1b", self.made[form])
        lines = self.made["csv"].decode("utf-8-sig").splitlines()
        self.assertTrue(any(HOSTILE["product"] in line for line in lines))
        self.assertFalse(any(cell.startswith(("=", "\"=")) for line in lines for cell in line.split(",")))

    def test_many_agents_are_all_in_the_report(self):
        talks = [Talk(n, minute(0), agent=f"a_{n}").asks(minute(1)).answers(minute(2)) for n in range(3_000)]
        report = self.reports(self.file_of(*talks), "--period", "2026-11-22", "--by", "agent")
        self.assertEqual(len(report["breakdown"]), 3_000)
        self.assertEqual(sum(group["metrics"]["handed_over"]["value"] for group in report["breakdown"]), 3_000)


if __name__ == "__main__":
    sandglass.main()

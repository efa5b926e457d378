"""Platform exports in, tables out: what a person sees, what stays in the database, what is refused."""
import csv
import gzip
import io
import json
import random
import sqlite3

import sandglass_process as sandglass

HEADER = "会话ID,消息ID,消息时间,发送方类型,用户ID,客服ID,消息内容"
BROKEN = {
    "time: there is no such date or time of day": lambda cells: cells[:2] + ["2025-02-30 10:00:00"] + cells[3:],
    "conversation: is missing": lambda cells: [""] + cells[1:],
    "role: a word the mapping does not know": lambda cells: cells[:3] + ["店长"] + cells[4:],
    "the row has more or fewer cells than the header": lambda cells: cells[:5],
    "quotation marks gone wrong: a quoted cell does not end where it should":
        lambda cells: cells[:6] + ['"没有关上'],
}


def rows(count, broken, seed=7):
    """Lines of an export, every so many of them broken; how many for which reason."""
    chance = random.Random(seed)
    reasons = {}
    lines = [HEADER]
    for i in range(count):
        conversation, turn = divmod(i, 10)
        minute, second = divmod(turn * 40, 60)
        time = f"2025-10-{1 + conversation % 28:02} 10:{minute:02}:{second:02}"
        cells = [f"s{conversation}", f"m{i}", time, "客服" if turn % 2 else "用户", f"u{conversation % 50}",
                 f"a{conversation % 5}" if turn % 2 else "", "您好,在的" if turn % 2 else "=1+1 多久发货"]
        cells[6] = f'"{cells[6]}"'
        if chance.random() < broken:
            reason = chance.choice(sorted(BROKEN))
            cells = BROKEN[reason](cells)
            reasons[reason] = reasons.get(reason, 0) + 1
        lines.append(",".join(cells))
    return lines, reasons


class Exchange(sandglass.Test):
    def imported(self, path, *options, check=0):
        done = sandglass.run("import", "csv", path, "--db", self.folder / "s.db", "--preset", "feige", "--json",
                             *options, check=check)
        return json.loads(done.stdout)

    def export(self, *arguments):
        return sandglass.run("export", *arguments, "--db", self.folder / "s.db", check=0).stdout

    def test_a_gb18030_file_with_broken_rows_is_taken_but_for_those(self):
        lines, reasons = rows(3000, 0.03)
        path = self.folder / "export.csv"
        path.write_bytes("\r\n".join(lines).encode("gb18030"))
        told = self.imported(path)
        rejected = sum(reasons.values())
        self.assertGreater(rejected, 50)
        self.assertEqual((told["encoding"], told["rows"], told["taken"], told["rejected"]),
                         ("gb18030", 3000, 3000 - rejected, rejected))
        self.assertEqual({problem["what"]: problem["rows"] for problem in told["problems"]}, reasons)
        with open(told["rejects"], encoding="utf-8-sig", newline="") as file:
            table = list(csv.reader(file))
        self.assertEqual(table[0], ["sandglass_line", "sandglass_reason"] + HEADER.split(","))
        for line, reason, *_ in table[1:]:
            self.assertIn(reason, reasons)
            self.assertTrue(1 < int(line) <= 3001)
        with sqlite3.connect(self.folder / "s.db") as database:
            self.assertEqual(database.execute("SELECT count(*) FROM message").fetchone()[0], 3000 - rejected)
            self.assertEqual(database.execute("SELECT count(*) FROM cursor").fetchone()[0], 0)
        again = self.imported(path)
        self.assertEqual((again["taken"], again["duplicates"]), (0, 3000 - rejected))
        self.assertNotEqual(again["rejects"], told["rejects"])

    def test_figures_of_imported_rows_are_those_of_their_times(self):
        path = self.folder / "export.csv"
        path.write_text("\n".join(rows(100, 0)[0]), encoding="utf-8")
        self.imported(path, "--no-rules")
        report = json.loads(self.export("figures", "--format", "jsonl"))
        figure = report["metrics"]["mean_response_ms"]
        self.assertEqual((figure["value"], figure["denominator"]), (40000, 50))

    def test_what_is_exported_cannot_run_and_is_in_the_audit_log(self):
        path = self.folder / "export.csv"
        path.write_text("\n".join(rows(40, 0)[0]), encoding="utf-8")
        self.imported(path)
        table = list(csv.DictReader(io.StringIO(
            self.export("conversations", "--with-transcript").lstrip("\ufeff"))))
        self.assertEqual(len(table), 4)
        self.assertTrue(all("=1+1" in row["transcript"] for row in table))
        self.assertFalse(any(cell[:1] in "=+-@" for row in table for cell in row.values() if cell))
        lines = self.export("rounds", "--format", "jsonl").splitlines()
        self.assertEqual({json.loads(line)["wait_ms"] for line in lines}, {40000})
        out = self.folder / "rounds.xlsx"
        self.export("rounds", "--format", "xlsx", "--out", out)
        self.assertEqual(out.read_bytes()[:4], b"PK\x03\x04")
        with sqlite3.connect(self.folder / "s.db") as database:
            written = database.execute("SELECT action, detail FROM audit_log WHERE action LIKE 'export.%' "
                                       "ORDER BY ordinal").fetchall()
        self.assertEqual([action for action, _ in written],
                         ["export.conversations", "export.rounds", "export.rounds"])
        self.assertEqual(json.loads(written[0][1])["conversations"], 4)

    def test_what_cannot_be_imported_is_refused_with_the_remedy(self):
        empty = self.folder / "empty.csv"
        empty.write_bytes(b"")
        done = sandglass.run("import", "csv", empty, "--dry-run", check=1)
        self.assertIn("is empty; not even a header is in it", done.stderr)
        other = self.folder / "other.csv"
        other.write_text("a,b\n1,2\n")
        done = sandglass.run("import", "csv", other, "--dry-run", check=1)
        self.assertIn("mapping file (--map)", done.stderr)
        mapping = self.folder / "map.yaml"
        mapping.write_text("rows: chats\n")
        done = sandglass.run("import", "csv", other, "--dry-run", "--map", mapping, check=2)
        self.assertIn("map.yaml:1:7: rows must be one of sessions, messages, not 'chats'", done.stderr)
        sandglass.run("import", "csv", other, "--dry-run", "--preset", "nobody", check=2)
        sandglass.run("import", "csv", other, check=2)

    def test_a_packed_export_is_packed_and_a_link_in_its_way_is_not_followed(self):
        path = self.folder / "export.csv"
        path.write_text("\n".join(rows(40, 0)[0]), encoding="utf-8")
        self.imported(path)
        precious = self.folder / "precious.txt"
        precious.write_text("keep me")
        (self.folder / "rounds.csv.partial.gz").symlink_to(precious)
        (self.folder / "rounds.csv.partial").symlink_to(precious)
        for name in ["rounds.csv.gz", "rounds.csv"]:
            self.export("rounds", "--out", self.folder / name)
        packed = (self.folder / "rounds.csv.gz").read_bytes()
        self.assertEqual(packed[:2], b"\x1f\x8b")
        self.assertEqual(gzip.decompress(packed), (self.folder / "rounds.csv").read_bytes())
        self.assertEqual(precious.read_text(), "keep me")
        self.assertEqual(sorted(p.name for p in self.folder.glob("*partial*")), [])

    def test_what_others_wrote_does_nothing_to_a_terminal(self):
        path = self.folder / "export.csv"
        lines = [line.replace("您好", "\x1b]0;pwned\x07\u202e您好") for line in rows(20, 0)[0]]
        path.write_text("\n".join(lines), encoding="utf-8")
        self.imported(path)
        command = ["export", "conversations", "--with-transcript", "--db", str(self.folder / "s.db")]
        shown = sandglass.run_on_terminal(*command)
        self.assertIn("s1,", shown)
        self.assertIn("·]0;pwned··您好", shown)
        self.assertFalse(set("\x1b\x07\u202e\ufeff") & set(shown))
        self.assertIn("\x1b]0;pwned", self.export(*command[1:3]))  # a file or a pipe has it all
        hostile = self.folder / "x\x1b]0;pwned\x07.csv"
        hostile.write_text("a,b\n1,2\n")
        for name in [hostile, str(hostile) + ".missing"]:
            done = sandglass.run("import", "csv", name, "--dry-run", check=1)
            self.assertNotIn("\x1b", done.stderr)
            self.assertIn("x·]0;pwned·.csv", done.stderr)

    def test_a_reject_file_is_never_overwritten_and_that_is_said_first(self):
        path = self.folder / "export.csv"
        path.write_text("\n".join(rows(40, 0)[0] + ["s9"]), encoding="utf-8")
        mine = self.folder / "mine.csv"
        mine.write_text("mine")
        arguments = ["import", "csv", path, "--db", self.folder / "s.db", "--preset", "feige", "--reject"]
        done = sandglass.run(*arguments, mine, check=1)
        self.assertIn("name another with --reject", done.stderr)
        with sqlite3.connect(self.folder / "s.db") as database:
            self.assertEqual(database.execute("SELECT count(*) FROM message").fetchone()[0], 0)
        self.assertEqual(mine.read_text(), "mine")
        packed = self.folder / "rejected.csv.gz"
        sandglass.run(*arguments, packed, check=0)
        self.assertIn("s9", gzip.decompress(packed.read_bytes()).decode("utf-8-sig"))

    def test_dialogues_of_a_time_that_cannot_be_are_told_and_fail(self):
        path = self.folder / "dialogues.jsonl"
        path.write_text('{"id":"d1","turns":[{"role":"customer","text":"hi","t":0}]}\n')
        arguments = ["import", "transcript", path, "--db", self.folder / "s.db", "--begins"]
        done = sandglass.run(*arguments, "2199-01-01", check=1)
        self.assertIn("3 events refused: outside the years 2000 to 2099, see --begins", done.stdout)
        sandglass.run(*arguments, "2026-11-01", check=0)


if __name__ == "__main__":
    sandglass.main()

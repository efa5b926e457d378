#!/usr/bin/env python3
"""Holds the house in order: who may include what, and habits that have bitten others.

Run by ctest as `layering`; by hand: python3 tests/layering_test.py
Every message is `file:line: what is wrong`. docs/architecture.md says why.
"""
import os
import re
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# A room includes itself and the rooms before it.
ROOMS = ["rules", "qa", "store", "plugin", "tools"]
MAY_INCLUDE = {room: set(ROOMS[: i + 1]) for i, room in enumerate(ROOMS)}
MAY_INCLUDE["tests"] = {"rules", "qa", "store", "plugin", "tests"}

TOP_LEVEL = set(
    "CMakeLists.txt CMakePresets.json plugin qa rules store tests tools docs "
    "README.md CHANGELOG.md LICENSE".split()
)

# Header of a third party -> the files that may see it. The first match decides. A header beside such
# files may see it too, and then belongs to its folder: nothing outside may include it.
OWNERS = [
    (r"sqlite3\.h$", r"store/sqlite/|tests/(store|contract|e2e|bench)/.*\.cpp$"),
    (r"re2/", r"rules/.*\.cpp$|tests/(rules|bench)/.*\.cpp$"),
    (r"boost/", r"plugin/net/.*\.cpp$|tests/(plugin/net|bench)/.*\.cpp$"),
    (r"yaml-cpp/", r"rules/reader\.cpp$"),
    (r"simdjson", r"(qa|store|plugin|tests)/.*\.cpp$"),
    (r"openssl/", r"rules/(compiler[^/]*|version)\.cpp$|plugin/.*\.cpp$|tests/.*\.cpp$"),
    (r"spdlog/", r"plugin/[^/]*\.cpp$"),
    (r"zlib\.h$", r"plugin/.*\.cpp$|tests/.*\.cpp$"),
    (r"xlsxwriter", r"plugin/report/.*\.cpp$"),
    (
        r"unicode/",
        r"plugin/exchange/text_decoder\.cpp$|tests/(rules|fuzz)/.*\.cpp$|tools/generate_[^/]*\.cpp$",
    ),
    (r"date/", r"qa/.*\.cpp$|tests/qa/.*\.cpp$"),
    (r"CLI/", r"tools/"),
    (r"(gtest|gmock)/", r"tests/"),
    (r"benchmark/", r"tests/bench/"),
]

# What no code may hold: pattern, files it is about, message.
BANS = [
    (
        r"\b(system_clock|steady_clock|high_resolution_clock|utc_clock)::now\b"
        r"|\b(clock_gettime|gettimeofday)\s*\(|(?<![\w.:>])(std::)?time\s*\(\s*(nullptr|NULL|0|&)",
        r"(?!plugin/|tests/)",
        "reads a clock outside plugin/: take `now` as a parameter",
    ),
    (r"\b(secure_)?getenv\b", r"(?!plugin/|tests/)", "reads the environment outside plugin/"),
    (r"\busing\s+namespace\s+std\s*;", r"", "using namespace std"),
    (r"\b(net|asio)::detached\b", r"", "a detached coroutine swallows its exceptions (C4)"),
    (
        r"\b(sleep_for|sleep_until|usleep|nanosleep)\b",
        r"",
        "sleeps: wait for the event, or drive the manual clock",
    ),
    (r"\bcatch\s*\(\s*\.\.\.\s*\)\s*\{\s*\}", r"", "swallows every exception in silence"),
]

# Split so that this file does not hold them.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
MACHINE_PATH = re.compile(r"(?<![\w./~-])/(wo" r"rk|ro" r"ot|tmp/bui" r"ld)\b(?!-)")

SOURCE = (".h", ".cpp", ".inc")
TEXT = SOURCE + (".py", ".md", ".txt", ".yaml", ".yml", ".json", ".sql", ".sh", ".js", "")


def files(root):
    """Every file of the checkout, relative, build folders and dot folders left out."""
    for folder, folders, names in os.walk(root):
        relative = os.path.relpath(folder, root)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in ("__pycache__", "node_modules")
            and not (relative == "." and name == "build")
        )
        for name in sorted(names):
            if relative == "." and name == ".git":  # of a second work tree: names its folder
                continue
            yield os.path.normpath(os.path.join(relative, name))


def blank(text):
    """The same text with comments and literals blanked out; lines and columns stay."""
    pattern = re.compile(
        r'//[^\n]*|/\*.*?\*/|R"(?P<d>[^()\\\s]{0,16})\(.*?\)(?P=d)"'
        r'|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])\'(?:\\.|[^\'\\\n])+\'',
        re.DOTALL,
    )
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def room_of(path):
    return path.split("/", 1)[0] if "/" in path else ""


INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def owners_of(name):
    """Pattern of the files that may include a third party's header; None where anybody may."""
    return next((owners for header, owners in OWNERS if re.match(header, name)), None)


def check_includes(path, text):
    room = room_of(path)
    for match in INCLUDE.finditer(text):
        line = line_of(text, match.start(2))
        is_quoted, name = match.group(1) == '"', match.group(2)
        owners = owners_of(name)
        if owners and not re.match(owners, re.sub(r"\.h$", ".cpp", path)):
            yield line, f"<{name}> may be included by {owners} only"
        first = room_of(name)
        if first in MAY_INCLUDE:
            if not is_quoted:
                yield line, f'write "{name}", not <{name}>: it is ours'
            elif first not in MAY_INCLUDE[room]:
                yield line, f'{room}/ must not include "{name}" ({" <- ".join(ROOMS)})'
        elif is_quoted and room != "tests" and not name.endswith(".inc"):
            yield line, f'include "{name}" from the root: "{room}/…"'


def folder_headers(sources):
    """Headers that show a third party, and those that include them: for their own folder only."""
    includes = {path: [m.group(2) for m in INCLUDE.finditer(text)] for path, text in sources.items()}
    private = set()
    grew = True
    while grew:
        found = {
            path
            for path, names in includes.items()
            if path.endswith(".h")
            and any(name in private or owners_of(name) for name in names)
        }
        grew = found != private
        private = found
    return private


def check_folder_headers(sources):
    """(path, line, message) of every include of a folder's own header from elsewhere."""
    private = folder_headers(sources)
    for path, text in sources.items():
        for match in INCLUDE.finditer(text):
            name = match.group(2)
            is_near = os.path.dirname(name) == os.path.dirname(path) or room_of(path) == "tests"
            if name in private and not is_near:
                message = f'"{name}" shows a third party: it is for the .cpp files of its folder'
                yield path, line_of(text, match.start(2)), message


def check_header(path, text):
    if not path.endswith(".h"):
        return
    if "#pragma once" not in text:
        yield 1, "no #pragma once"
    namespaces = re.findall(r"^(?:inline )?namespace ([\w:]+)", text, re.MULTILINE)
    room = room_of(path)
    if room in ("rules", "qa", "store", "plugin") and not any(
        name.split("::")[0] == room for name in namespaces
    ):
        yield 1, f"nothing is in namespace {room}: namespaces match folders"


def check_bans(path, code):
    for pattern, where, message in BANS:
        if re.match(where, path):
            for match in re.finditer(pattern, code):
                yield line_of(code, match.start()), message


def check_co_await(_path, code):
    """GCC 12 destroys braced temporaries and capturing lambdas in a co_await twice (C1)."""
    for match in re.finditer(r"\bco_await\b", code):
        depth = 0
        for character in code[match.end() :]:
            if character in "{[":
                yield (
                    line_of(code, match.start()),
                    "braces, a lambda or an index inside co_await: name it on a line of its own (C1)",
                )
                break
            depth += {"(": 1, ")": -1}.get(character, 0)
            if depth < 0 or character == ";":
                break


def check_words(_path, text):
    for number, line in enumerate(text.split("\n"), 1):
        unfinished = UNFINISHED.search(line)
        if unfinished:
            yield number, f"{unfinished.group()}: finish it, or open an issue"
        if MACHINE_PATH.search(line):
            yield number, "a path of somebody's machine"


def check_file(path, text):
    """(line, message) of everything wrong with one file."""
    if path.endswith(SOURCE):
        code = blank(text)
        yield from check_includes(path, text)
        yield from check_header(path, text)
        yield from check_bans(path, code)
        yield from check_co_await(path, code)
    if not path.startswith("tests/data/"):
        yield from check_words(path, text)


class Checks(unittest.TestCase):
    """The checks themselves: each finds what it is for and leaves good code alone."""

    def messages(self, path, text):
        return [f"{line}: {message}" for line, message in check_file(path, text)]

    def assert_found(self, path, text, line, part):
        found = self.messages(path, text)
        self.assertTrue(any(m.startswith(f"{line}: ") and part in m for m in found), found)

    def test_a_room_includes_itself_and_rooms_to_its_left(self):
        self.assertEqual([], self.messages("qa/a.cpp", '#include "rules/pack.h"\n'))
        self.assert_found("qa/a.cpp", '\n#include "store/store.h"\n', 2, "must not include")
        self.assert_found("plugin/a.cpp", '#include "tests/x.h"\n', 1, "must not include")
        self.assert_found("qa/a.cpp", '#include "event.h"\n', 1, "from the root")

    def test_third_parties_stay_in_their_room(self):
        self.assertEqual([], self.messages("store/sqlite/a.cpp", "#include <sqlite3.h>\n"))
        self.assert_found("store/writer.cpp", "#include <sqlite3.h>\n", 1, "only")
        self.assert_found("plugin/a.h", "#pragma once\n#include <boost/asio.hpp>\n", 2, "only")
        self.assert_found("plugin/a.cpp", "#include <boost/beast/core.hpp>\n", 1, "only")
        self.assert_found("rules/compiler.cpp", "#include <yaml-cpp/yaml.h>\n", 1, "only")

    def test_a_header_that_shows_a_third_party_stays_in_its_folder(self):
        sources = {
            "plugin/net/core.h": "#include <boost/asio.hpp>\n",
            "plugin/net/face.h": '#include "plugin/net/core.h"\n',
            "plugin/net/face.cpp": '#include "plugin/net/face.h"\n',
            "plugin/app.cpp": '\n#include "plugin/net/face.h"\n',
        }
        found = [(path, line) for path, line, _ in check_folder_headers(sources)]
        self.assertEqual([("plugin/app.cpp", 2)], found)

    def test_headers_have_a_guard_and_their_namespace(self):
        self.assertEqual([], self.messages("qa/a.h", "#pragma once\nnamespace qa {}\n"))
        self.assert_found("qa/a.h", "namespace qa {}\n", 1, "pragma once")
        self.assert_found("qa/a.h", "#pragma once\nnamespace rules {}\n", 1, "namespaces match")

    def test_clocks_and_environment_are_read_in_plugin_only(self):
        clock = "auto t = std::chrono::steady_clock::now();\n"
        self.assertEqual([], self.messages("plugin/clock.cpp", clock))
        self.assert_found("qa/a.cpp", clock, 1, "clock")
        self.assert_found("tools/a.cpp", "auto t = std::time(nullptr);\n", 1, "clock")
        self.assert_found("tools/a.cpp", 'std::getenv("X");\n', 1, "environment")
        self.assertEqual([], self.messages("qa/a.cpp", "event.time(0); // steady_clock::now\n"))

    def test_braces_inside_co_await_are_found_across_lines(self):
        self.assert_found("plugin/a.cpp", "co_await f(\n  Two{a, b});\n", 1, "C1")
        self.assert_found("plugin/a.cpp", "co_await f([this] { return 1; });\n", 1, "C1")
        good = "if (co_await f(a)) {\n  g({1, 2});\n}\nwhile (x) { co_await f(a); }\n"
        self.assertEqual([], self.messages("plugin/a.cpp", good))

    def test_habits(self):
        self.assert_found("qa/a.cpp", "using namespace std;\n", 1, "using namespace")
        self.assert_found("plugin/a.cpp", "co_spawn(c, f(), net::detached);\n", 1, "C4")
        self.assert_found("tests/qa/a.cpp", "std::this_thread::sleep_for(s);\n", 1, "sleeps")
        self.assert_found("qa/a.cpp", "try { f(); } catch (...) {\n}\n", 1, "swallows")

    def test_words(self):
        self.assert_found("docs/a.md", "x\nTO" "DO: later\n", 2, "finish it")
        self.assert_found("docs/a.md", "see /wo" "rk/main\n", 1, "machine")
        self.assertEqual([], self.messages("docs/a.md", "todo_bad: [x], docs/work/flow\n"))


class House(unittest.TestCase):
    """The checkout."""

    def test_every_file(self):
        wrong, sources = [], {}
        for path in files(ROOT):
            if os.path.splitext(path)[1] not in TEXT:
                continue
            with open(os.path.join(ROOT, path), "rb") as file:
                data = file.read()
            if b"\0" in data or path.startswith("tests/fuzz/corpus/"):
                continue
            text = data.decode("utf-8", errors="replace")
            wrong += [f"{path}:{line}: {message}" for line, message in check_file(path, text)]
            if path.endswith(SOURCE):
                sources[path] = text
        wrong += [f"{path}:{line}: {m}" for path, line, m in check_folder_headers(sources)]
        self.assertEqual([], wrong, "\n" + "\n".join(wrong))

    def test_top_level_folders_are_fixed(self):
        extra = {
            name
            for name in os.listdir(ROOT)
            if not name.startswith(".") and name != "build" and name not in TOP_LEVEL
        }
        self.assertEqual(set(), extra, "belongs into one of the rooms")

    def test_every_package_has_its_reason(self):
        with open(os.path.join(ROOT, "tools/packages.txt"), encoding="utf-8") as file:
            installed = {line.split()[1] for line in file if line.strip() and line[0] != "#"}
        with open(os.path.join(ROOT, "docs/dependencies.md"), encoding="utf-8") as file:
            explained = set(re.findall(r"^\| `([a-z0-9.+-]+)` \|", file.read(), re.MULTILINE))
        self.assertEqual(installed, explained)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=1))

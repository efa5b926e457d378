#!/usr/bin/env python3
"""Fails if a test was skipped that should have run.

usage: skipped_tests.py RESULTS.xml      (as `ctest --output-junit` writes it)

Good reasons are few: what lies beside the checkout (real data, tools by other hands) is absent,
such a tool cannot fetch what it needs, or the machine allows no namespaces. Silent when all is well.
"""
import os
import re
import sys
import xml.etree.ElementTree as ElementTree

WITHOUT_DATA = ("SANDGLASS_DATA", "SANDGLASS_RECOUNT")
ALWAYS = ("needs the npm package", "allows no mount namespace")

# One test of a Python script that ran otherwise, as unittest tells it.
PARTLY = re.compile(r"^(.*) \.\.\. skipped (['\"])(.*)\2\s*$", re.MULTILINE)


def skipped(results):
    """(name, reason or all it printed) of every test, or part of one, that did not run."""
    for case in ElementTree.parse(results).getroot().iter("testcase"):
        name, output = case.get("name"), case.findtext("system-out") or ""
        if case.get("status") in ("notrun", "disabled") or case.find("skipped") is not None:
            yield name, output
        else:
            for part, _, reason in PARTLY.findall(output):
                yield f"{name}: {part}", reason


def main():
    has_data = os.path.isdir(os.environ.get("SANDGLASS_DATA", ""))
    good = ALWAYS if has_data else ALWAYS + WITHOUT_DATA
    wrong = [
        (name, reason)
        for name, reason in skipped(sys.argv[1])
        if not any(part in reason for part in good)
    ]
    for name, reason in wrong:
        print(f"skipped, but should have run: {name}\n{reason}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

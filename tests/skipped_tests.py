#!/usr/bin/env python3
"""Fails if a test was skipped that should have run.

usage: skipped_tests.py RESULTS.xml      (as `ctest --output-junit` writes it)

The only good reason is that the folder of real data is absent: then SANDGLASS_DATA is empty or
names no folder, and the test says so in its message. Silent when all is well.
"""
import os
import sys
import xml.etree.ElementTree as ElementTree

ALLOWED_REASON = "SANDGLASS_DATA"


def skipped(results):
    """(name, what it printed) of every test that did not run."""
    for case in ElementTree.parse(results).getroot().iter("testcase"):
        if case.get("status") in ("notrun", "disabled") or case.find("skipped") is not None:
            yield case.get("name"), case.findtext("system-out") or ""


def main():
    has_data = os.path.isdir(os.environ.get("SANDGLASS_DATA", ""))
    wrong = [
        name
        for name, output in skipped(sys.argv[1])
        if has_data or ALLOWED_REASON not in output
    ]
    for name in wrong:
        print(f"skipped, but should have run: {name}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

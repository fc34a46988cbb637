#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the test results of meson's JUnit files, names what failed or was skipped, and ends with
the line "N passed, N failed"."""

import sys
import xml.etree.ElementTree as xml


def results(path):
    for case in xml.parse(path).getroot().iter("testcase"):
        name = f"{case.get('classname')} {case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            yield "failed", name
        elif case.find("skipped") is not None:
            yield "skipped", name
        else:
            yield "passed", name


def main():
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for path in sys.argv[1:]:
        try:
            found = list(results(path))
        except (OSError, xml.ParseError) as error:
            found = [("failed", f"{path}: {error}")]
        for result, name in found:
            counts[result] += 1
            if result != "passed":
                print(f"{result}: {name}")
    line = f"{counts['passed']} passed, {counts['failed']} failed"
    print(line + (f", {counts['skipped']} skipped" if counts["skipped"] else ""))
    sys.exit(1 if counts["failed"] or not counts["passed"] else 0)


if __name__ == "__main__":
    main()

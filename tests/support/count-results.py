#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the test results of build folders, names what failed or was skipped, and ends with the line
"N passed, N failed".

Each subtest counts. meson's JUnit file has the subtests that came to an end; that a test program
crashed or was timed out stands in its JSON log alone."""

import json
import sys
import xml.etree.ElementTree as xml
from pathlib import Path


def ended_subtests(junit):
    for case in xml.parse(junit).getroot().iter("testcase"):
        name = f"{case.get('classname')} {case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            yield "failed", name
        elif case.find("skipped") is not None:
            yield "skipped", name
        else:
            yield "passed", name


def failed_programs(log):
    for line in log.read_text().splitlines():
        test = json.loads(line)
        if test["result"] not in ("OK", "SKIP", "EXPECTEDFAIL"):
            yield test["name"], test["result"]


def results(log):
    junit = log.with_suffix(".junit.xml")
    try:
        subtests = list(ended_subtests(junit))
        programs = list(failed_programs(log))
    except (OSError, ValueError, xml.ParseError) as error:
        return [("failed", f"{log}: {error}")]
    n_known = sum(result == "failed" for result, name in subtests)
    # A program whose failing subtests are known is not counted once more.
    if n_known < len(programs):
        subtests += [("failed", f"{name}: {why}") for name, why in programs[n_known:]]
    return subtests


def main():
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    logs = [log for folder in sys.argv[1:] for log in sorted(Path(folder, "meson-logs").glob("testlog*.json"))]
    for log in logs:
        for result, name in results(log):
            counts[result] += 1
            if result != "passed":
                print(f"{result}: {name}")
    line = f"{counts['passed']} passed, {counts['failed']} failed"
    print(line + (f", {counts['skipped']} skipped" if counts["skipped"] else ""))
    sys.exit(1 if counts["failed"] or not counts["passed"] else 0)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Results in the Test Anything Protocol; what fails ends the run."""

import sys
import time


class Failure(Exception):
    pass


def skip(why):
    print(f"1..0 # SKIP {why}")
    sys.exit(0)


class Report:
    def __init__(self):
        self.n_steps = 0

    def step(self, name, passed, *diagnosis):
        self.n_steps += 1
        print(f"{'ok' if passed else 'not ok'} {self.n_steps} - {name}", flush=True)
        if not passed:
            for text in diagnosis:
                note(text)
            raise Failure(name)

    def end(self):
        print(f"1..{self.n_steps}", flush=True)


def note(text):
    for line in str(text).splitlines():
        print("# " + line, flush=True)


def eventually(check, timeout_s):
    """The first true value of check(), or its last value when it took too long."""
    end = time.monotonic() + timeout_s
    while True:
        value = check()
        if value or time.monotonic() > end:
            return value
        time.sleep(0.2)

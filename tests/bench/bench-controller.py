#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the controller costs: twcmanagerd with three charging units and nobody watching, beside
a bare GLib master (floor.c) with three units of its own, in the same run.

    bench-controller.py BUILD_FOLDER [--seconds 120] [--runs 3] [--settle 90]

Prints minimum, median and maximum over the runs: CPU time and its ratio to the floor, wake-ups,
resident memory, bytes written. Absolute times on a shared machine mean little; the ratio counts.
"""

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

SETTINGS = """[org/twcmanager/TWCManager]
wiring-max-amps-all=40
wiring-max-amps-per-twc=32
min-amps-per-twc=6
non-scheduled-mode='fixed'
non-scheduled-amps=40
"""


def read(path):
    with open(path) as file:
        return file.read()


def read_numbers(path):
    numbers = {}
    for line in read(path).splitlines():
        key, _, value = line.partition(":")
        word = value.split()[0] if value.split() else ""
        if word.isdigit():
            numbers[key] = int(word)
    return numbers


def look(pid):
    """Counters of all threads of a process. A wake-up is a sleep that it chose and left."""
    sums = {"cpu_ns": 0, "wake_ups": 0}
    for thread in os.listdir(f"/proc/{pid}/task"):
        folder = f"/proc/{pid}/task/{thread}"
        sums["cpu_ns"] += int(read(f"{folder}/schedstat").split()[0])
        sums["wake_ups"] += read_numbers(f"{folder}/status")["voluntary_ctxt_switches"]
    sums["written"] = read_numbers(f"/proc/{pid}/io")["write_bytes"]
    sums["rss_kib"] = read_numbers(f"/proc/{pid}/smaps_rollup")["Rss"]
    sums["time"] = time.monotonic()
    return sums


def compare(before, after):
    seconds = after["time"] - before["time"]
    return {
        "cpu ms/min": (after["cpu_ns"] - before["cpu_ns"]) / 1e6 * 60 / seconds,
        "wake-ups/s": (after["wake_ups"] - before["wake_ups"]) / seconds,
        "resident MiB": after["rss_kib"] / 1024,
        "written bytes": float(after["written"] - before["written"]),
    }


class Run:
    def __init__(self, build):
        self.build = build
        self.folder = tempfile.mkdtemp(prefix="twc-bench-")
        self.processes = []

    def start(self, *arguments, **options):
        process = subprocess.Popen(arguments, **options)
        self.processes.append(process)
        return process

    def start_garage(self, name):
        link = os.path.join(self.folder, name)
        garage = self.start(f"{self.build}/src/sim/twcsim", "--chargers", "3", "--plugged",
                            "--link", link, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        garage.stdout.readline()
        return link

    def start_bus(self):
        bus = self.start("dbus-daemon", "--session", "--nofork", "--print-address",
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        return bus.stdout.readline().strip()

    def start_controller(self):
        keyfile = os.path.join(self.folder, "glib-2.0", "settings", "keyfile")
        os.makedirs(os.path.dirname(keyfile))
        with open(keyfile, "w") as file:
            file.write(SETTINGS)
        environment = dict(os.environ, DBUS_SESSION_BUS_ADDRESS=self.start_bus(),
                           GSETTINGS_BACKEND="keyfile", XDG_CONFIG_HOME=self.folder,
                           XDG_STATE_HOME=self.folder, LC_ALL="C.UTF-8",
                           GSETTINGS_SCHEMA_DIR=f"{self.build}/data")
        self.environment = environment
        return self.start(f"{self.build}/src/controller/twcmanagerd", "--port",
                          self.start_garage("adapter"), env=environment,
                          stderr=subprocess.DEVNULL)

    def list_written(self, since):
        """What of the controller's files is newer: which state was saved, and so had changed."""
        paths = [os.path.join(folder, name)
                 for folder, _, names in os.walk(self.folder) for name in names]
        return [os.path.relpath(path, self.folder) for path in sorted(paths)
                if not os.path.islink(path) and os.stat(path).st_mtime >= since]

    def get_draw(self):
        answer = subprocess.run(
            ["gdbus", "call", "--session", "--dest", "org.twcmanager.Controller", "--object-path",
             "/org/twcmanager/controller", "--method", "org.freedesktop.DBus.Properties.Get",
             "org.twcmanager.Controller1", "DrawAmps"],
            env=self.environment, capture_output=True, text=True)
        return answer.stdout.strip()

    def stop(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGKILL)
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def measure(build, seconds, settle):
    run = Run(build)
    try:
        controller = run.start_controller()
        floor = run.start(f"{build}/tests/bench/floor", run.start_garage("floor"))
        time.sleep(settle)
        since = time.time()
        before = [look(process.pid) for process in (controller, floor)]
        time.sleep(seconds)
        after = [look(process.pid) for process in (controller, floor)]
        print(f"    drawn at the end: {run.get_draw()}", file=sys.stderr)
        print("    written meanwhile:", *(run.list_written(since) or ["nothing"]), file=sys.stderr)
    finally:
        run.stop()

    controller, floor = (compare(*pair) for pair in zip(before, after))
    result = {f"controller {key}": value for key, value in controller.items()}
    result.update({f"floor {key}": value for key, value in floor.items()})
    result["ratio of cpu"] = controller["cpu ms/min"] / floor["cpu ms/min"]
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--settle", type=float, default=90)
    options = parser.parse_args()

    results = []
    for number in range(options.runs):
        print(f"run {number + 1} of {options.runs}", file=sys.stderr)
        results.append(measure(os.path.abspath(options.build), options.seconds, options.settle))

    print(f"{'':28}{'min':>10}{'median':>10}{'max':>10}")
    for key in results[0]:
        values = [result[key] for result in results]
        print(f"{key:28}{min(values):10.2f}{statistics.median(values):10.2f}{max(values):10.2f}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one update of the window costs on the wire to an X server without shared memory.

bench-window-x.py BUILD [--demo] [--ragged] [--seconds N] [--scene NAME]

Starts Xvfb without MIT-SHM, puts a counting relay between it and the window, and prints the bytes
of each second, from the window to the server and back: min, median, max; and how many seconds were
over the limit, 60 kB: none may be, or it ends with status 1. The window shows the scene player,
whose amps change every second (with --ragged every digit, and both curves over the full height),
or with --demo the simulated garage behind a real controller.
"""

import argparse
import os
import selectors
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

LIMIT = 60000  # bytes of one second
QUIET_S = 0.25  # seconds are counted from a pause on, so that none has two updates
SETTLE_S = 8  # the window opens, the history is drawn, everything comes to rest


class Relay:
    """Copies bytes between windows and the server, and counts them."""

    def __init__(self, listen, server):
        self.server = server
        self.selector = selectors.DefaultSelector()
        self.peer = {}
        self.up = self.down = 0
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(listen)
        self.listener.listen(8)
        self.selector.register(self.listener, selectors.EVENT_READ, None)

    def accept(self):
        window, _ = self.listener.accept()
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.server)
        self.peer.update({window: server, server: window})
        self.selector.register(window, selectors.EVENT_READ, "up")
        self.selector.register(server, selectors.EVENT_READ, "down")

    def copy(self, source, way):
        data = source.recv(1 << 20)
        if not data:
            for end in (source, self.peer.pop(source)):
                self.peer.pop(end, None)
                self.selector.unregister(end)
                end.close()
            return
        if way == "up":
            self.up += len(data)
        else:
            self.down += len(data)
        self.peer[source].sendall(data)

    def run(self, until):
        while (left := until - time.monotonic()) > 0:
            for key, _ in self.selector.select(left):
                if key.data is None:
                    self.accept()
                elif key.fileobj in self.peer:
                    self.copy(key.fileobj, key.data)


def start_server():
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1024x600x24", "-nolisten", "tcp",
         "-extension", "MIT-SHM"], pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    return server, os.read(read, 16).decode().strip()


def start_window(args, display):
    env = dict(os.environ, DISPLAY=display, GDK_BACKEND="x11", GSK_RENDERER="cairo",
               GTK_A11Y="none", ADW_DISABLE_PORTAL="1", GSETTINGS_BACKEND="memory",
               GSETTINGS_SCHEMA_DIR=str(args.build / "data"))
    program = [args.build / "src/app/twcmanager", "--demo"] if args.demo else \
        [args.build / "tests/app/scene-player", args.scene, "1024", "600",
         "ragged" if args.ragged else "steady"]
    return subprocess.Popen(["dbus-run-session", "--", *program], env=env,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def say(name, figures):
    print(f"{name:>16}: min {min(figures):8d}  median {int(statistics.median(figures)):8d}"
          f"  max {max(figures):8d} bytes a second")


def wait_for_pause(relay):
    """The window updates at its own moments of a second: count from between two of them."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        before = relay.up
        relay.run(time.monotonic() + QUIET_S)
        if relay.up == before:
            return


def measure(relay, seconds):
    up, down = [], []
    wait_for_pause(relay)
    start = time.monotonic()
    for second in range(seconds):
        before = relay.up, relay.down
        relay.run(start + second + 1)
        up.append(relay.up - before[0])
        down.append(relay.down - before[1])
    return up, down


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=lambda text: Path(text).resolve())
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--seconds", type=int, default=130)
    parser.add_argument("--ragged", action="store_true")
    parser.add_argument("--scene", default="one")
    parser.add_argument("--verbose", action="store_true", help="print each second")
    args = parser.parse_args()

    server, number = start_server()
    window = None
    listen = f"/tmp/.X11-unix/X{int(number) + 1000}"
    relay = Relay(listen, f"/tmp/.X11-unix/X{number}")
    try:
        window = start_window(args, f":{int(number) + 1000}")
        relay.run(time.monotonic() + SETTLE_S)
        if relay.up == 0:
            sys.exit("the window did not start")
        print(f"{'to open':>16}: {relay.up} bytes")
        up, down = measure(relay, args.seconds)
        if args.verbose:
            print(" ".join(map(str, up)))
        say("window to server", up)
        say("server to window", down)
        n_over = sum(figure > LIMIT for figure in up)
        print(f"over {LIMIT} bytes: {n_over} of {len(up)} seconds: {'OVER' if n_over else 'pass'}")
        if n_over:
            sys.exit(1)
    finally:
        for process in filter(None, (window, server)):
            process.terminate()
            process.wait()
        os.unlink(listen)


if __name__ == "__main__":
    main()

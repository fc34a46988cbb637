#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the window in the sizes and states that matter, for people to look at.

screenshots.py BUILD FOLDER [NAME…] shows each scene of the scene player (tests/app/scene-player) in
an X server of its own, and writes FOLDER/NAME-WIDTHxHEIGHT-light.png and so on.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

SCENES = ["one", "two", "three", "waiting", "problems", "charge-now", "sun", "no-sun",
          "silent", "schedule", "fuse", "stop-all", "unset", "no-charger",
          "no-adapter", "no-controller", "choose-fixed", "choose-now"]
SIZES = [(1024, 600), (800, 480), (640, 360), (360, 640)]
SCHEMES = {"light": "prefer-light", "dark": "prefer-dark"}
DISPLAY = f":{100 + os.getpid() % 400}"


def shoot(build, scene, size, scheme, target):
    width, height = size
    server = subprocess.Popen(
        ["Xvfb", DISPLAY, "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"],
        stderr=subprocess.DEVNULL)
    env = dict(os.environ, DISPLAY=DISPLAY, GDK_BACKEND="x11", GSK_RENDERER="cairo",
               GTK_A11Y="none", ADW_DEBUG_COLOR_SCHEME=SCHEMES[scheme], ADW_DISABLE_PORTAL="1",
               GSETTINGS_BACKEND="memory", GSETTINGS_SCHEMA_DIR=str(build / "data"),
               TZ="UTC", LC_ALL="C.UTF-8")
    player = None
    try:
        time.sleep(0.4)
        player = subprocess.Popen(
            ["dbus-run-session", "--", build / "tests/app/scene-player", scene, str(width),
             str(height)], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True)
        player.stdout.readline()  # it is drawn
        time.sleep(0.3)
        subprocess.run(["import", "-window", "root", target], env=env, check=True)
    finally:
        # dbus-run-session does not end its bus when it is ended itself: each left behind holds an
        # inotify instance, and after 128 no program of this user can watch a file.
        if player:
            os.killpg(player.pid, signal.SIGTERM)
            player.wait()
        server.terminate()
        server.wait()


def main():
    build, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[3:]
    for scene in SCENES:
        for size in SIZES:
            for scheme in SCHEMES:
                name = f"{scene}-{size[0]}x{size[1]}-{scheme}"
                if not wanted or any(name.startswith(w) for w in wanted):
                    shoot(build, scene, size, scheme, folder / f"{name}.png")
                    print(name, flush=True)


if __name__ == "__main__":
    main()

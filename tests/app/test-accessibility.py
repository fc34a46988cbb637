#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A screen reader finds the main controls by role and name (G10).

test-accessibility.py SCENE-PLAYER, with a display and a session bus of its own. 77 where the
accessibility bus or its Python binding is not installed.
"""

import os
import subprocess
import sys

try:
    import gi
    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi, GLib
except (ImportError, ValueError):
    sys.exit(77)

WANTED = {
    ("push button", "Pause"),
    ("push button", "Charge now…"),
    ("push button", "Fixed 24 A"),
    ("push button", "Off"),
    ("push button", "Green energy"),
    ("panel", "Left bay"),
    ("label", "Left bay"),
    ("label", "23.4"),
    ("label", "Charging"),
    ("image", "Graph of the last ten minutes: asked 24 A, measured 23.4 A, 5.4 kW"),
}
DEADLINE_S = 20


def walk(node):
    yield node
    for i in range(node.get_child_count()):
        child = node.get_child_at_index(i)
        if child is not None:
            yield from walk(child)


def look():
    found = set()
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(i)
        if application is None:
            continue
        for node in walk(application):
            try:
                found.add((node.get_role_name(), node.get_name()))
            except GLib.Error:  # it went away meanwhile
                continue
    return found


def main():
    environment = {k: v for k, v in os.environ.items() if k not in ("GTK_A11Y", "G_DEBUG")}
    player = subprocess.Popen([sys.argv[1], "one", "1024", "600"], env=environment,
                              stdout=subprocess.PIPE)
    found, loop = set(), GLib.MainLoop()
    left = [DEADLINE_S * 2]

    def again():
        nonlocal found
        found = look()
        left[0] -= 1
        if WANTED <= found or left[0] == 0:
            loop.quit()
            return False
        return True

    try:
        player.stdout.readline()
        Atspi.init()
        GLib.timeout_add(500, again)
        loop.run()
    finally:
        player.terminate()
        player.wait()
    missing = WANTED - found
    for role, name in sorted(missing):
        print(f"no {role} called “{name}”")
    if missing:
        print("found:", *sorted(found), sep="\n  ")
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()

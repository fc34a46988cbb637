#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two windows on two displays at one controller: each opens where it was started, both show the
same state, and what one changes the other shows (users 2.1, traps 1 and 2).

test-two-displays.py TWCMANAGER TWCMANAGERD TWCSIM [FOLDER], with a display and a session bus of its
own; a second display it starts itself. With FOLDER it leaves a picture of each display there. 77
where the accessibility bus, its Python binding or xwininfo is not installed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time

try:
    import gi
    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi, GLib
except (ImportError, ValueError):
    sys.exit(77)

SETTINGS = """[org/twcmanager/TWCManager]
wiring-max-amps-all=40
wiring-max-amps-per-twc=32
min-amps-per-twc=6
non-scheduled-mode='fixed'
non-scheduled-amps=40
"""
FIXED = "Fixed amps: 40 A are shared, until somebody chooses another mode."
OFF = "Mode off: 0 A until somebody presses Charge now or chooses another mode."
GREEN = "There is no energy source to follow yet."
DEADLINE_S = 30


class Failure(Exception):
    pass


def walk(node):
    yield node
    for i in range(node.get_child_count()):
        child = node.get_child_at_index(i)
        if child is not None:
            yield from walk(child)


def wait_for(what, predicate):
    """The time it took, in seconds; what never comes about fails the test."""
    start = time.monotonic()
    context = GLib.MainContext.default()
    while not predicate():
        if time.monotonic() - start > DEADLINE_S:
            raise Failure(f"it never came about that {what}")
        GLib.timeout_add(20, lambda: False)
        context.iteration(True)
    return time.monotonic() - start


class Window:
    """A twcmanager on a display, as somebody in front of it sees and uses it."""

    def __init__(self, program, display, environment):
        self.display = display
        self.process = subprocess.Popen([program], env=dict(environment, DISPLAY=display))

    def find_nodes(self):
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(i)
            if application is not None and application.get_process_id() == self.process.pid:
                yield from walk(application)

    def get_names(self):
        names = set()
        try:
            for node in self.find_nodes():
                names.add(node.get_name())
        except GLib.Error:  # one went away meanwhile
            pass
        return names

    def says(self, text):
        return any(name.startswith(text) for name in self.get_names())

    def press(self, name):
        for node in self.find_nodes():
            if node.get_name() == name and "button" in node.get_role_name():
                if Atspi.Action.do_action(node, 0):
                    return
        raise Failure(f"{self.display} has no button “{name}”")

    def end(self):
        self.process.terminate()
        self.process.wait()


def count_windows(display):
    tree = subprocess.run(["xwininfo", "-display", display, "-root", "-tree"], check=True,
                          capture_output=True, text=True).stdout
    return tree.count('"TWC Manager"')


class World:
    def __init__(self, daemon, simulator):
        self.folder = tempfile.mkdtemp(prefix="twc-displays-")
        self.processes = []
        self.environment = {key: value for key, value in os.environ.items()
                            if key not in ("GTK_A11Y", "G_DEBUG")}
        self.environment.update(GSETTINGS_BACKEND="keyfile", XDG_CONFIG_HOME=self.folder,
                                XDG_STATE_HOME=self.folder)
        keyfile = os.path.join(self.folder, "glib-2.0", "settings", "keyfile")
        os.makedirs(os.path.dirname(keyfile))
        with open(keyfile, "w", encoding="utf-8") as file:
            file.write(SETTINGS)
        link = os.path.join(self.folder, "adapter")
        garage = self.start(simulator, "--chargers", "3", "--plugged", "--link", link,
                            stdout=subprocess.PIPE)
        garage.stdout.readline()
        self.start(daemon, "--port", link)

    def start(self, *arguments, **options):
        process = subprocess.Popen(arguments, env=self.environment, stderr=subprocess.DEVNULL,
                                   **options)
        self.processes.append(process)
        return process

    def start_display(self):
        reader, writer = os.pipe()
        self.start("Xvfb", "-displayfd", str(writer), "-screen", "0", "800x480x24", "-nolisten",
                   "tcp", pass_fds=[writer])
        os.close(writer)
        with os.fdopen(reader) as file:
            return f":{int(file.readline())}"

    def end(self):
        for process in reversed(self.processes):
            process.terminate()
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def check(world, program, garage_display, desk_display, folder):
    wall = Window(program, garage_display, world.environment)
    world.processes.append(wall.process)
    wait_for("the first window opens", lambda: wall.says(FIXED))

    # As over ssh -X: trap 1 is about the renderer, trap 2 about where the window opens.
    desk = Window(program, desk_display,
                  dict(world.environment, SSH_CONNECTION="192.0.2.1 50000 192.0.2.2 22"))
    world.processes.append(desk.process)
    wait_for("the second window opens", lambda: desk.says(FIXED))
    for window in (wall, desk):
        if count_windows(window.display) != 1:
            raise Failure(f"{count_windows(window.display)} windows on {window.display}, not 1")

    for here, there, button, text in ((wall, desk, "Off", OFF), (desk, wall, "Green energy", GREEN)):
        here.press(button)
        seconds = wait_for(f"“{button}” reaches the other window", lambda: there.says(text))
        print(f"“{button}” on {here.display} is seen on {there.display} after {seconds:.2f} s")
        wait_for("both say the same", lambda: here.says(text))
    if folder is not None:
        for name, window in (("wall", wall), ("desk", desk)):
            subprocess.run(["import", "-display", window.display, "-window", "root",
                            os.path.join(folder, f"{name}.png")], check=True)

    # A display that goes away takes nothing along but its window.
    wall.end()
    desk.press("Off")
    wait_for("the other window goes on", lambda: desk.says(OFF))


def main():
    program, daemon, simulator = sys.argv[1:4]
    if shutil.which("xwininfo") is None:
        sys.exit(77)
    world = World(daemon, simulator)
    try:
        Atspi.init()
        check(world, program, os.environ["DISPLAY"], world.start_display(),
              sys.argv[4] if len(sys.argv) > 4 else None)
    except Failure as failure:
        sys.exit(f"{failure}")
    finally:
        world.end()


if __name__ == "__main__":
    main()

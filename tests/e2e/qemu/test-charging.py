# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller on a real kernel driver: it links and charges, and goes on by itself after its
adapter was unplugged and plugged in again, twice. The garage hangs on the adapter's far end."""

import json
import subprocess
import sys
import time

import scene
import tap

SETTINGS = """[org/twcmanager/TWCManager]
port='/dev/ttyUSB0'
wiring-max-amps-all=26
wiring-max-amps-per-twc=16
non-scheduled-mode='fixed'
non-scheduled-amps=26
"""

BUS = """<busconfig>
  <type>session</type>
  <listen>unix:path=/tmp/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="false"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

ENVIRONMENT = " ".join([
    "HOME=/tmp", "LC_ALL=C", "XDG_CONFIG_HOME=/etc/xdg", "XDG_STATE_HOME=/tmp/state",
    "XDG_DATA_HOME=/tmp/data", "XDG_CACHE_HOME=/tmp/cache", "XDG_RUNTIME_DIR=/tmp",
    "GSETTINGS_BACKEND=keyfile", "GSETTINGS_SCHEMA_DIR=/schemas",
    "DBUS_SESSION_BUS_ADDRESS=unix:path=/tmp/bus",
])

# How long the adapter is away: less, and more, than the 10 s after which a unit gives its master up
# (twc-protocol 4.1).
AWAY_S = [4, 12]


class Garage:
    """The program that plays the wall; see live-garage.c."""

    def __init__(self, program, path):
        self.process = subprocess.Popen([program, path], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def tell(self, word):
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()

    def report(self):
        self.tell("report")
        return json.loads(self.process.stdout.readline())

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def are_charging(report):
    return all(unit["linked"] and unit["closed"] and unit["draw_ca"] > 0
               for unit in report["units"])


def heartbeats(report):
    return [unit["heartbeats"] for unit in report["units"]]


def operations(report):
    return [unit["operations"] for unit in report["units"]]


class Test:
    def __init__(self, machine, report, garage):
        self.machine = machine
        self.report = report
        self.garage = garage

    def step(self, name, passed):
        self.report.step(name, passed, self.garage.report(), self.machine.log("controller"))

    def run(self):
        self.machine.run("mkdir -p /tmp/state")
        self.machine.run("dbus-daemon --config-file=/etc/bus.conf --fork --nopidfile")
        self.machine.start("controller", f"env {ENVIRONMENT} twcmanagerd")

        charging = tap.eventually(lambda: are_charging(self.garage.report()), 90)
        self.step("both cars charge", charging)
        self.step("twcctl says so", tap.eventually(self.is_said_to_charge, 30))

        before = operations(self.garage.report())
        self.unplug_and_plug_in(1, AWAY_S[0])
        self.step("no contactor moved meanwhile", operations(self.garage.report()) == before)
        self.unplug_and_plug_in(2, AWAY_S[1])

        violations = self.garage.report()["violations"]
        self.report.step("the garage saw no violation", violations == [], violations,
                         self.machine.log("controller"))

    def unplug_and_plug_in(self, number, away_s):
        self.garage.tell("gone")
        self.machine.unplug()
        time.sleep(away_s)
        before = heartbeats(self.garage.report())
        self.machine.plug_in()
        self.garage.tell("back")
        since = time.monotonic()

        resumed = tap.eventually(lambda: self.have_all_grown(before), 60)
        tap.note(f"heartbeats after {time.monotonic() - since:.1f} s")
        self.step(f"after {away_s} s without adapter, {number}: heartbeats resume", resumed)
        charging = tap.eventually(lambda: are_charging(self.garage.report()), 90)
        self.step(f"after {away_s} s without adapter, {number}: both cars charge", charging)

    def is_said_to_charge(self):
        status, text = self.machine.run(f"env {ENVIRONMENT} twcctl status --json")
        chargers = json.loads(text)["chargers"] if status == 0 else []
        return len(chargers) == 2 and all(charger["draw_a"] > 0 for charger in chargers)

    def have_all_grown(self, before):
        return all(now > old for now, old in zip(heartbeats(self.garage.report()), before))


def main():
    controller, ctl, live_garage, schemas, cache = sys.argv[1:]
    initramfs = scene.prepare("dbus-daemon")
    initramfs.add_program("bin/twcmanagerd", controller)
    initramfs.add_program("bin/twcctl", ctl)
    initramfs.add_program("bin/dbus-daemon", scene.find("dbus-daemon"))
    initramfs.add_file("schemas/gschemas.compiled", schemas + "/gschemas.compiled")
    initramfs.add("etc/passwd", b"root:x:0:0:root:/tmp:/bin/sh\n", 0o644)
    initramfs.add("etc/group", b"root:x:0:\n", 0o644)
    initramfs.add("etc/bus.conf", BUS.encode(), 0o644)
    initramfs.add("etc/xdg/glib-2.0/settings/keyfile", SETTINGS.encode(), 0o644)

    def run(machine, report):
        garage = Garage(live_garage, machine.path("adapter"))
        try:
            Test(machine, report, garage).run()
        finally:
            garage.end()

    scene.play(cache, initramfs, run)


main()

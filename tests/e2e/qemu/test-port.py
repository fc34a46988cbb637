# SPDX-License-Identifier: GPL-3.0-or-later
"""The port on a real kernel driver: ftdi_sio in an emulated machine, its adapter unplugged twice."""

import re
import sys

import scene
import tap


def count(pattern, text):
    return len(re.findall(pattern, text, re.MULTILINE))


class Test:
    def __init__(self, machine, report):
        self.machine = machine
        self.report = report
        self.line = machine.connect("adapter")
        self.line.settimeout(30)

    def wait_for(self, step, pattern, times=1, log="probe"):
        """A line of the probe, as often as it says and no more often."""
        tap.eventually(lambda: count(pattern, self.machine.log(log)) >= times, 60)
        text = self.machine.log(log)
        self.report.step(step, count(pattern, text) == times, text)

    def exchange(self, step):
        text = step.encode()[:40]
        answer = b""
        self.line.sendall(text)
        try:
            while len(answer) < len(text):
                answer += self.line.recv(64)
        except TimeoutError:
            pass
        self.report.step(step, answer == text, answer, self.machine.log("probe"))

    def run(self):
        link = "readlink -f /sys/class/tty/ttyUSB0/device/driver"
        bound = tap.eventually(lambda: self.machine.run(link)[1].endswith("/ftdi_sio"), 30)
        self.report.step("the adapter is under ftdi_sio", bound, self.machine.run("dmesg")[1])

        self.machine.start("probe", "port-probe")
        self.wait_for("the only adapter is opened unasked", r"^opened /dev/ttyUSB0$")
        self.exchange("bytes go to and fro")

        settings = self.machine.run("stty -a -F /dev/ttyUSB0")[1]
        for wanted in ["9600 baud", " cs8", "-parenb", "-cstopb", "-crtscts", "-ixon", "-ixoff",
                       "-icrnl", "-opost", "-icanon", "-echo ", "min = 1"]:
            self.report.step(f"set up: {wanted.strip()}", wanted in settings, settings)

        self.machine.start("second", "port-probe /dev/ttyUSB0")
        self.wait_for("a second program is told who has the port",
                      r"^failed 2: /dev/ttyUSB0 is in use by port-probe \(process \d+\)", 1, "second")
        self.wait_for("and hears the maker's label", r"^listed usb /dev/ttyUSB0: QEMU", 1, "second")
        self.machine.run("kill $(cat /tmp/second.pid)")

        for times in [1, 2]:
            self.unplug_and_plug_in(times)

    def unplug_and_plug_in(self, times):
        self.machine.unplug()
        self.wait_for(f"unplugged, {times}: said once", r"^failed ", times)
        self.wait_for(f"unplugged, {times}: as lost", r"^failed 4: /dev/ttyUSB0 went away", times)
        self.machine.plug_in()
        self.wait_for(f"plugged in, {times}: opened again", r"^opened /dev/ttyUSB0$", times + 1)
        self.exchange(f"plugged in, {times}: bytes go to and fro")


def main():
    probe, cache = sys.argv[1:]
    initramfs = scene.prepare()
    initramfs.add_program("bin/port-probe", probe)
    scene.play(cache, initramfs, lambda machine, report: Test(machine, report).run())


main()

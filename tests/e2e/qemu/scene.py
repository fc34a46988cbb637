# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests in an emulated machine have in common: skip, boot, report."""

import os
import platform
import shutil
import sys
import tempfile

import kernel
import tap
from initramfs import Initramfs
from machine import QEMU, Machine


def prepare(*programs):
    """An initramfs with a shell, or the end of the test where there cannot be a machine."""
    if platform.machine() != "x86_64":
        tap.skip("the emulated machine runs programs of amd64 only")
    for program in [QEMU, "busybox", "dpkg-deb", *programs]:
        if find(program) is None:
            tap.skip(f"{program} is not installed")

    initramfs = Initramfs()
    initramfs.add_program("bin/busybox", find("busybox"))
    return initramfs


def find(program):
    return shutil.which(program)


def play(cache, initramfs, run):
    try:
        image, modules = kernel.fetch(cache)
    except kernel.Unavailable as error:
        tap.skip(str(error))

    report = tap.Report()
    with tempfile.TemporaryDirectory(prefix="twc-") as folder:
        try:
            with Machine(image, modules, initramfs, folder) as machine:
                run(machine, report)
        except tap.Failure:
            show_console(os.path.join(folder, "console.log"))
            report.end()
            sys.exit(1)
    report.end()


def show_console(path):
    with open(path, encoding="utf-8", errors="replace") as console:
        for line in console.readlines()[-20:]:
            tap.note(line)

# SPDX-License-Identifier: GPL-3.0-or-later
"""An initramfs put together from files of this machine: programs with the libraries they need."""

import os
import subprocess


class Initramfs:
    """Files by path; folders come by themselves."""

    def __init__(self):
        self.entries = {}

    def add(self, path, data, mode=0o755):
        self.entries[path.lstrip("/")] = (0o100000 | mode, data)

    def add_link(self, path, target):
        self.entries[path.lstrip("/")] = (0o120777, target.encode())

    def add_file(self, path, source, mode=0o755):
        with open(source, "rb") as file:
            self.add(path, file.read(), mode)

    def add_program(self, path, source):
        """A program, and what its dynamic linker would load."""
        self.add_file(path, source)
        # Under LANG=C, and whatever an outer test has preloaded stays outside.
        listing = subprocess.run(["ldd", source], capture_output=True, text=True, check=False,
                                 env={"PATH": os.environ["PATH"], "LC_ALL": "C"})
        for word in listing.stdout.split():
            if word.startswith("/") and os.path.exists(word):
                self.add_file(word, word)

    def write(self, path):
        """In the format "newc" of cpio, which the kernel reads."""
        folders = set()
        for name in self.entries:
            while name := os.path.dirname(name):
                folders.add(name)

        with open(path, "wb") as file:
            for name in sorted(folders):
                file.write(record(name, 0o040755, b""))
            for name, (mode, data) in sorted(self.entries.items()):
                file.write(record(name, mode, data))
            file.write(record("TRAILER!!!", 0, b""))


def record(name, mode, data):
    text = name.encode() + b"\0"
    record.number += 1
    fields = (record.number, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(text), 0)
    head = b"070701" + b"".join(b"%08X" % field for field in fields)
    return pad(head + text) + pad(data)


record.number = 0


def pad(data):
    return data + b"\0" * (-len(data) % 4)

# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulated machine with a USB serial adapter that can be unplugged, and a shell inside.

The adapter's line is the socket "adapter" in the machine's folder; the adapter is plugged in while
somebody is connected to that."""

import json
import os
import shlex
import socket
import subprocess
import time

QEMU = "qemu-system-x86_64"
BOOT_TIMEOUT_S = 90

INIT = """#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin:/usr/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mount -t tmpfs tmpfs /tmp
for module in {modules}; do insmod /modules/$module; done
# Kept open: it forgets its settings. Through a pipe, or the shell takes itself for interactive.
exec 3<>/dev/ttyS1
stty raw -echo <&3
echo @shell@ >&3
sh <&3 2>&1 | cat >&3
"""


class Machine:
    """Boots on construction; a context that ends it."""

    def __init__(self, kernel, modules, initramfs, folder):
        self.folder = folder
        self.n_commands = 0
        self.unread = b""
        names = " ".join(os.path.basename(module) for module in modules)
        initramfs.add("init", INIT.format(modules=names).encode())
        for folder_name in ["proc", "sys", "dev", "tmp"]:
            initramfs.add(folder_name + "/.keep", b"", 0o644)
        for module in modules:
            initramfs.add_file("modules/" + os.path.basename(module), module, 0o644)
        initramfs.write(self.path("initramfs"))

        self.process = subprocess.Popen(self.command(kernel), stdin=subprocess.DEVNULL)
        try:
            self.monitor = self.connect("monitor").makefile("rw")
            self.monitor.readline()  # its greeting
            self.ask("qmp_capabilities")
            self.shell = self.connect("shell")
            self.wait_for_shell()
        except BaseException:
            self.end()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        self.process.kill()
        self.process.wait()

    def path(self, name):
        return os.path.join(self.folder, name)

    def command(self, kernel):
        # TCG, as KVM is missing or hangs in most places where tests run (design §11).
        return [QEMU, "-accel", "tcg", "-cpu", "max", "-m", "256", "-nodefaults", "-no-reboot",
                "-display", "none", "-kernel", kernel, "-initrd", self.path("initramfs"),
                "-append", "console=ttyS0 panic=-1",
                "-serial", "file:" + self.path("console.log"),
                "-serial", self.listen("shell"),
                "-qmp", self.listen("monitor"),
                "-chardev", "socket,id=line,server=on,wait=off,path=" + self.path("adapter"),
                "-device", "qemu-xhci,id=bus",
                "-device", "usb-serial,id=adapter,chardev=line,bus=bus.0"]

    def listen(self, name):
        return f"unix:{self.path(name)},server=on,wait=off"

    def connect(self, name):
        end = time.monotonic() + BOOT_TIMEOUT_S
        while True:
            client = socket.socket(socket.AF_UNIX)
            try:
                client.connect(self.path(name))
                return client
            except OSError:
                client.close()
                if time.monotonic() > end or self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def ask(self, command, **arguments):
        self.monitor.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.monitor.flush()
        while True:
            answer = json.loads(self.monitor.readline())
            if "error" in answer:
                raise RuntimeError(f"{command}: {answer['error']['desc']}")
            if "return" in answer:
                return

    def unplug(self):
        self.ask("device_del", id="adapter")

    def plug_in(self):
        """Tried again for a while: a device is gone only some time after it was unplugged."""
        end = time.monotonic() + 10
        while True:
            try:
                self.ask("device_add", driver="usb-serial", id="adapter", chardev="line",
                         bus="bus.0")
                return
            except RuntimeError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def wait_for_shell(self):
        self.shell.settimeout(BOOT_TIMEOUT_S)
        self.read_until("@shell@")

    def read_until(self, mark):
        """What came before it."""
        while mark.encode() not in self.unread:
            try:
                data = self.shell.recv(4096)
            except TimeoutError:
                data = b""
            if not data:
                raise RuntimeError(f"the machine does not answer: {self.unread!r}")
            self.unread += data

        text, _, self.unread = self.unread.partition(mark.encode())
        return text.decode(errors="replace")

    def run(self, command):
        """Runs a line in the machine's shell. Returns its status and what it printed."""
        self.n_commands += 1
        mark = f"@{self.n_commands}@"
        self.shell.sendall(f"eval {shlex.quote(command)} 2>&1; echo {mark}$?{mark}\n".encode())
        output = self.read_until(mark)
        status = self.read_until(mark)
        return int(status), output.strip("\n")

    def start(self, name, command):
        """Runs a program beside; what it prints is kept for log()."""
        self.run(f"{command} > /tmp/{name}.log 2>&1 & echo $! > /tmp/{name}.pid")

    def log(self, name):
        return self.run(f"cat /tmp/{name}.log")[1]

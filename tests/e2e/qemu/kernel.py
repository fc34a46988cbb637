# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's kernel, unpacked into a cache folder and never installed."""

import glob
import lzma
import os
import subprocess
import tarfile

# In the order in which they are loaded.
MODULES = ["usb-common", "usbcore", "xhci-hcd", "xhci-pci", "usbserial", "ftdi_sio"]


class Unavailable(Exception):
    """Why there is no kernel here; not a failure."""


def fetch(cache):
    """Fills the folder once. Returns the path of the kernel and those of the modules."""
    image = os.path.join(cache, "vmlinuz")
    modules = [os.path.join(cache, name + ".ko") for name in MODULES]

    if not all(os.path.exists(path) for path in [image, *modules]):
        os.makedirs(cache, exist_ok=True)
        unpack(download(cache), cache)
    for path in [image, *modules]:
        if not os.path.exists(path):
            raise Unavailable(f"{os.path.basename(path)} is not in the kernel package")

    return image, modules


def download(cache):
    package = find_package()
    result = run(["apt-get", "download", package], cwd=cache)
    found = glob.glob(os.path.join(cache, package + "_*.deb"))
    if result.returncode != 0 or not found:
        raise Unavailable(f"{package} cannot be downloaded: {last_line(result.stderr)}")

    return found[0]


def find_package():
    """linux-image-amd64 only names the package that holds the kernel."""
    for line in run(["apt-cache", "depends", "linux-image-amd64"]).stdout.splitlines():
        kind, _, name = line.strip().partition(": ")
        if kind == "Depends" and name.startswith("linux-image-"):
            return name

    raise Unavailable("linux-image-amd64 is not known to apt; apt-get update may help")


def unpack(package, cache):
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package],
                          stdout=subprocess.PIPE) as process:
        with tarfile.open(fileobj=process.stdout, mode="r|") as archive:
            for member in archive:
                keep(archive, member, cache)
    os.unlink(package)


def keep(archive, member, cache):
    name = os.path.basename(member.name)
    stem, _, kind = name.partition(".")
    if not member.isfile():
        return

    if name.startswith("vmlinuz-"):
        write(os.path.join(cache, "vmlinuz"), archive.extractfile(member).read())
    elif stem in MODULES and kind == "ko":
        write(os.path.join(cache, name), archive.extractfile(member).read())
    elif stem in MODULES and kind == "ko.xz":
        write(os.path.join(cache, stem + ".ko"), lzma.decompress(archive.extractfile(member).read()))


def write(path, data):
    with open(path + ".part", "wb") as file:
        file.write(data)
    os.rename(path + ".part", path)


def run(command, cwd=None):
    try:
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False,
                              timeout=120)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(str(error)) from error


def last_line(text):
    return (text.strip().splitlines() or ["no reason given"])[-1]

# SPDX-License-Identifier: GPL-3.0-or-later
# What ./run and ./check need of the distribution (Debian 12 and 13, Raspberry Pi OS), and how they
# get it. Sourced, not run.

BUILD_PACKAGES="gcc libc6-dev meson ninja-build pkg-config gettext python3
  libglib2.0-dev libgtk-4-dev libadwaita-1-dev libserialport-dev libjson-glib-dev"
RUN_PACKAGES="dbus dbus-daemon adwaita-icon-theme fonts-cantarell dconf-gsettings-backend"
CHECK_PACKAGES="xvfb xauth at-spi2-core python3-gi gir1.2-atspi-2.0 libglib2.0-bin procps x11-utils
  clang llvm libclang-rt-dev clang-format libxml2-utils"
# An emulated machine with a real kernel driver; its test is skipped where these cannot be had.
EMULATOR_PACKAGES="qemu-system-x86 busybox-static"

is_installed ()
{
  dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q '^install ok installed$'
}

# need_packages PACKAGE...: installs those that are missing; fails with what to do where it cannot.
need_packages ()
{
  if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "This is not a Debian system: please see to these packages yourself: $*" >&2
    return 0
  fi

  missing=""
  for package in "$@"; do
    is_installed "$package" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0

  echo "Installing:$missing"
  as_root=""
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
      echo "Not root, and there is no sudo. As root: apt-get install$missing" >&2
      return 1
    fi
    as_root="sudo"
  fi
  $as_root apt-get update -q || return 1
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $missing
}

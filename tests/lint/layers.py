#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the includes of src/ against the table in src/README.md (design section 4).

A folder may include its own files and those of the folders its row names. values/, bus/,
control/ and ring/ may use GLib and the C library alone, so that nothing in them can do I/O by GIO.
"""

import re
import sys
from pathlib import Path

ROW = re.compile(r"^\| (\d+) \| `(\w+)` \|.*\|\s*([^|]*?)\s*\|$")
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)

PURE = {"values", "bus", "control", "ring"}
PURE_HEADERS = {"glib.h", "glib-object.h", "string.h", "stdlib.h", "stdint.h", "math.h", "errno.h",
                "limits.h", "stdbool.h", "stddef.h", "stdio.h"}
PURE_FORBIDDEN = re.compile(
    r"\b(g_get_monotonic_time|g_get_real_time|g_date_time_new_now\w*|g_random_\w+|g_file_\w+|"
    r"g_spawn_\w+|g_usleep|fopen|open|read|write|time|clock_gettime|gettimeofday|rand|printf|"
    r"g_print|g_printerr)\s*\(")


def read_table(readme):
    table = {}
    for line in readme.read_text().splitlines():
        match = ROW.match(line)
        if match:
            table[match[2]] = (int(match[1]), set(re.findall(r"`(\w+)`", match[3])))
    return table


def strip_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\])*\"", " ", text, flags=re.S)


def check_table(table):
    for folder, (number, allowed) in table.items():
        for other in allowed:
            if other not in table:
                yield f"src/README.md: {folder} may include {other}, which has no row"
            elif table[other][0] >= number:
                yield f"src/README.md: {folder} ({number}) may not include {other} ({table[other][0]})"


def check_file(path, folder, allowed, folders):
    text = path.read_text()
    for kind, name in INCLUDE.findall(text):
        if kind == "<":
            if folder in PURE and name not in PURE_HEADERS:
                yield f"{path}: <{name}>: {folder}/ uses GLib and the C library alone"
            continue
        if "/" not in name:
            if not name.endswith("generated.h") and not name.startswith("config"):
                yield f'{path}: "{name}": write the folder as well'
            continue
        other = name.split("/")[0]
        if other in folders and other != folder and other not in allowed:
            yield f'{path}: "{name}": {folder}/ may not include {other}/'
    if folder in PURE:
        for match in PURE_FORBIDDEN.finditer(strip_comments(text)):
            yield f"{path}: {match[1]}(): {folder}/ does no I/O and reads no clock"


def main():
    src = Path(sys.argv[1])
    table = read_table(src / "README.md")
    faults = list(check_table(table))
    for path in sorted(src.glob("*/**/*.[ch]")):
        folder = path.relative_to(src).parts[0]
        if folder not in table:
            faults.append(f"{path}: {folder}/ has no row in src/README.md")
            continue
        faults += check_file(path, folder, table[folder][1], set(table))
    if not table:
        faults.append("src/README.md: no table found")
    print("\n".join(faults) or f"{len(table)} folders, every include goes down")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()

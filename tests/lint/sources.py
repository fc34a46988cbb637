#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every source file: a licence tag, no file with two jobs, no unfinished business,
and one single way out to the wire (G2)."""

import re
import sys
from pathlib import Path

MAX_LINES = 700
TAG = "SPDX-License-Identifier: GPL-3.0-or-later"
SUFFIXES = {".c", ".h", ".py", ".sh", ".ui", ".css", ".xml"}


def check_sizes_and_tags(top):
    names = [p for folder in ("src", "ui", "data", "tests") for p in (top / folder).glob("**/*")]
    names += list(top.glob("**/meson.build")) + [top / "run", top / "check", top / ".ci/run"]
    for path in sorted(set(names)):
        if not path.is_file() or "/build" in str(path.relative_to(top).parent):
            continue
        if path.suffix not in SUFFIXES and path.name not in ("meson.build", "run", "check"):
            continue
        if "fixtures" in path.parts or "corpus" in path.parts or path.relative_to(top).parts[0].startswith("build"):
            continue
        text = path.read_text(errors="replace")
        name = path.relative_to(top)
        if TAG not in "\n".join(text.splitlines()[:4]):
            yield f"{name}: no licence tag in its first lines"
        if name.parts[0] == "src" and path.suffix == ".c" and text.count("\n") > MAX_LINES:
            yield f"{name}: {text.count(chr(10))} lines: a file that long has two jobs"
        if name.parts[0] in ("src", "ui") and re.search(r"\b(TODO|FIXME|XXX)\b", text):
            yield f"{name}: unfinished business"


def check_one_way_out(top):
    """G2: bytes leave by twc_port_send() alone, and what it sends comes from the gate."""
    calls = {"twc_port_new": [], "twc_gate_encode": [], "twc_frame_to_wire": []}
    for path in (top / "src").glob("**/*.c"):
        text = re.sub(r"/\*.*?\*/", " ", path.read_text(), flags=re.S)
        for name in calls:
            # A definition starts its line; a call does not.
            if re.search(rf"(?m)^[ \t]+.*\b{name} \(", text):
                calls[name].append(str(path.relative_to(top)))
    folders = {name: {p.split("/")[1] for p in paths} for name, paths in calls.items()}
    if not folders["twc_port_new"] <= {"controller"}:
        yield f"twc_port_new() is called in {calls['twc_port_new']}: the controller alone opens a port"
    if calls["twc_port_new"] and not set(calls["twc_port_new"]) <= set(calls["twc_gate_encode"]):
        yield f"{calls['twc_port_new']}: opens a port whose encoder is not the gate"
    if not folders["twc_frame_to_wire"] <= {"bus", "sim"}:
        yield f"twc_frame_to_wire() is called in {calls['twc_frame_to_wire']}: the gate is the way out"


def main():
    top = Path(sys.argv[1])
    faults = list(check_sizes_and_tags(top)) + list(check_one_way_out(top))
    print("\n".join(faults) or "every source file is in order")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()

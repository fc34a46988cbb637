#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every key of the GSettings schema has a summary, a description and a range or choices (design 6)."""

import sys
import xml.etree.ElementTree as xml
from pathlib import Path


def check_key(name, key):
    for part in ("summary", "description", "default"):
        if not (key.findtext(part) or "").strip():
            yield f"{name}: no {part}"
    bounded = key.find("range") is not None or key.find("choices") is not None or key.get("enum")
    if key.get("type") in ("i", "u", "x", "t", "d") and not bounded:
        yield f"{name}: a number without a range"


def main():
    faults, count = [], 0
    for path in Path(sys.argv[1]).glob("*.gschema.xml"):
        for schema in xml.parse(path).getroot().iter("schema"):
            for key in schema.iter("key"):
                count += 1
                faults += check_key(f"{schema.get('id')} {key.get('name')}", key)
    print("\n".join(faults) or f"{count} keys")
    sys.exit(1 if faults or not count else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every file with a translatable string is in po/POTFILES.in, and no other (G10)."""

import re
import sys
from pathlib import Path

IN_C = re.compile(r'\b(?:_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2?)\s*\(\s*"')
IN_UI = re.compile(r'translatable="(?:yes|true)"')


def has_strings(path):
    text = path.read_text(errors="replace")
    if path.suffix in (".c", ".h"):
        return bool(IN_C.search(re.sub(r"/\*.*?\*/", " ", text, flags=re.S)))
    if path.name.endswith(".gschema.xml"):
        return True
    return bool(IN_UI.search(text))


def main():
    top = Path(sys.argv[1])
    listed = {line.strip() for line in (top / "po/POTFILES.in").read_text().splitlines()
              if line.strip() and not line.startswith("#")}
    files = [p for pattern in ("src/**/*.[ch]", "ui/**/*.ui", "data/*.gschema.xml", "data/*.desktop.in",
                               "data/*.metainfo.xml.in") for p in top.glob(pattern)]
    found = {str(p.relative_to(top)) for p in files
             if p.name.endswith((".in", ".in.xml")) or has_strings(p)}
    faults = [f"{name}: has translatable strings, but is not in po/POTFILES.in"
              for name in sorted(found - listed)]
    faults += [f"po/POTFILES.in: {name} has no translatable string, or is gone"
               for name in sorted(listed - found)]
    print("\n".join(faults) or f"{len(listed)} files")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()

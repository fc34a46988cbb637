#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""clang-format agrees with every C file. Skipped where there is none, or one of a version that is not
known to agree with the others on our style."""

import re
import shutil
import subprocess
import sys
from pathlib import Path


def main():
    tool = shutil.which("clang-format")
    if tool is None:
        print("no clang-format here")
        sys.exit(77)
    version = re.search(r"version (\d+)", subprocess.run([tool, "--version"], capture_output=True, text=True).stdout)
    if version is None or not 14 <= int(version[1]) <= 16:
        print("this clang-format formats otherwise")
        sys.exit(77)
    top = Path(sys.argv[1])
    files = sorted(str(p) for folder in ("src", "tests") for p in (top / folder).glob("**/*.[ch]"))
    result = subprocess.run([tool, "--dry-run", "-Werror", *files], capture_output=True, text=True)
    faults = [line for line in result.stderr.splitlines() if "error:" in line]
    print("\n".join(faults[:40]) or f"{len(files)} files")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()

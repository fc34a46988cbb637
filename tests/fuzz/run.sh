#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh FUZZER CORPUS: fuzzes for FUZZ_SECONDS (60). What is new goes to a scratch folder and
# not into the corpus; an input that crashes is left in the present folder as crash-….
set -eu
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
"$1" -max_total_time="${FUZZ_SECONDS:-60}" -timeout=5 -rss_limit_mb=1024 -max_len=4096 \
  -print_final_stats=1 "$scratch" "$2"

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What libFuzzer calls, and corpus.c in its place where there is no libFuzzer. It aborts on
 * what must never be. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_data);

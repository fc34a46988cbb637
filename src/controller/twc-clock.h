/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-site.h"

G_BEGIN_DECLS

TwcNow twc_clock_read (void);

G_END_DECLS

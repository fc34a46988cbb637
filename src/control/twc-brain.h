/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "control/twc-memory.h"
#include "values/twc-settings.h"

G_BEGIN_DECLS

TwcPlan
twc_brain_decide (const TwcSettings *settings, const TwcSite *site, TwcMemory *memory, TwcNow now);

gboolean twc_brain_check_charge_now (const TwcSettings *settings,
                                     const TwcSite *site,
                                     guint amps_ca,
                                     gint64 until_s,
                                     TwcNow now,
                                     GError **error);

G_END_DECLS

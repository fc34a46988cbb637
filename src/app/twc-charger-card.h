/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* One Wall Connector. Property: charger (TwcCharger). Actions: charger.pause, charger.resume. */
#define TWC_TYPE_CHARGER_CARD (twc_charger_card_get_type ())
G_DECLARE_FINAL_TYPE (TwcChargerCard, twc_charger_card, TWC, CHARGER_CARD, AdwBin)

G_END_DECLS

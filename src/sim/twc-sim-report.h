/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/twc-garage.h"

G_BEGIN_DECLS

char *twc_sim_report_to_text (const TwcGarage *garage, gint64 elapsed_us);
char *twc_sim_report_to_json (const TwcGarage *garage, gint64 elapsed_us);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-bus-health.h"
#include "values/twc-charger-state.h"
#include "values/twc-problem.h"
#include "values/twc-reason.h"
#include "values/twc-settings.h"

G_BEGIN_DECLS

/* How a state looks: a CSS class, and a colour word for scripts. */
typedef enum {
  TWC_STYLE_IDLE,
  TWC_STYLE_OK,
  TWC_STYLE_WAIT,
  TWC_STYLE_WARNING,
  TWC_STYLE_ERROR,
  TWC_N_STYLES
} TwcStyle;

const char *twc_style_to_nick (TwcStyle style);

/* What a reason's sentence needs besides its own numbers. */
typedef struct
{
  GDateTime *now;   /* local time */
  gint64 elapsed_s; /* since the reason was given: countdowns go on by themselves */
  guint offer_ca;   /* what was asked of the one it is about */
} TwcReasonContext;

char *twc_words_charger_reason (const TwcReason *reason, const TwcReasonContext *context);
char *twc_words_site_reason (const TwcReason *reason, const TwcReasonContext *context);
TwcStyle twc_words_reason_style (const TwcReason *reason);

const char *twc_words_problem_title (TwcProblemCode code);
char *twc_words_problem_text (const TwcProblem *problem);

const char *twc_words_activity (TwcActivity activity);
const char *twc_words_bus_state (TwcBusState state);
const char *twc_words_mode (TwcMode mode);

/* From here on a car counts as drawing: idle units show up to 0.4 A (twc-protocol 3.4). */
#define TWC_DRAWING_FROM_CA 100

G_END_DECLS

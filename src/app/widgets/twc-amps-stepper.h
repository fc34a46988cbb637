/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Whole amps by touch: less, more and presets. Properties: value, lower, upper (int), label
 * (string: what a screen reader calls it). Actions: amps.less, amps.more, amps.set. */
#define TWC_TYPE_AMPS_STEPPER (twc_amps_stepper_get_type ())
G_DECLARE_FINAL_TYPE (TwcAmpsStepper, twc_amps_stepper, TWC, AMPS_STEPPER, AdwBin)

int twc_amps_stepper_get_value (TwcAmpsStepper *self);
void twc_amps_stepper_set_value (TwcAmpsStepper *self, int value);
void twc_amps_stepper_set_upper (TwcAmpsStepper *self, int upper);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/twc-client.h"
#include "support/fake-controller.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  void (*set) (FakeController *fake);
  const char *page; /* of the mode bar; NULL = the first */
} Scene;

const Scene *scene_find (const char *name);

TwcDBusCharger1 *
scene_add_charging (FakeController *fake, const char *id, double offer_a, double draw_a);
void scene_fill_past (TwcSamples *samples, guint seed);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-frame.h"
#include "values/twc-units.h"

G_BEGIN_DECLS

/* An offer a slot, and a presence burst, fit into the time in which an echo is one. */
#define TWC_WATCH_SENT 16

typedef struct
{
  gint64 at_us;
  gsize n_body;
  guint8 body[TWC_BODY_MAX];
} TwcWatchSent;

/* When something was seen last, and the times before. */
typedef struct
{
  gint64 at_us[3];
} TwcSightings;

/**
 * TwcWatch:
 *
 * Tells our own echo from another master (twc-protocol 4.2). A plain value.
 */
typedef struct
{
  gint64 sent_us;
  guint next;
  TwcWatchSent sent[TWC_WATCH_SENT];
  TwcSightings foreign;  /* frames of another master */
  TwcSightings diverted; /* answers of slaves to another master */
  TwcSightings twin;     /* frames with our id that are not ours */
} TwcWatch;

void twc_watch_init (TwcWatch *self);
void twc_watch_take_sent (TwcWatch *self, const guint8 *body, gsize n_body, gint64 now_us);
gboolean twc_watch_is_echo (const TwcWatch *self, const guint8 *body, gsize n_body, gint64 now_us);
gboolean twc_watch_take_foreign (TwcWatch *self, gint64 now_us);
gboolean twc_watch_take_diverted (TwcWatch *self, gint64 now_us);
gboolean twc_watch_take_twin (TwcWatch *self, const guint8 *body, gsize n_body, gint64 now_us);

G_END_DECLS

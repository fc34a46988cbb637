/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-message.h"

G_BEGIN_DECLS

typedef enum {
  TWC_VIN_IDLE, /* nothing to ask: no car, or given up on it */
  TWC_VIN_PART_1,
  TWC_VIN_PART_2,
  TWC_VIN_PART_3,
  TWC_VIN_AGAIN, /* part 1 once more, before anything is published */
  TWC_VIN_KEPT,  /* read, and the car is awake */
  TWC_VIN_WATCH, /* read; the car sleeps or has left */
} TwcVinStep;

/**
 * TwcVin:
 *
 * Puts a VIN together from its three parts, never from two cars (twc-protocol 3.7, 4.4).
 */
typedef struct
{
  TwcVinStep step;
  gint64 due_us;
  gboolean is_awake; /* the slave is not at state 00 with limit 0 */
  gboolean has_answered;
  gboolean is_mute;   /* firmware that does not know the question (3.10) */
  gboolean has_doubt; /* the check digit has failed once */
  guint n_tries;
  guint n_zeros;
  guint n_unanswered;
  char parts[3][8];
  char text[18]; /* what is published; empty while unknown */
  gboolean checks;
} TwcVin;

void twc_vin_init (TwcVin *self, gint64 now_us);
void twc_vin_set_awake (TwcVin *self, gboolean is_awake, gint64 now_us);
gboolean twc_vin_get_query (const TwcVin *self, TwcQuery *query);
void twc_vin_take_answer (TwcVin *self, guint part, const char *text, gint64 now_us);
void twc_vin_take_silence (TwcVin *self, gint64 now_us);
gboolean twc_vin_has_valid_check_digit (const char *vin);

G_END_DECLS

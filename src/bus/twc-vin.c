/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-vin.h"

#include <string.h>

#define MAX_TRIES 10
#define TRY_AGAIN_US TWC_SECONDS_US (60)
/* The first answers after a car is plugged in are zeros or get lost (twc-protocol 3.7, 7.4). */
#define READABLE_AFTER_US TWC_SECONDS_US (10)

#define MAX_UNANSWERED 3
#define UNANSWERED_RETRY_US TWC_SECONDS_US (2)

/* Three zero answers mean that the car has left (3.7, the unplug test). */
#define ZEROS_UNTIL_GONE 3
#define ZERO_RETRY_US TWC_SECONDS_US (4)

#define CHECK_DIGIT_AT 8

static const gsize part_lengths[3] = { 7, 7, 3 };

/**
 * twc_vin_init:
 * @now_us: when the slave linked
 *
 * Forgets everything. One attempt follows at once: it tells a sleeping car from none.
 */
void
twc_vin_init (TwcVin *self, gint64 now_us)
{
  memset (self, 0, sizeof *self);
  self->step = TWC_VIN_PART_1;
  self->n_tries = MAX_TRIES; /* this one is the last */
  self->due_us = now_us;
}

static void
read_from_start (TwcVin *self, gint64 due_us)
{
  memset (self->parts, 0, sizeof self->parts);
  self->n_unanswered = 0;
  self->step = self->n_tries < MAX_TRIES ? TWC_VIN_PART_1 : TWC_VIN_IDLE;
  if (self->n_tries < MAX_TRIES)
    self->n_tries++;
  self->due_us = due_us;
}

static void
forget (TwcVin *self)
{
  self->text[0] = '\0';
  self->checks = FALSE;
}

/**
 * twc_vin_set_awake:
 * @is_awake: whether the slave is in any state but 00 with limit 0, in which no car is plugged
 *   in or one sleeps
 *
 * Each change may be another car: what is half read is thrown away, and what has been read is
 * read again.
 */
void
twc_vin_set_awake (TwcVin *self, gboolean is_awake, gint64 now_us)
{
  const gboolean is_known = self->text[0] != '\0';

  if (is_awake == self->is_awake)
    return;

  self->is_awake = is_awake;
  self->n_zeros = 0;
  self->n_unanswered = 0;
  self->has_doubt = FALSE;
  if (is_awake)
    {
      self->n_tries = 0;
      read_from_start (self, is_known ? now_us : now_us + READABLE_AFTER_US);
      return;
    }

  self->step = is_known ? TWC_VIN_WATCH : TWC_VIN_IDLE;
  self->due_us = now_us;
}

/**
 * twc_vin_get_query:
 * @query: (out): what to ask at `due_us`
 *
 * Returns: %FALSE when there is nothing to ask
 */
gboolean
twc_vin_get_query (const TwcVin *self, TwcQuery *query)
{
  if (self->is_mute)
    return FALSE;

  switch (self->step)
    {
    case TWC_VIN_IDLE:
    case TWC_VIN_KEPT:
      return FALSE;
    case TWC_VIN_PART_1:
    case TWC_VIN_AGAIN:
    case TWC_VIN_WATCH:
      *query = TWC_QUERY_VIN_1;
      return TRUE;
    case TWC_VIN_PART_2:
      *query = TWC_QUERY_VIN_2;
      return TRUE;
    case TWC_VIN_PART_3:
      *query = TWC_QUERY_VIN_3;
      return TRUE;
    }
  g_return_val_if_reached (FALSE);
}

/* Letters but I, O and Q, and digits (3.7). */
static gboolean
is_vin_text (const char *text, gsize length)
{
  if (strlen (text) != length)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (text[i]) &&
        (!g_ascii_isupper (text[i]) || strchr ("IOQ", text[i]) != NULL))
      return FALSE;

  return TRUE;
}

static guint
get_letter_value (char c)
{
  /* The values of A to Z in the North American check digit; 0 for I, O and Q, which no VIN has. */
  static const char values[] = "12345678012345070923456789";

  return (guint) ((g_ascii_isdigit (c) ? c : values[c - 'A']) - '0');
}

/**
 * twc_vin_has_valid_check_digit:
 * @vin: 17 characters that a VIN may have
 *
 * Returns: whether position 9 holds what North America puts there; other cars need not
 */
gboolean
twc_vin_has_valid_check_digit (const char *vin)
{
  static const guint weights[17] = { 8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2 };
  guint sum = 0;

  for (guint i = 0; i < 17; i++)
    sum += weights[i] * get_letter_value (vin[i]);

  return vin[CHECK_DIGIT_AT] == "0123456789X"[sum % 11];
}

/* A wrong check digit is read once more, and then believed: asking without end is a known way to
 * starve a bus. */
static void
finish (TwcVin *self, gint64 now_us)
{
  char text[18];
  gboolean checks;

  g_snprintf (text, sizeof text, "%s%s%s", self->parts[0], self->parts[1], self->parts[2]);
  checks = twc_vin_has_valid_check_digit (text);
  if (!checks && !self->has_doubt)
    {
      self->has_doubt = TRUE;
      self->n_tries--;
      read_from_start (self, now_us);
      return;
    }

  memcpy (self->text, text, sizeof text);
  self->checks = checks;
  self->step = self->is_awake ? TWC_VIN_KEPT : TWC_VIN_WATCH;
  self->due_us = now_us + TRY_AGAIN_US;
}

/* A published VIN outlives a failed reading only where its first part has been seen again. */
static void
give_up_attempt (TwcVin *self, gint64 now_us)
{
  if (self->step == TWC_VIN_PART_1)
    forget (self);
  read_from_start (self, now_us + TRY_AGAIN_US);
}

static void
take_part (TwcVin *self, guint index, const char *text, TwcVinStep next, gint64 now_us)
{
  if (!is_vin_text (text, part_lengths[index]))
    {
      give_up_attempt (self, now_us);
      return;
    }

  if (index == 0 && strncmp (text, self->text, part_lengths[0]) != 0)
    forget (self); /* another car than the one that is published */
  g_strlcpy (self->parts[index], text, sizeof self->parts[index]);
  self->step = next;
  self->due_us = now_us;
}

static void
take_again (TwcVin *self, const char *text, gint64 now_us)
{
  if (strcmp (text, self->parts[0]) == 0)
    finish (self, now_us);
  else
    read_from_start (self, now_us);
}

static void
take_watch (TwcVin *self, const char *text, gint64 now_us)
{
  if (strncmp (text, self->text, part_lengths[0]) == 0)
    {
      self->n_zeros = 0;
      self->due_us = now_us + TRY_AGAIN_US;
      return;
    }

  if (is_vin_text (text, part_lengths[0]))
    {
      forget (self);
      self->n_tries = 0;
      read_from_start (self, now_us);
      return;
    }

  self->due_us = now_us + ZERO_RETRY_US;
  if (++self->n_zeros >= ZEROS_UNTIL_GONE)
    {
      forget (self);
      self->step = TWC_VIN_IDLE;
    }
}

/**
 * twc_vin_take_answer:
 * @part: 1 to 3
 * @text: what it says, empty for zeros
 *
 * Takes an answer to the question of twc_vin_get_query(); any other is ignored.
 */
void
twc_vin_take_answer (TwcVin *self, guint part, const char *text, gint64 now_us)
{
  TwcQuery query;

  if (!twc_vin_get_query (self, &query) || (guint) query != (guint) TWC_QUERY_VIN_1 + part - 1)
    return;

  self->has_answered = TRUE;
  self->n_unanswered = 0;
  switch (self->step)
    {
    case TWC_VIN_IDLE:
    case TWC_VIN_KEPT:
      break;
    case TWC_VIN_PART_1:
      take_part (self, 0, text, TWC_VIN_PART_2, now_us);
      break;
    case TWC_VIN_PART_2:
      take_part (self, 1, text, TWC_VIN_PART_3, now_us);
      break;
    case TWC_VIN_PART_3:
      take_part (self, 2, text, TWC_VIN_AGAIN, now_us);
      break;
    case TWC_VIN_AGAIN:
      take_again (self, text, now_us);
      break;
    case TWC_VIN_WATCH:
      take_watch (self, text, now_us);
      break;
    }
}

/**
 * twc_vin_take_silence:
 *
 * The question was not answered. A unit that has never answered one is not asked for ever.
 */
void
twc_vin_take_silence (TwcVin *self, gint64 now_us)
{
  self->due_us = now_us + UNANSWERED_RETRY_US;
  if (++self->n_unanswered < MAX_UNANSWERED)
    return;

  self->n_unanswered = 0;
  if (!self->has_answered)
    self->is_mute = TRUE;
  else if (self->step == TWC_VIN_WATCH)
    self->due_us = now_us + TRY_AGAIN_US;
  else
    give_up_attempt (self, now_us);
}

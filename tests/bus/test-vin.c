/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-vin.h"

#include <string.h>

#define S(seconds) TWC_SECONDS_US (seconds)
#define START_US S (1000)

#define GOOD "1M8GDM9AXKP042788"
#define GOOD_TOO "5GZCZ43D13S812715"
#define WRONG "5GZCZ43D23S812715"

typedef struct
{
  TwcVin vin;
  gint64 now_us;
  guint n_asked;
} Talk;

static void
talk_init (Talk *self)
{
  self->now_us = START_US;
  self->n_asked = 0;
  twc_vin_init (&self->vin, self->now_us);
}

/* Plugged in, and past the time in which a car cannot be read. */
static void
talk_plug (Talk *self)
{
  twc_vin_set_awake (&self->vin, TRUE, self->now_us);
  self->now_us += S (10);
}

static void
talk_answer (Talk *self, const char *vin)
{
  static const guint starts[] = { 0, 7, 14 }, lengths[] = { 7, 7, 3 };
  TwcQuery query;
  guint part;
  char text[8] = "";

  if (!twc_vin_get_query (&self->vin, &query) || self->vin.due_us > self->now_us)
    return;

  self->n_asked++;
  part = (guint) query - TWC_QUERY_VIN_1;
  if (vin != NULL)
    g_strlcpy (text, vin + starts[part], lengths[part] + 1);
  twc_vin_take_answer (&self->vin, part + 1, text, self->now_us);
}

static void
talk_for (Talk *self, const char *vin, guint seconds)
{
  for (guint i = 0; i < seconds; i++)
    {
      talk_answer (self, vin);
      self->now_us += S (1);
    }
}

static void
test_check_digit (void)
{
  g_assert_true (twc_vin_has_valid_check_digit ("11111111111111111"));
  g_assert_true (twc_vin_has_valid_check_digit (GOOD));
  g_assert_true (twc_vin_has_valid_check_digit (GOOD_TOO));
  g_assert_false (twc_vin_has_valid_check_digit (WRONG));
}

static void
test_read (void)
{
  Talk talk;

  talk_init (&talk);
  talk_plug (&talk);
  talk_for (&talk, GOOD, 3);
  g_assert_cmpstr (talk.vin.text, ==, ""); /* part 1 has not been read again */
  talk_for (&talk, GOOD, 1);
  g_assert_cmpstr (talk.vin.text, ==, GOOD);
  g_assert_true (talk.vin.checks);

  talk_for (&talk, GOOD, 600);
  g_assert_cmpuint (talk.n_asked, ==, 4);
}

static void
test_sleeping_at_start (void)
{
  Talk talk;

  talk_init (&talk);
  talk_for (&talk, GOOD, 4);
  g_assert_cmpstr (talk.vin.text, ==, GOOD);
}

static void
test_no_car_at_start (void)
{
  Talk talk;

  talk_init (&talk);
  talk_for (&talk, NULL, 3600);
  g_assert_cmpuint (talk.n_asked, ==, 1);
}

static void
test_not_at_once (void)
{
  Talk talk;

  talk_init (&talk);
  talk_for (&talk, NULL, 5);
  twc_vin_set_awake (&talk.vin, TRUE, talk.now_us);
  talk_for (&talk, NULL, 9);
  g_assert_cmpuint (talk.n_asked, ==, 1);
}

static void
test_ten_tries (void)
{
  Talk talk;

  talk_init (&talk);
  talk_plug (&talk);
  talk_for (&talk, NULL, 3600);
  g_assert_cmpuint (talk.n_asked, ==, 10);
}

/* Peers ask for ever. */
static void
test_wrong_check_digit (void)
{
  Talk talk;

  talk_init (&talk);
  talk_plug (&talk);
  talk_for (&talk, WRONG, 4);
  g_assert_cmpstr (talk.vin.text, ==, "");
  talk_for (&talk, WRONG, 3600);
  g_assert_cmpstr (talk.vin.text, ==, WRONG);
  g_assert_false (talk.vin.checks);
  g_assert_cmpuint (talk.n_asked, ==, 8);
}

static void
test_bad_characters (void)
{
  Talk talk;

  talk_init (&talk);
  talk_plug (&talk);
  talk_for (&talk, "IOQ3E7EA4LF000316", 30);
  talk_for (&talk, "5yj3E7EA4LF000316", 60);
  g_assert_cmpstr (talk.vin.text, ==, "");
}

/* Unplugged half-way; the next car may be of the same model, with the same first part. */
static void
test_no_mixture (void)
{
  Talk talk;

  talk_init (&talk);
  talk_plug (&talk);
  talk_for (&talk, GOOD, 2);
  g_assert_cmpint (talk.vin.step, ==, TWC_VIN_PART_3);

  twc_vin_set_awake (&talk.vin, FALSE, talk.now_us);
  twc_vin_set_awake (&talk.vin, TRUE, talk.now_us);
  g_assert_cmpint (talk.vin.step, ==, TWC_VIN_PART_1);
  g_assert_cmpstr (talk.vin.parts[0], ==, "");
}

/* It happened between two heartbeats: only the second reading of part 1 shows it. */
static void
test_changed_part_1 (void)
{
  Talk talk;

  talk_init (&talk);
  talk_plug (&talk);
  talk_for (&talk, GOOD, 3);
  talk_for (&talk, GOOD_TOO, 1);
  g_assert_cmpstr (talk.vin.text, ==, "");
  talk_for (&talk, GOOD_TOO, 4);
  g_assert_cmpstr (talk.vin.text, ==, GOOD_TOO);
}

static void
test_unplug (void)
{
  Talk talk;

  talk_init (&talk);
  talk_plug (&talk);
  talk_for (&talk, GOOD, 4);
  twc_vin_set_awake (&talk.vin, FALSE, talk.now_us);
  talk_for (&talk, NULL, 5);
  g_assert_cmpstr (talk.vin.text, !=, ""); /* it may sleep: one zero proves nothing */
  talk_for (&talk, NULL, 5);
  g_assert_cmpstr (talk.vin.text, ==, "");

  talk.n_asked = 0;
  talk_for (&talk, NULL, 600);
  g_assert_cmpuint (talk.n_asked, ==, 0);
}

static void
test_sleep (void)
{
  Talk talk;

  talk_init (&talk);
  talk_plug (&talk);
  talk_for (&talk, GOOD, 4);
  twc_vin_set_awake (&talk.vin, FALSE, talk.now_us);
  talk.n_asked = 0;
  talk_for (&talk, GOOD, 600);
  g_assert_cmpstr (talk.vin.text, ==, GOOD);
  g_assert_cmpuint (talk.n_asked, ==, 10);

  /* It wakes: read anew, for it may be another by now, and shown until that is known. */
  twc_vin_set_awake (&talk.vin, TRUE, talk.now_us);
  talk_for (&talk, GOOD_TOO, 1);
  g_assert_cmpstr (talk.vin.text, ==, "");
  talk_for (&talk, GOOD_TOO, 4);
  g_assert_cmpstr (talk.vin.text, ==, GOOD_TOO);
}

static void
silence_for (Talk *self, guint seconds)
{
  TwcQuery query;

  for (guint i = 0; i < seconds; i++, self->now_us += S (1))
    if (twc_vin_get_query (&self->vin, &query) && self->vin.due_us <= self->now_us)
      {
        self->n_asked++;
        twc_vin_take_silence (&self->vin, self->now_us);
      }
}

static void
test_mute (void)
{
  Talk talk;

  talk_init (&talk);
  talk_plug (&talk);
  silence_for (&talk, 3600);
  g_assert_cmpuint (talk.n_asked, ==, 3);
}

/* Lost now and then is not mute. */
static void
test_lost (void)
{
  Talk talk;

  talk_init (&talk);
  talk_plug (&talk);
  talk_for (&talk, GOOD, 1);
  silence_for (&talk, 3);
  talk_for (&talk, GOOD, 6);
  g_assert_cmpstr (talk.vin.text, ==, GOOD);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/vin/check-digit", test_check_digit);
  g_test_add_func ("/vin/read", test_read);
  g_test_add_func ("/vin/sleeping-at-start", test_sleeping_at_start);
  g_test_add_func ("/vin/no-car-at-start", test_no_car_at_start);
  g_test_add_func ("/vin/not-at-once", test_not_at_once);
  g_test_add_func ("/vin/ten-tries", test_ten_tries);
  g_test_add_func ("/vin/wrong-check-digit", test_wrong_check_digit);
  g_test_add_func ("/vin/bad-characters", test_bad_characters);
  g_test_add_func ("/vin/no-mixture", test_no_mixture);
  g_test_add_func ("/vin/changed-part-1", test_changed_part_1);
  g_test_add_func ("/vin/unplug", test_unplug);
  g_test_add_func ("/vin/sleep", test_sleep);
  g_test_add_func ("/vin/mute", test_mute);
  g_test_add_func ("/vin/lost", test_lost);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-words.h"

#include <string.h>

/* Sunday 2026-11-22 19:00 UTC */
static TwcReasonContext
make_context (gint64 elapsed_s, guint offer_ca)
{
  return (TwcReasonContext){
    .now = g_date_time_new_utc (2026, 11, 22, 19, 0, 0),
    .elapsed_s = elapsed_s,
    .offer_ca = offer_ca,
  };
}

static void
assert_is_sentence (const char *text)
{
  g_assert_nonnull (text);
  g_assert_cmpuint (strlen (text), >, 10);
  g_assert_null (strpbrk (text, "{}"));
}

/* Whatever the controller gives, or leaves out, there are words. */
static void
assert_has_words (const TwcReason *reason, const TwcReasonContext *context)
{
  g_autofree char *charger = twc_words_charger_reason (reason, context);
  g_autofree char *site = twc_words_site_reason (reason, context);

  assert_is_sentence (charger);
  assert_is_sentence (site);
  g_assert_nonnull (twc_style_to_nick (twc_words_reason_style (reason)));
}

/* With no number, and with any one, two or three of them: no sentence needs more. */
static void
test_every_reason_has_words (void)
{
  const TwcReasonContext context = make_context (0, 0);

  for (guint code = 0; code < TWC_N_REASONS; code++)
    {
      TwcReason bare = twc_reason_new (code);

      assert_has_words (&bare, &context);
      for (guint a = 0; a < TWC_N_NUMBERS; a++)
        for (guint b = a; b < TWC_N_NUMBERS; b++)
          for (guint c = b; c < TWC_N_NUMBERS; c++)
            {
              TwcReason reason = twc_reason_new (code);

              twc_reason_add (&reason, a, 1200);
              if (b > a)
                twc_reason_add (&reason, b, 1200);
              if (c > b)
                twc_reason_add (&reason, c, 1200);
              assert_has_words (&reason, &context);
            }
    }

  g_date_time_unref (context.now);
}

static void
test_every_problem_has_words (void)
{
  for (guint code = 0; code < TWC_N_PROBLEMS; code++)
    {
      TwcProblem bare = twc_problem_new (code, 0, NULL);
      TwcProblem full = twc_problem_new (code, 0x9399, "the-subject");
      g_autofree char *bare_text = twc_words_problem_text (&bare);
      g_autofree char *full_text = NULL;

      g_strlcpy (full.detail, "the-detail", sizeof full.detail);
      full.value = 600;
      full_text = twc_words_problem_text (&full);

      g_assert_cmpuint (strlen (twc_words_problem_title (code)), >, 5);
      assert_is_sentence (bare_text);
      assert_is_sentence (full_text);
      /* What to do: more than the title says. */
      g_assert_cmpuint (strlen (full_text), >, strlen (twc_words_problem_title (code)) + 20);
    }
}

static void
test_every_state_has_words (void)
{
  for (guint i = 0; i < TWC_N_ACTIVITIES; i++)
    g_assert_cmpuint (strlen (twc_words_activity (i)), >, 2);
  for (guint i = 0; i < TWC_N_BUS_STATES; i++)
    g_assert_cmpuint (strlen (twc_words_bus_state (i)), >, 2);
  for (guint i = 0; i < TWC_N_MODES; i++)
    g_assert_cmpuint (strlen (twc_words_mode (i)), >, 2);
}

typedef struct
{
  const char *path;
  TwcReasonCode code;
  struct
  {
    TwcNumber key;
    gint64 value;
  } numbers[4];
  guint n_numbers;
  gint64 elapsed_s;
  const char *charger;
} ReasonRow;

/* The offer is 10 A and nothing is measured unless the reason says so. */
static const ReasonRow reason_rows[] = {
  { "/words/reason/raise-wait",
    TWC_REASON_RAISE_WAIT,
    { { TWC_NUMBER_AMPS, 1600 }, { TWC_NUMBER_SECONDS_LEFT, 8 } },
    2,
    0,
    "Waiting: raising from 10 A to 16 A in 8 s." },
  { "/words/reason/countdown-goes-on",
    TWC_REASON_RAISE_WAIT,
    { { TWC_NUMBER_AMPS, 1600 }, { TWC_NUMBER_SECONDS_LEFT, 8 } },
    2,
    5,
    "Waiting: raising from 10 A to 16 A in 3 s." },
  { "/words/reason/countdown-over",
    TWC_REASON_RAISE_WAIT,
    { { TWC_NUMBER_AMPS, 1600 }, { TWC_NUMBER_SECONDS_LEFT, 8 } },
    2,
    20,
    "Waiting a moment before more is offered." },
  { "/words/reason/overload",
    TWC_REASON_WIRING_ALL,
    { { TWC_NUMBER_LIMIT_AMPS, 4000 },
      { TWC_NUMBER_MEASURED_AMPS, 4720 },
      { TWC_NUMBER_SECONDS_LEFT, 7 } },
    3,
    0,
    "Overload: 47.2 A were measured, and the wiring carries 40 A. Everything is held at its "
    "minimum for at least 7 s." },
  { "/words/reason/no-room",
    TWC_REASON_WIRING_ALL,
    { { TWC_NUMBER_LIMIT_AMPS, 4000 }, { TWC_NUMBER_ROOM_AMPS, 300 } },
    2,
    0,
    "Waiting for room: the wiring carries 40 A for all Wall Connectors together, and 3 A of that "
    "is free." },
  { "/words/reason/too-little-for-all",
    TWC_REASON_FIXED,
    { { TWC_NUMBER_AMPS, 1000 }, { TWC_NUMBER_MINIMUM_AMPS, 1200 } },
    2,
    0,
    "Fixed at 10 A for all: that leaves nothing here, where at least 12 A are needed. Give it "
    "more, or pause another." },
  { "/words/reason/limits-not-set",
    TWC_REASON_CONFIG,
    { { TWC_NUMBER_LIMIT_AMPS, 0 }, { TWC_NUMBER_MINIMUM_AMPS, 600 } },
    2,
    0,
    "Nothing is offered until the limits of the wiring are set. Set them in the window, or: twcctl "
    "set "
    "wiring-max-amps-all AMPS, twcctl set wiring-max-amps-per-twc AMPS" },
  { "/words/reason/charge-now",
    TWC_REASON_CHARGE_NOW,
    { { TWC_NUMBER_AMPS, 4000 }, { TWC_NUMBER_UNTIL, 1795410000 } },
    2,
    0,
    "Charge now: its share of 40 A until 05:00, then as before." },
  { "/words/reason/queued",
    TWC_REASON_QUEUED,
    { { TWC_NUMBER_POSITION, 2 }, { TWC_NUMBER_MINIMUM_AMPS, 1200 }, { TWC_NUMBER_ROOM_AMPS, 0 } },
    3,
    0,
    "Waiting in line at place 2: needs 12 A, 0 A is free. It gets its turn when another car takes "
    "less." },
  { "/words/reason/still-drawing",
    TWC_REASON_STILL_DRAWING,
    { { TWC_NUMBER_MEASURED_AMPS, 598 } },
    1,
    0,
    "Told to stop, but still drawing 6.0 A. If that does not end, stop it in the car or unplug "
    "the cable." },
  { "/words/reason/green",
    TWC_REASON_GREEN,
    { { TWC_NUMBER_AMPS, 1600 }, { TWC_NUMBER_SURPLUS_WATTS, 3740 } },
    2,
    0,
    "Charging from the sun: its share of 16 A. The sun leaves 3.7 kW for cars." },
  { "/words/reason/not-enough-sun",
    TWC_REASON_GREEN_WAIT_START,
    { { TWC_NUMBER_SURPLUS_WATTS, 900 },
      { TWC_NUMBER_ROOM_AMPS, 390 },
      { TWC_NUMBER_MINIMUM_AMPS, 600 } },
    3,
    0,
    "Not enough sun yet: it leaves 0.9 kW, that is 3.9 A for cars. At least 6 A are needed." },
  { "/words/reason/less-than-no-sun",
    TWC_REASON_GREEN_HOLD_MIN,
    { { TWC_NUMBER_SURPLUS_WATTS, -800 },
      { TWC_NUMBER_SECONDS_LEFT, 130 },
      { TWC_NUMBER_MINIMUM_AMPS, 600 } },
    3,
    10,
    "Too little sun, 0.0 kW: held at 6 A, and off in 2:00 min if that lasts." },
  { "/words/reason/enough-sun",
    TWC_REASON_GREEN_WAIT_START,
    { { TWC_NUMBER_SURPLUS_WATTS, 2300 },
      { TWC_NUMBER_SECONDS_LEFT, 30 },
      { TWC_NUMBER_ROOM_AMPS, 1000 },
      { TWC_NUMBER_MINIMUM_AMPS, 600 } },
    4,
    0,
    "Enough sun, 2.3 kW: starting in 30 s if it lasts." },
  { "/words/reason/no-source",
    TWC_REASON_STALE,
    { { 0 } },
    0,
    0,
    "There is no energy source to follow yet. Charge now and fixed amps work at any time." },
  { "/words/reason/silent-sources",
    TWC_REASON_STALE,
    { { TWC_NUMBER_AGE_SECONDS, 120 } },
    1,
    7,
    "The energy sources have been silent for 2:07 min: nothing is charged from the sun. Check "
    "them. Charge now and fixed amps work at any time." },
  { "/words/reason/fuse-names-its-line",
    TWC_REASON_MAIN_FUSE,
    { { TWC_NUMBER_LIMIT_AMPS, 900 }, { TWC_NUMBER_LINE, 2 }, { TWC_NUMBER_AMPS, 1600 } },
    3,
    0,
    "The house's main fuse leaves 9 A on line 2 for the cars at this moment." },
  { "/words/reason/fuse-leaves-nothing",
    TWC_REASON_MAIN_FUSE,
    { { TWC_NUMBER_LIMIT_AMPS, 0 }, { TWC_NUMBER_LINE, 2 } },
    2,
    0,
    "The house's main fuse leaves nothing on line 2 for the cars at this moment." },
  { "/words/reason/schedule",
    TWC_REASON_SCHEDULE,
    { { TWC_NUMBER_AMPS, 1600 }, { TWC_NUMBER_UNTIL, 1795410000 } },
    2,
    0,
    "Charging by the schedule: its share of 16 A until 05:00." },
  { "/words/reason/cheap",
    TWC_REASON_CHEAP,
    { { TWC_NUMBER_AMPS, 1600 }, { TWC_NUMBER_PRICE, -15 } },
    2,
    0,
    "Electricity is cheap now, -0.015 per kWh: 16 A are shared." },
  { "/words/reason/session-limit",
    TWC_REASON_LIMIT,
    { { TWC_NUMBER_ENERGY_WH, 20040 }, { TWC_NUMBER_LIMIT_WH, 20000 } },
    2,
    0,
    "It has had 20.0 kWh of the 20.0 kWh that are allowed each time. Unplugging, raising the limit "
    "or Charge now lets it go on." },
  { "/words/reason/battery-limit",
    TWC_REASON_LIMIT,
    { { TWC_NUMBER_LEVEL_PERCENT, 80 } },
    1,
    0,
    "The battery is at 80 %, as far as it may be charged. Unplugging, raising the limit or Charge "
    "now lets it go on." },
  { "/words/reason/stopped-by-the-guard",
    TWC_REASON_STOP_ALL,
    { { TWC_NUMBER_LIMIT_AMPS, 2500 }, { TWC_NUMBER_MEASURED_AMPS, 2900 }, { TWC_NUMBER_LINE, 3 } },
    3,
    0,
    "Everything is stopped: line 3 of the house carried more than its fuse's 25 A, even at the "
    "minimum. Find the cause, then allow charging again." },
  { "/words/reason/absurd-numbers",
    TWC_REASON_CHARGE_NOW,
    { { TWC_NUMBER_AMPS, G_MININT64 }, { TWC_NUMBER_UNTIL, G_MAXINT64 } },
    2,
    0,
    "Charge now: its share until ?, then as before." },
};

static void
test_reason (gconstpointer data)
{
  const ReasonRow *row = data;
  const TwcReasonContext context = make_context (row->elapsed_s, 1000);
  TwcReason reason = twc_reason_new (row->code);
  g_autofree char *text = NULL;

  for (guint i = 0; i < row->n_numbers; i++)
    twc_reason_add (&reason, row->numbers[i].key, row->numbers[i].value);
  text = twc_words_charger_reason (&reason, &context);

  g_assert_cmpstr (text, ==, row->charger);
  g_date_time_unref (context.now);
}

/* What says most comes first, in the table as on the screen: a sentence without a number must not
 * hide a later one with it. */
static void
test_full_sentences_are_reached (void)
{
  const TwcReasonContext context = make_context (0, 1000);

  for (guint code = 0; code < TWC_N_REASONS; code++)
    {
      TwcReason bare = twc_reason_new (code);
      TwcReason full = twc_reason_new (code);
      g_autofree char *bare_text = twc_words_site_reason (&bare, &context);
      g_autofree char *full_text = NULL;

      twc_reason_add (&full, TWC_NUMBER_AMPS, 1600);
      twc_reason_add (&full, TWC_NUMBER_UNTIL, 1795410000);
      twc_reason_add (&full, TWC_NUMBER_SECONDS_LEFT, 8);
      full_text = twc_words_site_reason (&full, &context);

      g_test_message ("%s", full_text);
      if (code == TWC_REASON_CHARGE_NOW || code == TWC_REASON_FIXED || code == TWC_REASON_STARTUP ||
          code == TWC_REASON_MIN_ON || code == TWC_REASON_MIN_OFF ||
          code == TWC_REASON_CONFIRM_WAIT || code == TWC_REASON_RAISE_WAIT ||
          code == TWC_REASON_SCHEDULE || code == TWC_REASON_PLAN ||
          code == TWC_REASON_BLOCKED_BY_SCHEDULE || code == TWC_REASON_GREEN ||
          code == TWC_REASON_STALE_HOLD || code == TWC_REASON_PROBE || code == TWC_REASON_QUIRK ||
          code == TWC_REASON_CHEAP)
        g_assert_cmpstr (full_text, !=, bare_text);
    }

  g_date_time_unref (context.now);
}

/* The owner of 40 A of wiring read that 240 A are shared. */
static void
test_shared_is_what_the_wiring_carries (void)
{
  const TwcReasonContext context = make_context (0, 4000);
  TwcReason reason = twc_reason_new (TWC_REASON_FIXED);
  g_autofree char *text = NULL;

  twc_reason_add (&reason, TWC_NUMBER_AMPS, 24000);
  twc_reason_add (&reason, TWC_NUMBER_LIMIT_AMPS, 4000);
  text = twc_words_site_reason (&reason, &context);

  g_assert_cmpstr (text, ==,
                   "Fixed amps: 40 A are shared, until somebody chooses another mode. 240 A are "
                   "set; the wiring carries no more.");
  g_date_time_unref (context.now);
}

static void
test_denied_names_the_fix (void)
{
  TwcProblem problem = twc_problem_new (TWC_PROBLEM_PORT_DENIED, 0, "/dev/ttyUSB0");
  g_autofree char *text = NULL;

  g_strlcpy (problem.detail, "dialout", sizeof problem.detail);
  text = twc_words_problem_text (&problem);

  g_assert_cmpstr (text, ==,
                   "Permission denied on /dev/ttyUSB0. Add your user to the group dialout: sudo "
                   "adduser $USER dialout, then log in again.");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/words/every-reason", test_every_reason_has_words);
  g_test_add_func ("/words/every-problem", test_every_problem_has_words);
  g_test_add_func ("/words/every-state", test_every_state_has_words);
  for (gsize i = 0; i < G_N_ELEMENTS (reason_rows); i++)
    g_test_add_data_func (reason_rows[i].path, &reason_rows[i], test_reason);
  g_test_add_func ("/words/full-sentences-are-reached", test_full_sentences_are_reached);
  g_test_add_func ("/words/shared-is-what-the-wiring-carries",
                   test_shared_is_what_the_wiring_carries);
  g_test_add_func ("/words/denied-names-the-fix", test_denied_names_the_fix);

  return g_test_run ();
}

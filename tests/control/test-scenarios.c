/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "times.h"
#include "toy.h"

/* Each file of fixtures/control is one scenario, mostly of charging-control 17. A line is
 *
 *   TICK VERB WORDS…
 *
 * in order of ticks; "before" stands for the time before the first one, "start" for a program
 * that starts in the first tick instead of having been idle for long. Offers hold until the
 * next "offers" line: a tick that is not listed changes nothing. */

#define WARM_UP_S 120

typedef struct
{
  const char *path; /* for messages */
  Toy toy;
  guint line;
  GStrv words; /* of the line */
  guint n_words;
  guint n_offers;
  guint offers[TWC_MAX_CHARGERS];
} Scenario;

static void
fail (const Scenario *self, const char *why)
{
  g_error ("%s:%u: %s", self->path, self->line, why);
}

static const char *
get_word (const Scenario *self, guint index)
{
  if (index >= self->n_words)
    fail (self, "a word is missing");

  return self->words[index];
}

static gint64
get_number (const Scenario *self, guint index)
{
  gint64 number;

  if (!g_ascii_string_to_signed (get_word (self, index), 10, G_MININT64, G_MAXINT64, &number, NULL))
    fail (self, "not a number");

  return number;
}

static guint
get_ca (const Scenario *self, guint index)
{
  return (guint) (g_ascii_strtod (get_word (self, index), NULL) * 100 + 0.5);
}

static gint32
get_signed_ca (const Scenario *self, guint index)
{
  const double amps = g_ascii_strtod (get_word (self, index), NULL);

  return (gint32) (amps * 100 + (amps < 0 ? -0.5 : 0.5));
}

/* Units are A, B, C: ids that sort like their names. */
static guint16
get_id (const Scenario *self, guint index)
{
  return (guint16) (0x1000 + get_word (self, index)[0] - 'A');
}

static ToyUnit *
get_unit (Scenario *self, guint index)
{
  return toy_find (&self->toy, get_id (self, index));
}

/* Units by their letters. */
static GVariant *
get_units (const Scenario *self, guint from)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = from; i < self->n_words; i++)
    {
      char text[TWC_ID_TEXT_SIZE];

      twc_id_to_text (get_id (self, i), text);
      g_variant_builder_add (&builder, "s", text);
    }

  return g_variant_builder_end (&builder);
}

static GVariant *
get_value (const Scenario *self, guint index)
{
  const char *word = get_word (self, index);

  if (strcmp (get_word (self, index - 1), "charge-now-targets") == 0)
    return get_units (self, index);
  if (word[0] == '[')
    return g_variant_new_parsed (word);
  if (g_ascii_isdigit (word[0]) && strchr (word, '.') != NULL)
    return g_variant_new_double (g_ascii_strtod (word, NULL));
  if (g_ascii_isdigit (word[0]))
    return strcmp (get_word (self, index - 1), "charge-now-until") == 0
             ? g_variant_new_int64 (TOY_UNIX_S + WARM_UP_S + get_number (self, index))
             : g_variant_new_int32 ((gint32) get_number (self, index));
  if (strcmp (word, "true") == 0 || strcmp (word, "false") == 0)
    return g_variant_new_boolean (word[0] == 't');

  return g_variant_new_string (word);
}

static void
do_set (Scenario *self)
{
  g_autoptr(GVariant) value = g_variant_ref_sink (get_value (self, 3));
  g_autoptr(GError) error = NULL;

  twc_settings_set (&self->toy.settings, get_word (self, 2), value, &error);
  g_assert_no_error (error);
}

static void
do_set_charger (Scenario *self)
{
  g_autoptr(GVariant) value = g_variant_ref_sink (get_value (self, 4));
  g_autoptr(GError) error = NULL;

  twc_settings_set_charger (&self->toy.settings, get_id (self, 2), get_word (self, 3), value,
                            &error);
  g_assert_no_error (error);
}

/* unit A p1|p2|p2-clamps RATING [STATE] */
static void
do_unit (Scenario *self)
{
  const char *protocol = get_word (self, 3);
  ToyUnit *unit =
    toy_add (&self->toy, get_id (self, 2), protocol[1] == '1' ? 1 : 2, get_ca (self, 4));

  unit->clamps = strcmp (protocol, "p2-clamps") == 0;
  if (self->n_words > 5)
    toy_set_state (unit, (guint8) get_number (self, 5));
}

static void
do_state (Scenario *self)
{
  toy_set_state (get_unit (self, 2), (guint8) get_number (self, 3));
}

/* car A MOST: what its car takes at most */
static void
do_car (Scenario *self)
{
  get_unit (self, 2)->car_ca = get_ca (self, 3);
}

/* stuck A AMPS CURE: it takes so much until it is cured by so much; 0: by nothing (12) */
static void
do_stuck (Scenario *self)
{
  ToyUnit *unit = get_unit (self, 2);

  unit->stuck_ca = get_ca (self, 3);
  unit->cure_ca = get_ca (self, 4);
}

/* draws A AMPS|obeys */
static void
do_draws (Scenario *self)
{
  get_unit (self, 2)->stubborn_ca =
    strcmp (get_word (self, 3), "obeys") == 0 ? -1 : (gint) get_ca (self, 3);
}

/* told A AMPS: what another master had told it */
static void
do_told (Scenario *self)
{
  ToyUnit *unit = get_unit (self, 2);

  unit->offers_ca[0] = unit->offers_ca[1] = get_ca (self, 3);
}

/* echoes A AMPS|obeys */
static void
do_echoes (Scenario *self)
{
  get_unit (self, 2)->echo_ca =
    strcmp (get_word (self, 3), "obeys") == 0 ? -1 : (gint) get_ca (self, 3);
}

static void
do_silent (Scenario *self)
{
  get_unit (self, 2)->silent = TRUE;
}

static void
do_speaks (Scenario *self)
{
  get_unit (self, 2)->silent = FALSE;
}

static void
do_unsent (Scenario *self)
{
  get_unit (self, 2)->unsent = TRUE;
}

static void
do_duplicate (Scenario *self)
{
  get_unit (self, 2)->state.duplicate_id = TRUE;
}

static void
do_shut_down (Scenario *self)
{
  self->toy.shutting_down = TRUE;
}

/* vin A VIN|none: of the car that is plugged in */
static void
do_vin (Scenario *self)
{
  TwcChargerState *state = &get_unit (self, 2)->state;
  const gboolean is_known = strcmp (get_word (self, 3), "none") != 0;

  g_strlcpy (state->vin, is_known ? get_word (self, 3) : "", sizeof state->vin);
  state->vin_checks = is_known;
}

/* vehicle VIN PERCENT MINUTES-OLD BATTERY-KWH: what its maker says of it; 0 kWh = unknown */
static void
do_vehicle (Scenario *self)
{
  Toy *toy = &self->toy;
  guint i = 0;

  while (i < toy->n_vehicles && strcmp (toy->vehicles[i].vin, get_word (self, 2)) != 0)
    i++;
  toy->n_vehicles = MAX (toy->n_vehicles, i + 1);
  toy->vehicles[i] = (TwcVehicle){
    .at_us = toy->now.us - TWC_SECONDS_US (60 * get_number (self, 4)),
    .has_soc = TRUE,
    .soc_percent = (guint) get_number (self, 3),
    .battery_wh = (guint) get_number (self, 5) * 1000,
  };
  g_strlcpy (toy->vehicles[i].vin, get_word (self, 2), TWC_VIN_SIZE);
}

/* link VIN [home] [complete] [own-timer]: somebody can send it commands */
static void
do_link (Scenario *self)
{
  Toy *toy = &self->toy;
  TwcVehicle *vehicle = &toy->vehicles[0];

  toy->n_vehicles = MAX (toy->n_vehicles, 1);
  *vehicle = (TwcVehicle){
    .at_us = toy->now.us,
    .can_command = TRUE,
    .home = g_strv_contains ((const char *const *) self->words, "home"),
    .complete = g_strv_contains ((const char *const *) self->words, "complete"),
    .own_timer = g_strv_contains ((const char *const *) self->words, "own-timer"),
  };
  g_strlcpy (vehicle->vin, get_word (self, 2), TWC_VIN_SIZE);
}

/* firmware A 4 5 3 */
static void
do_firmware (Scenario *self)
{
  TwcChargerState *state = &get_unit (self, 2)->state;

  state->has_firmware = TRUE;
  for (guint i = 0; i < 3; i++)
    state->firmware[i] = (guint8) get_number (self, 3 + i);
}

/* counter A KWH: the unit reads its own counter */
static void
do_counter (Scenario *self)
{
  TwcChargerState *state = &get_unit (self, 2)->state;

  state->counter_kwh = (guint32) get_number (self, 3);
  state->power_report_us = self->toy.now.us;
}

/* house LINE [LINE LINE]: what it takes itself of each line; one number is that of all */
static void
do_house (Scenario *self)
{
  ToyHouse *house = &self->toy.house;

  house->has_meter = TRUE;
  for (guint k = 0; k < 3; k++)
    house->line_ca[k] = get_signed_ca (self, self->n_words > 3 ? 2 + k : 2);
}

/* house-watts WATTS: what it takes from the grid itself */
static void
do_house_watts (Scenario *self)
{
  self->toy.house.has_meter = TRUE;
  self->toy.house.watts = (gint32) get_number (self, 2);
}

/* meter silent|speaks, meter lags SECONDS */
static void
do_meter (Scenario *self)
{
  if (strcmp (get_word (self, 2), "lags") == 0)
    self->toy.house.lag = (guint) get_number (self, 3) % G_N_ELEMENTS (self->toy.house.late_a);
  else
    self->toy.house.silent = strcmp (get_word (self, 2), "silent") == 0;
}

/* external watts|amps NUMBER, external blocked|none */
static void
do_external (Scenario *self)
{
  const char *kind = get_word (self, 2);
  TwcExternalLimit *external = &self->toy.external;

  *external = (TwcExternalLimit){
    .blocked = strcmp (kind, "blocked") == 0,
    .has_watts = strcmp (kind, "watts") == 0,
    .has_amps = strcmp (kind, "amps") == 0,
  };
  if (external->has_watts)
    external->watts = (guint) get_number (self, 3);
  if (external->has_amps)
    external->amps_ca = get_ca (self, 3);
}

static void
do_islanded (Scenario *self)
{
  self->toy.islanded = get_number (self, 2) != 0;
}

static void
do_stop_all (Scenario *self)
{
  twc_memory_latch_stop (&self->toy.memory);
}

static void
do_allow (Scenario *self)
{
  twc_memory_clear_stop (&self->toy.memory);
}

/* sun AMPS|dead [beside UNIT…]: A(t) from now on, for all but those */
static void
do_sun (Scenario *self)
{
  ToySun *sun = &self->toy.sun;

  sun->is_set = TRUE;
  sun->is_dead = strcmp (get_word (self, 2), "dead") == 0;
  if (!sun->is_dead)
    sun->available_ca = (gint) lround (g_ascii_strtod (get_word (self, 2), NULL) * 100);

  sun->others = 0;
  for (guint i = 4; i < self->n_words; i++)
    sun->others |= 1u << (get_word (self, i)[0] - 'A');
}

/* battery LEVEL: of the house, which is neither charged nor discharged */
static void
do_battery (Scenario *self)
{
  self->toy.sun.has_battery = self->toy.sun.has_soc = TRUE;
  self->toy.sun.soc_percent = (guint) get_number (self, 2);
}

static void
do_offers (Scenario *self)
{
  self->n_offers = self->n_words - 2;
  for (guint i = 0; i < self->n_offers; i++)
    self->offers[i] = (guint) get_number (self, i + 2);
}

static void
expect_number (const Scenario *self, const TwcReason *reason, const char *pair)
{
  g_auto(GStrv) parts = g_strsplit (pair, "=", 2);
  gboolean known = FALSE;

  for (guint key = 0; key < TWC_N_NUMBERS; key++)
    {
      gint64 value;

      if (g_strcmp0 (twc_number_to_nick (key), parts[0]) != 0)
        continue;

      known = TRUE;
      if (!twc_reason_get (reason, key, &value))
        fail (self, pair);
      g_assert_cmpint (
        value, ==,
        (gint64) (g_ascii_strtod (parts[1], NULL) * (twc_number_is_current (key) ? 100 : 1) + 0.5));
    }

  if (!known)
    fail (self, pair);
}

static void
expect_reason (const Scenario *self, const TwcReason *reason, guint from)
{
  g_test_message ("%s:%u: %s", self->path, self->line, twc_reason_code_to_nick (reason->code));
  g_assert_cmpstr (twc_reason_code_to_nick (reason->code), ==, get_word (self, from));
  for (guint i = from + 1; i < self->n_words; i++)
    expect_number (self, reason, self->words[i]);
}

static const TwcPlanCharger *
get_planned (const Scenario *self, guint index)
{
  return twc_plan_find (&self->toy.plan, get_id (self, index));
}

/* The line without its tick, for those who read tables. */
static Table
get_table (const Scenario *self)
{
  return (Table){
    .path = self->path,
    .line = self->line,
    .words = self->words + 1,
    .n_words = self->n_words - 1,
    .zone = self->toy.zone,
  };
}

/* session A none|WH */
static void
expect_session (const Scenario *self)
{
  const TwcChargeSession *session = &get_planned (self, 2)->session;

  g_assert_cmpint (session->opened_s > 0, ==, strcmp (get_word (self, 3), "none") != 0);
  if (session->opened_s > 0)
    g_assert_cmpfloat_with_epsilon (session->energy_wh, g_ascii_strtod (get_word (self, 3), NULL),
                                    0.05);
}

/* closed none|WH FROM TO [VIN]: ended in this tick, in ticks of its first and last draw */
static void
expect_closed (const Scenario *self)
{
  const TwcPlan *plan = &self->toy.plan;
  const TwcChargeSession *session = &plan->closed[0];
  const gint64 start_s = TOY_UNIX_S + WARM_UP_S;

  g_assert_cmpuint (plan->n_closed, ==, strcmp (get_word (self, 2), "none") == 0 ? 0 : 1);
  if (plan->n_closed == 0)
    return;

  g_assert_true (session->closed);
  g_assert_cmpfloat_with_epsilon (session->energy_wh, g_ascii_strtod (get_word (self, 2), NULL),
                                  0.05);
  g_assert_cmpint (session->opened_s - start_s, ==, get_number (self, 3));
  g_assert_cmpint (session->drawn_s - start_s, ==, get_number (self, 4));
  if (self->n_words > 5)
    g_assert_cmpstr (session->vin, ==, get_word (self, 5));
}

static const char *const stop_methods[TWC_N_STOP_METHODS] = {
  [TWC_STOP_OFFER0] = "offer0",
  [TWC_STOP_VEHICLE] = "vehicle",
  [TWC_STOP_COMMAND] = "command",
  [TWC_STOP_SILENCE] = "silence",
};

/* asked A TICK|never: when a wish was last sent to its car */
static void
expect_asked (const Scenario *self)
{
  const gint64 asked_us = get_planned (self, 2)->asked_us;

  if (strcmp (get_word (self, 3), "never") == 0)
    g_assert_cmpint (asked_us, ==, TWC_NEVER);
  else
    g_assert_cmpint ((asked_us - TOY_START_US) / G_USEC_PER_SEC - WARM_UP_S, ==,
                     get_number (self, 3));
}

/* What is expected after the tick's step. */
static gboolean
expect (const Scenario *self)
{
  const TwcPlan *plan = &self->toy.plan;
  const char *verb = get_word (self, 1);
  const Table table = get_table (self);

  if (times_is_expectation (verb))
    times_expect (&self->toy, &table);
  else if (strcmp (verb, "reason") == 0)
    expect_reason (self, &get_planned (self, 2)->reason, 3);
  else if (strcmp (verb, "site") == 0)
    expect_reason (self, &plan->reason, 2);
  else if (strcmp (verb, "target") == 0)
    g_assert_cmpuint (get_planned (self, 2)->target_ca, ==, get_ca (self, 3));
  else if (strcmp (verb, "exposure") == 0)
    g_assert_cmpuint (get_planned (self, 2)->exposure_ca, ==, get_ca (self, 3));
  else if (strcmp (verb, "sum") == 0)
    g_assert_cmpuint (plan->exposure_ca, ==, get_ca (self, 2));
  else if (strcmp (verb, "slow") == 0)
    g_assert_cmpint (get_planned (self, 2)->slow_to_reduce, ==, get_number (self, 3));
  else if (strcmp (verb, "disobeys") == 0)
    g_assert_cmpint (get_planned (self, 2)->not_obeying, ==, get_number (self, 3));
  else if (strcmp (verb, "unusable") == 0)
    g_assert_cmpint (get_planned (self, 2)->unusable, ==, get_number (self, 3));
  else if (strcmp (verb, "too-small") == 0)
    g_assert_cmpint (plan->wiring_too_small, ==, get_number (self, 2));
  else if (strcmp (verb, "capacity") == 0)
    g_assert_cmpuint (plan->capacity_ca, ==, get_ca (self, 2));
  else if (strcmp (verb, "stale") == 0)
    g_assert_cmpint (plan->dlm_is_stale, ==, get_number (self, 2));
  else if (strcmp (verb, "latched") == 0)
    g_assert_cmpint (plan->stop_all, ==, get_number (self, 2));
  else if (strcmp (verb, "stopped") == 0)
    g_assert_cmpint (plan->stopped_for_overload, ==, get_number (self, 2));
  else if (strcmp (verb, "session") == 0)
    expect_session (self);
  else if (strcmp (verb, "closed") == 0)
    expect_closed (self);
  else if (strcmp (verb, "charge-is-over") == 0)
    g_assert_cmpint (plan->charge_now_is_over, ==, get_number (self, 2));
  else if (strcmp (verb, "stop") == 0)
    g_assert_cmpstr (stop_methods[get_planned (self, 2)->stop_method], ==, get_word (self, 3));
  else if (strcmp (verb, "wake") == 0)
    g_assert_cmpint (get_planned (self, 2)->wake, ==, get_number (self, 3));
  else if (strcmp (verb, "asked") == 0)
    expect_asked (self);
  else if (strcmp (verb, "may-end") == 0)
    g_assert_cmpint (plan->may_end, ==, get_number (self, 2));
  else
    return FALSE;

  return TRUE;
}

static const struct
{
  const char *verb;
  void (*act) (Scenario *self);
} verbs[] = {
  { "set", do_set },           { "set-charger", do_set_charger },
  { "unit", do_unit },         { "state", do_state },
  { "car", do_car },           { "stuck", do_stuck },
  { "draws", do_draws },       { "told", do_told },
  { "silent", do_silent },     { "duplicate", do_duplicate },
  { "echoes", do_echoes },     { "speaks", do_speaks },
  { "unsent", do_unsent },     { "vin", do_vin },
  { "vehicle", do_vehicle },   { "counter", do_counter },
  { "offers", do_offers },     { "shut-down", do_shut_down },
  { "house", do_house },       { "house-watts", do_house_watts },
  { "meter", do_meter },       { "external", do_external },
  { "islanded", do_islanded }, { "stop-all", do_stop_all },
  { "allow", do_allow },       { "sun", do_sun },
  { "battery", do_battery },   { "link", do_link },
  { "firmware", do_firmware },
};

static void
act (Scenario *self)
{
  const Table table = get_table (self);

  if (times_act (&self->toy, &table))
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strcmp (verbs[i].verb, get_word (self, 1)) == 0)
      {
        verbs[i].act (self);
        return;
      }

  fail (self, "no such verb");
}

static gboolean
is_expectation (const char *verb)
{
  static const char *const expected[] = {
    "reason",   "site",      "target",  "exposure", "sum",     "slow",   "disobeys",
    "unusable", "too-small", "stopped", "may-end",  "session", "closed", "charge-is-over",
    "capacity", "stale",     "latched", "stop",     "wake",    "asked",  NULL
  };

  return times_is_expectation (verb) || g_strv_contains (expected, verb);
}

static void
check_offers (const Scenario *self, gint64 tick)
{
  for (guint i = 0; i < self->n_offers; i++)
    {
      const guint offer = self->toy.plan.chargers[i].offer_ca;

      if (offer != TWC_CA (self->offers[i]))
        g_error ("%s: at %" G_GINT64_FORMAT " the offer of %c is %u, not %u cA (reason %s)",
                 self->path, tick, (char) ('A' + i), offer, TWC_CA (self->offers[i]),
                 twc_reason_code_to_nick (self->toy.plan.chargers[i].reason.code));
    }
}

static gboolean
is_at (const Scenario *self, GStrv lines, guint line, const char *tick)
{
  return lines[line] && g_str_has_prefix (lines[line], tick) && lines[line][strlen (tick)] == ' ';
}

static void
read_line (Scenario *self, const char *text)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) parts = g_strsplit (text, " ", -1);

  for (guint i = 0; parts[i]; i++)
    if (*parts[i])
      g_strv_builder_add (builder, parts[i]);

  g_strfreev (self->words);
  self->words = g_strv_builder_end (builder);
  self->n_words = g_strv_length (self->words);
  self->line++;
}

/* All lines of one tick: first what happens, then the step, then what is expected of it. */
static guint
run_tick (Scenario *self, GStrv lines, guint from, gint64 tick)
{
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT, tick);
  guint line = from;

  for (; is_at (self, lines, line, name); line++)
    {
      self->line = line;
      read_line (self, lines[line]);
      if (is_expectation (get_word (self, 1)))
        break;
      act (self);
    }

  toy_tick (&self->toy);
  if (tick >= 0)
    check_offers (self, tick);

  for (; is_at (self, lines, line, name); line++)
    {
      self->line = line;
      read_line (self, lines[line]);
      if (!expect (self))
        fail (self, "things happen before what is expected");
    }

  return line;
}

static GStrv
load (const char *path)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (*g_strstrip (lines[i]) && lines[i][0] != '#')
      g_strv_builder_add (builder, lines[i]);

  return g_strv_builder_end (builder);
}

static void
test_scenario (gconstpointer data)
{
  g_auto(GStrv) lines = load (data);
  Scenario self = { .path = data };
  gint64 first = -WARM_UP_S;
  guint line = 0;
  gint64 last;

  toy_init (&self.toy);
  self.toy.settings.mode = TWC_MODE_OFF;
  for (; lines[line] && !g_ascii_isdigit (lines[line][0]); line++)
    {
      self.line = line;
      if (strcmp (lines[line], "start") == 0)
        {
          first = 0;
          continue;
        }
      read_line (&self, lines[line]);
      act (&self);
    }

  last = g_ascii_strtoll (lines[g_strv_length (lines) - 1], NULL, 10);
  for (gint64 tick = first; tick <= last; tick++)
    line = run_tick (&self, lines, line, tick);

  g_assert_cmpuint (line, ==, g_strv_length (lines)); /* none out of order */
  g_strfreev (self.words);
  toy_clear (&self.toy);
}

int
main (int argc, char *argv[])
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = NULL;
  const char *name;

  g_test_init (&argc, &argv, NULL);

  folder = g_test_build_filename (G_TEST_DIST, "fixtures", "control", NULL);
  dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_strconcat ("/control/scenario/", name, NULL);

      g_ptr_array_add (files, g_build_filename (folder, name, NULL));
      g_test_add_data_func (path, files->pdata[files->len - 1], test_scenario);
    }

  return g_test_run ();
}

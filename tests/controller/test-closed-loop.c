/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "support/twc-world.h"

/* The scenarios of charging-control 17, played through master, wire and simulated Wall Connectors:
 * what counts is what each of them was told in its last heartbeat. The files are those of
 * fixtures/control; of what they expect the offers alone are looked at.
 *
 * On a bus everything takes its time: a decision reaches a unit with its next heartbeat, what it
 * did is known with the one after, and two of those confirm a lowering. So an offer is looked at
 * only when it should have been the same for a while. */

#define WARM_UP_S 120
#define LEAD_S 1
#define LAG_S 8
#define VOLTS 240
#define STALE_S 15
#define STALE_US TWC_SECONDS_US (STALE_S + 1)
#define MAX_CHANGES 64

typedef struct
{
  gint64 tick;
  guint offers[TWC_MAX_CHARGERS];
} Change;

typedef struct
{
  const char *name;
  guint tolerance_ca; /* whole amps of what is measured: a centiampere less is an ampere less */
  guint lag_s;
} Row;

typedef struct
{
  const Row *row;
  TwcWorld *world;
  TwcGarageConfig garage;
  TwcSettings settings;
  guint line;
  GStrv words;
  guint n_words;
  gboolean has_sun, has_house, sun_is_dead;
  double sun_a;
  double house_a;
  guint n_changes;
  Change changes[MAX_CHANGES];
} Loop;

static const char *
get_word (const Loop *self, guint index)
{
  if (index >= self->n_words)
    g_error ("%s:%u: a word is missing", self->row->name, self->line);

  return self->words[index];
}

static double
get_number (const Loop *self, guint index)
{
  return g_ascii_strtod (get_word (self, index), NULL);
}

static guint16
get_id (const Loop *self, guint index)
{
  return (guint16) (0x1000 + get_word (self, index)[0] - 'A');
}

static GVariant *
get_value (const Loop *self, guint index)
{
  const char *word = get_word (self, index);

  if (strcmp (get_word (self, index - 1), "charge-now-until") == 0)
    return g_variant_new_int64 (self->world->now.unix_s + (gint64) get_number (self, index));
  if (strcmp (word, "true") == 0 || strcmp (word, "false") == 0)
    return g_variant_new_boolean (word[0] == 't');

  return g_ascii_isdigit (word[0]) ? g_variant_new_int32 ((gint32) get_number (self, index))
                                   : g_variant_new_string (word);
}

static void
do_set (Loop *self)
{
  g_autoptr(GVariant) value = g_variant_ref_sink (get_value (self, 3));
  g_autoptr(GError) error = NULL;

  twc_settings_set (&self->settings, get_word (self, 2), value, &error);
  g_assert_no_error (error);
}

static void
do_set_charger (Loop *self)
{
  g_autoptr(GVariant) value = g_variant_ref_sink (get_value (self, 4));
  g_autoptr(GError) error = NULL;

  twc_settings_set_charger (&self->settings, get_id (self, 2), get_word (self, 3), value, &error);
  g_assert_no_error (error);
}

/* A car that does at once and as well as it can what it is told, and stops when it is told 0. */
static TwcCarConfig
make_car (guint most_ca)
{
  return (
    TwcCarConfig){ .plugged = TRUE, .is_tesla = TRUE, .max_ca = most_ca, .start_delay_ms = 100 };
}

/* unit A p1 RATING STATE */
static void
do_unit (Loop *self)
{
  const guint n = self->garage.n_slaves;

  g_assert_cmpstr (get_word (self, 3), ==, "p1");
  self->garage.slaves[self->garage.n_slaves++] = (TwcSlaveConfig){
    .id = get_id (self, 2),
    .profile = TWC_PROFILE_P1_EU,
    .volts = VOLTS,
    .rating_ca = TWC_CA (get_number (self, 4)),
    .gain_permille = 1000,
    .adopts_at_once = TRUE,
    .link_ready_ms = 1000 * (n + 1), /* in order, for the queue's sake */
    .car = get_number (self, 5) > 0 ? make_car (TWC_CA (80)) : (TwcCarConfig){ 0 },
  };
}

static void
do_state (Loop *self)
{
  const TwcCarConfig car = make_car (TWC_CA (80));

  if (get_number (self, 3) > 0)
    g_assert_true (twc_garage_plug_in (self->world->garage, get_id (self, 2), &car));
  else
    g_assert_true (twc_garage_unplug (self->world->garage, get_id (self, 2)));
}

/* car A MOST, before the beginning */
static void
do_car (Loop *self)
{
  for (guint i = 0; i < self->garage.n_slaves; i++)
    if (self->garage.slaves[i].id == get_id (self, 2))
      self->garage.slaves[i].car = make_car ((guint) lround (get_number (self, 3) * 100));
}

static void
do_sun (Loop *self)
{
  self->has_sun = TRUE;
  self->sun_is_dead = strcmp (get_word (self, 2), "dead") == 0;
  if (!self->sun_is_dead)
    self->sun_a = get_number (self, 2);
}

static void
do_house (Loop *self)
{
  self->has_house = TRUE;
  self->house_a = get_number (self, 2);
}

static void
do_external (Loop *self)
{
  const gboolean is_limit = strcmp (get_word (self, 2), "watts") == 0;
  const TwcExternalLimit limit = {
    .has_watts = is_limit,
    .watts = is_limit ? (guint) get_number (self, 3) : 0,
  };

  twc_ring_set_external (self->world->ring, &limit, TWC_NEVER);
}

static void
do_islanded (Loop *self)
{
  twc_ring_set_islanded (self->world->ring, get_number (self, 2) > 0);
}

static void
do_stop_all (Loop *self)
{
  twc_ring_stop_all (self->world->ring);
}

static void
do_allow (Loop *self)
{
  twc_ring_allow_charging (self->world->ring);
}

static const struct
{
  const char *verb;
  void (*act) (Loop *self);
} verbs[] = {
  { "set", do_set },           { "set-charger", do_set_charger },
  { "unit", do_unit },         { "state", do_state },
  { "car", do_car },           { "sun", do_sun },
  { "house", do_house },       { "external", do_external },
  { "islanded", do_islanded }, { "stop-all", do_stop_all },
  { "allow", do_allow },
};

static void
act (Loop *self)
{
  static const char *const others[] = { "offers",  "reason",   "site",     "sum",
                                        "target",  "exposure", "capacity", "latched",
                                        "stopped", "stale",    NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strcmp (verbs[i].verb, get_word (self, 1)) == 0)
      {
        verbs[i].act (self);
        return;
      }

  if (!g_strv_contains (others, get_word (self, 1)))
    g_error ("%s:%u: %s is nothing for a wire", self->row->name, self->line, self->words[1]);
}

/* All lines from @line on that belong to @tick, which is negative before the first. */
static guint
act_all (Loop *self, GStrv lines, guint line, gint64 tick)
{
  for (; lines[line] != NULL; line++)
    {
      const gboolean is_before = g_str_has_prefix (lines[line], "before ");

      if (tick < 0 ? !is_before : g_ascii_strtoll (lines[line], NULL, 10) != tick)
        break;
      self->line = line + 1;
      g_strfreev (self->words);
      self->words = g_strsplit (lines[line], " ", -1);
      self->n_words = g_strv_length (self->words);
      act (self);
    }

  return line;
}

static void
send_reading (Loop *self)
{
  TwcReading reading = twc_reading_new ("meter", TWC_ROLE_GRID, 0, STALE_S);
  double cars_a = 0, lines[3] = { self->house_a, self->house_a, self->house_a };

  for (guint i = 0; i < self->garage.n_slaves; i++)
    {
      TwcSlaveReport slave;

      twc_garage_get_slave (self->world->garage, i, &slave);
      cars_a += slave.contactor_closed ? (double) slave.draw_ca / 100 : 0;
    }
  for (guint i = 0; i < 3; i++)
    lines[i] += cars_a;

  if (!self->has_sun && !self->has_house)
    return;
  twc_reading_set_watts (&reading, (cars_a - self->sun_a) * VOLTS,
                         self->world->now.us - (self->sun_is_dead ? STALE_US : 0));
  if (self->has_house)
    twc_reading_set_lines (&reading, lines);
  twc_ring_set_reading (self->world->ring, &reading);
}

static void
read_offers (Loop *self, GStrv lines)
{
  for (guint line = 0; lines[line] != NULL; line++)
    {
      g_auto(GStrv) words = g_strsplit (lines[line], " ", -1);
      Change *change = &self->changes[self->n_changes];

      if (g_strcmp0 (words[1], "offers") != 0)
        continue;

      self->n_changes++;
      g_assert_cmpuint (self->n_changes, <, MAX_CHANGES);
      change->tick = g_ascii_strtoll (words[0], NULL, 10);
      for (guint i = 0; i + 2 < g_strv_length (words); i++)
        change->offers[i] = TWC_CA (g_ascii_strtoull (words[i + 2], NULL, 10));
    }
}

/* (nullable): what should have been told for a while already, and still should be */
static const Change *
find_change (const Loop *self, gint64 tick)
{
  const gint64 lag_s = self->row->lag_s;
  const Change *found = NULL;

  for (guint i = 0; i < self->n_changes; i++)
    {
      const Change *change = &self->changes[i];

      if (tick >= change->tick - LEAD_S && tick < change->tick + lag_s)
        return NULL;
      if (tick >= change->tick)
        found = change;
    }

  return found;
}

static void
check (const Loop *self, gint64 tick)
{
  const TwcSite *site = twc_ring_get_site (self->world->ring);
  const Change *change = find_change (self, tick);

  for (guint i = 0; change != NULL && i < site->n_chargers; i++)
    {
      const guint index = site->chargers[i].id - 0x1000u;
      const gint off_ca = (gint) site->chargers[i].offer_ca - (gint) change->offers[index];

      if ((guint) ABS (off_ca) > self->row->tolerance_ca)
        g_error (
          "%s: at %" G_GINT64_FORMAT " %c is told %u cA, not %u: %s", self->row->name, tick,
          (char) ('A' + index), site->chargers[i].offer_ca, change->offers[index],
          twc_reason_code_to_nick (twc_ring_get_plan (self->world->ring)->chargers[i].reason.code));
    }
}

static GStrv
load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "control", name, NULL);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0' && lines[i][0] != '#')
      g_strv_builder_add (builder, lines[i]);

  return g_strv_builder_end (builder);
}

static void
begin (Loop *self)
{
  TwcSettings idle = self->settings;

  idle.mode = TWC_MODE_OFF;
  self->garage.seed = 1;
  self->garage.wiring_ca = self->settings.wiring_all_ca;
  self->world = twc_world_new (&self->garage, &idle, 1);
  twc_world_run (self->world, TWC_SECONDS_US (WARM_UP_S));
}

static void
test_scenario (gconstpointer data)
{
  Loop self = { .row = data, .settings = twc_settings_default () };
  g_auto(GStrv) lines = load (self.row->name);
  guint line;
  gint64 last;

  self.settings.mode = TWC_MODE_OFF;
  read_offers (&self, lines);
  line = act_all (&self, lines, 0, -1);
  begin (&self);

  last = g_ascii_strtoll (lines[g_strv_length (lines) - 1], NULL, 10);
  for (gint64 tick = 0; tick <= last; tick++)
    {
      check (&self, tick);
      line = act_all (&self, lines, line, tick);
      twc_ring_set_settings (self.world->ring, &self.settings);
      send_reading (&self);
      twc_world_run (self.world, G_USEC_PER_SEC);
    }

  g_assert_cmpuint (line, ==, g_strv_length (lines));
  twc_world_assert_safe (self.world);
  twc_world_free (self.world);
  g_strfreev (self.words);
}

#define EXACT 0, LAG_S
#define ABOUT TWC_CA (1), LAG_S

static const Row rows[] = {
  { "s19-green-starts", ABOUT },
  { "s20-green-raised", ABOUT },
  { "s21-green-stops", ABOUT },
  { "s22-green-holds", ABOUT },
  { "s23-green-flex", ABOUT },
  { "s24-green-floor", ABOUT },
  { "s25-green-stale-minimum", ABOUT },
  { "s25-green-stale-stop", ABOUT },
  { "s26-green-never-starts", EXACT },
  { "s27-green-broken-clouds", ABOUT },
  /* While a car ramps, reports are a second older than the meter: the sun seems to dip. */
  { "s28-green-two", TWC_CA (2), 5 * LAG_S },
  { "s31-all-equal", EXACT },
  { "s31-equal-shares", EXACT },
  { "s32-plug-in", EXACT },
  { "s33-takes-less", EXACT },
  { "s36-equal", EXACT },
  { "s36-priority", EXACT },
  { "s37-caps", EXACT },
  { "s37-caps-all", EXACT },
  { "s38-turns", EXACT },
  { "s39-one-fits", EXACT },
  { "s39-turns", EXACT },
  { "s41-smallest-wiring", EXACT },
  { "s42-min-off", EXACT },
  { "s42-min-on", EXACT },
  { "s43-less-to-share", EXACT },
  { "s44-pause-at-once", EXACT },
  { "s44-stop-all", EXACT },
  { "s45-main-fuse", ABOUT },
  { "s46-main-fuse-two", ABOUT },
  { "s63-charge-now-under-fuse", ABOUT },
  { "s64-external-watts", EXACT },
  { "s75-islanded-ignore", EXACT },
  { "s75-islanded-minimum", EXACT },
  { "s75-islanded-stop", EXACT },
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/closed-loop/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_scenario);
    }

  return g_test_run ();
}

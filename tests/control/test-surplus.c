/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "control/twc-green.h"
#include "table.h"

/* Each file of fixtures/control-green is a table of charging-control 6.1 to 6.3.
 *
 *   set KEY VALUE                            a setting
 *   taker A WPA AMPS [others]                what a Wall Connector draws; whether it is of a
 *                                            higher rank
 *   drew A AMPS SECONDS                      until some seconds ago it drew this
 *   source ROLE SET WATTS AGE STALE [LEVEL]  a sample, and when such a one is stale
 *   refused ROLE WATTS                       nothing is to be believed of it
 *   forget                                   all takers and sources
 *   charges                                  the sun has already been enough for one
 *   surplus WATTS|none, method NICK          what is left if none takes anything
 *   available AMPS, whole AMPS               what is left for those that charge green */

#define NOW_US TWC_SECONDS_US (10000)
#define LONG_S 100

typedef struct
{
  Table table;
  TwcSettings settings;
  TwcSite site;
  guint n_takers;
  TwcTaker takers[TWC_MAX_CHARGERS];
  TwcDrawLog logs[TWC_MAX_CHARGERS];
  guint draw_ca[TWC_MAX_CHARGERS];
  gboolean is_other[TWC_MAX_CHARGERS];
  guint n_charging;
} Fixture;

static const char *const methods[] = { "grid", "balance", "generation", "curve", NULL };

static void
do_set (Table *table)
{
  Fixture *self = (Fixture *) table;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) value =
               g_variant_parse (NULL, table_get_word (table, 2), NULL, NULL, &error);

  g_assert_no_error (error);
  twc_settings_set (&self->settings, table_get_word (table, 1), value, &error);
  g_assert_no_error (error);
}

static guint
get_index (const Table *table)
{
  return (guint) (table_get_word (table, 1)[0] - 'A');
}

static void
do_taker (Table *table)
{
  Fixture *self = (Fixture *) table;
  const guint i = self->n_takers++;

  g_assert_cmpuint (get_index (table), ==, i);
  self->logs[i] = twc_draw_log_new ();
  self->draw_ca[i] = (guint) lround (table_get_double (table, 3) * 100);
  self->takers[i] = (TwcTaker){
    .id = (guint16) (0x1000 + i),
    .wpa = (guint) table_get_double (table, 2),
    .log = &self->logs[i],
  };
  self->is_other[i] = table_has (table, 4, "others");
  twc_draw_log_take (&self->logs[i], self->draw_ca[i], NOW_US - TWC_SECONDS_US (LONG_S));
}

static void
do_drew (Table *table)
{
  Fixture *self = (Fixture *) table;
  const guint i = get_index (table);

  self->logs[i] = twc_draw_log_new ();
  twc_draw_log_take (&self->logs[i], (guint) lround (table_get_double (table, 2) * 100),
                     NOW_US - TWC_SECONDS_US (LONG_S));
  twc_draw_log_take (&self->logs[i], self->draw_ca[i],
                     NOW_US - (gint64) (table_get_double (table, 3) * G_USEC_PER_SEC));
}

static TwcRole
get_role (const Table *table)
{
  TwcRole role;

  if (!twc_role_from_nick (table_get_word (table, 1), &role))
    table_fail (table, "no such role");
  return role;
}

static void
do_source (Table *table)
{
  Fixture *self = (Fixture *) table;
  TwcReading *reading = &self->site.readings[self->site.n_readings++];
  const double age_s = table_get_double (table, 4);

  *reading = twc_reading_new ("source", get_role (table), (guint) table_get_double (table, 2),
                              (guint) table_get_double (table, 5));
  g_assert_true (twc_reading_set_watts (reading, table_get_double (table, 3),
                                        NOW_US - (gint64) (age_s * G_USEC_PER_SEC)));
  if (table->n_words > 6)
    g_assert_true (twc_reading_set_soc (reading, table_get_double (table, 6)));
}

static void
do_refused (Table *table)
{
  TwcReading reading = twc_reading_new ("source", get_role (table), 0, 60);

  g_assert_false (twc_reading_set_watts (&reading, table_get_double (table, 2), NOW_US));
  g_assert_cmpuint (reading.n_dropped, ==, 1);
  g_assert_false (twc_reading_is_fresh (&reading, NOW_US));
}

static void
do_charges (Table *table)
{
  ((Fixture *) table)->n_charging = 1;
}

static TwcSurplus
get_surplus (Fixture *self, TwcSurplusMemory *memory)
{
  TwcGreenView view;
  const TwcSurplus surplus =
    twc_surplus_update (memory, &self->settings, &self->site, self->takers, self->n_takers,
                        (TwcNow){ .us = NOW_US, .unix_s = 1790000000 }, &view);

  g_assert_cmpint (view.usable, ==, surplus.is_usable);
  return surplus;
}

static void
do_surplus (Table *table)
{
  TwcSurplusMemory memory = { 0 };
  const TwcSurplus surplus = get_surplus ((Fixture *) table, &memory);

  g_assert_cmpint (surplus.is_usable, ==, !table_has (table, 1, "none"));
  if (surplus.is_usable)
    g_assert_cmpint (surplus.watts, ==, (gint) table_get_double (table, 1));
}

static void
do_method (Table *table)
{
  TwcSurplusMemory memory = { 0 };

  g_assert_cmpstr (methods[get_surplus ((Fixture *) table, &memory).method], ==,
                   table_get_word (table, 1));
}

static gint
get_available_ca (Fixture *self)
{
  TwcSurplusMemory memory = { 0 };
  TwcGreenMemory green = { .n = self->n_charging };
  const TwcSurplus surplus = get_surplus (self, &memory);
  TwcGreenMember members[TWC_MAX_CHARGERS];
  guint n = 0;

  for (guint i = 0; i < self->n_takers; i++)
    if (!self->is_other[i])
      members[n++] = (TwcGreenMember){ .id = self->takers[i].id,
                                       .min_ca = TWC_CA (6),
                                       .wpa = self->takers[i].wpa };

  green.group = twc_green_group_new (members, n, &self->settings.green, &surplus, &memory.places);
  return twc_green_update (&green, &self->settings.green, &surplus, &green.group, NOW_US)
    .available_ca;
}

static void
do_available (Table *table)
{
  const gint expected_ca = (gint) floor (table_get_double (table, 1) * 100 + 0.5);

  /* The figures are rounded, amperes are not. */
  g_assert_cmpint (ABS (get_available_ca ((Fixture *) table) - expected_ca), <=, 1);
}

static void
do_whole (Table *table)
{
  g_assert_cmpint (get_available_ca ((Fixture *) table) / 100, ==,
                   (gint) table_get_double (table, 1));
}

static void
do_forget (Table *table)
{
  Fixture *self = (Fixture *) table;

  self->site.n_readings = self->n_takers = 0;
}

static const TableVerb verbs[] = {
  { "set", do_set },         { "taker", do_taker },         { "drew", do_drew },
  { "source", do_source },   { "refused", do_refused },     { "charges", do_charges },
  { "surplus", do_surplus }, { "available", do_available }, { "whole", do_whole },
  { "method", do_method },   { "forget", do_forget },
};

static void
test_table (gconstpointer path)
{
  Fixture fixture = { .settings = twc_settings_default () };

  table_run (&fixture.table, path, verbs, G_N_ELEMENTS (verbs));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  table_add_tests ("control-green", "/control/surplus/", test_table);

  return g_test_run ();
}

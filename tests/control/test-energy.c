/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "control/twc-energy.h"

/* Each file of fixtures/control-energy is one case, mostly of charging-control 17: a line is a
 * verb and its numbers. Seconds and amps are those of the reports, energies Wh. */

#define START_US TWC_SECONDS_US (5000)

typedef struct
{
  const char *path; /* for messages */
  guint line;
  GStrv words;
  guint cap_ca;
  guint wpa;
  TwcEnergy energy;
  TwcFlows flows;
  TwcChargeSession session;
} Case;

static double
get_number (const Case *self, guint index)
{
  if (index >= g_strv_length (self->words))
    g_error ("%s:%u: a number is missing", self->path, self->line);

  return g_ascii_strtod (self->words[index], NULL);
}

static guint
get_ca (const Case *self, guint index)
{
  return (guint) (get_number (self, index) * 100 + 0.5);
}

static gint64
get_us (double second)
{
  return START_US + (gint64) (second * G_USEC_PER_SEC);
}

static gboolean
is_unknown (const Case *self)
{
  return g_strcmp0 (self->words[1], "unknown") == 0;
}

static void
do_cap (Case *self)
{
  self->cap_ca = get_ca (self, 1);
}

static void
do_wpa (Case *self)
{
  self->wpa = (guint) get_number (self, 1);
}

static void
do_report (Case *self)
{
  twc_energy_take_report (&self->energy, get_us (get_number (self, 1)), get_ca (self, 2),
                          self->cap_ca, self->wpa);
}

/* draws FROM TO AMPS: a report each second, both included */
static void
do_draws (Case *self)
{
  for (double second = get_number (self, 1); second <= get_number (self, 2); second++)
    twc_energy_take_report (&self->energy, get_us (second), get_ca (self, 3), self->cap_ca,
                            self->wpa);
}

static void
do_counter (Case *self)
{
  twc_energy_take_counter (&self->energy, get_us (get_number (self, 1)),
                           (guint32) get_number (self, 2));
}

static void
do_solar (Case *self)
{
  self->flows.has_solar = TRUE;
  self->flows.solar_w = (gint) get_number (self, 1);
}

static void
do_house (Case *self)
{
  self->flows.has_house = TRUE;
  self->flows.house_w = (gint) get_number (self, 1);
}

static void
do_battery (Case *self)
{
  self->flows.battery_w = (gint) get_number (self, 1);
}

static void
do_grid (Case *self)
{
  self->flows.has_grid = TRUE;
  self->flows.grid_w = (gint) get_number (self, 1);
}

static void
do_reserve (Case *self)
{
  self->flows.reserve_w = (gint) get_number (self, 1);
}

static void
do_chargers (Case *self)
{
  self->flows.charger_w = (guint) get_number (self, 1);
}

static void
do_import_price (Case *self)
{
  self->flows.has_import_price = TRUE;
  self->flows.import_price = get_number (self, 1);
}

static void
do_export_price (Case *self)
{
  self->flows.has_export_price = TRUE;
  self->flows.export_price = get_number (self, 1);
}

static void
do_energy (Case *self)
{
  self->session.energy_wh = get_number (self, 1);
}

static void
do_book (Case *self)
{
  twc_energy_book (&self->session, get_number (self, 1), &self->flows);
}

static void
do_correct (Case *self)
{
  twc_energy_correct (&self->session, (guint32) get_number (self, 1),
                      (guint32) get_number (self, 2));
}

static void
expect_total (Case *self)
{
  g_assert_cmpfloat_with_epsilon (self->energy.total_wh, get_number (self, 1), 0.01);
}

static void
expect_session (Case *self)
{
  g_assert_cmpfloat_with_epsilon (self->session.energy_wh, get_number (self, 1), 0.01);
}

static void
expect_solar (Case *self)
{
  g_assert_cmpfloat_with_epsilon (self->session.solar_wh, get_number (self, 1), 0.01);
}

static void
expect_cost (Case *self)
{
  g_assert_cmpint (self->session.cost_is_partial, ==, is_unknown (self));
  if (!is_unknown (self))
    g_assert_cmpfloat_with_epsilon (self->session.cost, get_number (self, 1), 0.00005);
}

static void
expect_share (Case *self)
{
  double share = -1;

  g_assert_cmpint (twc_energy_get_share (&self->flows, &share), ==, !is_unknown (self));
  if (!is_unknown (self))
    g_assert_cmpfloat_with_epsilon (share, get_number (self, 1), 0.00005);
}

static void
expect_corrected (Case *self)
{
  g_assert_cmpint (self->session.corrected, ==, (gint) get_number (self, 1));
}

static void
expect_partial (Case *self)
{
  g_assert_cmpint (self->session.solar_is_partial, ==, (gint) get_number (self, 1));
  g_assert_cmpint (self->session.cost_is_partial, ==, (gint) get_number (self, 1));
}

static const struct
{
  const char *verb;
  void (*act) (Case *self);
} verbs[] = {
  { "cap", do_cap },
  { "wpa", do_wpa },
  { "report", do_report },
  { "draws", do_draws },
  { "counter", do_counter },
  { "solar", do_solar },
  { "house", do_house },
  { "battery", do_battery },
  { "grid", do_grid },
  { "reserve", do_reserve },
  { "chargers", do_chargers },
  { "import-price", do_import_price },
  { "export-price", do_export_price },
  { "energy", do_energy },
  { "book", do_book },
  { "correct", do_correct },
  { "total", expect_total },
  { "session", expect_session },
  { "solar-wh", expect_solar },
  { "cost", expect_cost },
  { "share", expect_share },
  { "corrected", expect_corrected },
  { "partial", expect_partial },
};

static void
act (Case *self, const char *line)
{
  g_auto(GStrv) words = g_strsplit (line, " ", -1);

  self->words = words;
  g_test_message ("%s:%u: %s", self->path, self->line, line);
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strcmp (verbs[i].verb, words[0]) == 0)
      {
        verbs[i].act (self);
        return;
      }

  g_error ("%s:%u: no such verb", self->path, self->line);
}

static void
test_case (gconstpointer data)
{
  Case self = { .path = data, .energy = twc_energy_new () };
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  g_file_get_contents (data, &text, NULL, &error);
  g_assert_no_error (error);

  lines = g_strsplit (text, "\n", -1);
  for (; lines[self.line]; self.line++)
    if (lines[self.line][0] != '\0' && lines[self.line][0] != '#')
      act (&self, lines[self.line]);
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

  folder = g_test_build_filename (G_TEST_DIST, "fixtures", "control-energy", NULL);
  dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_strconcat ("/control/energy/", name, NULL);

      g_ptr_array_add (files, g_build_filename (folder, name, NULL));
      g_test_add_data_func (path, files->pdata[files->len - 1], test_case);
    }

  return g_test_run ();
}

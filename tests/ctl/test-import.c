/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-import.h"

#include <string.h>

static TwcImport *
load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "import", name, NULL);
  g_autoptr(GDateTime) clock = g_date_time_new_utc (2026, 3, 1, 12, 0, 0);
  const TwcSettings now = twc_settings_default ();
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return twc_import_new (text, &now, clock);
}

static const char *
find (GPtrArray *items, const char *name)
{
  for (guint i = 0; i < items->len; i++)
    {
      const TwcImportItem *item = items->pdata[i];

      if (g_str_equal (item->name, name))
        return item->text;
    }

  return NULL;
}

static gboolean
is_left_out (const TwcImport *import, const char *name)
{
  for (guint i = 0; i < import->rest->len; i++)
    if (g_str_equal (((const TwcImportRest *) import->rest->pdata[i])->name, name))
      return TRUE;

  return FALSE;
}

typedef struct
{
  const char *path;
  const char *file;
  const char
    *name; /* of ours; "schedule:" before a key of the entry, "-" before what is left out */
  const char *text; /* NULL = not there */
} Row;

static const Row rows[] = {
  { "/import/green", "original.txt", "non-scheduled-mode", "green" },
  { "/import/no-amps-of-green", "original.txt", "non-scheduled-amps", NULL },
  { "/import/half-hours", "original.txt", "schedule:start", "22:30" },
  { "/import/end", "original.txt", "schedule:end", "06:00" },
  { "/import/amps", "original.txt", "schedule:amps", "24" },
  { "/import/resume-is-proposed", "original.txt", "resume-green-time", "390" },
  { "/import/no-resume-of-green", "original.txt", "resume-green-at", NULL },
  { "/import/secret", "original.txt", "-carApiBearerToken", "" },
  { "/import/meter", "original.txt", "-kWhDelivered", "" },
  { "/import/off", "unset.txt", "non-scheduled-mode", "off" },
  { "/import/unset-hours", "unset.txt", "-hourResumeTrackGreenEnergy", "" },
  { "/import/unset-schedule", "unset.txt", "schedule:amps", NULL },
  { "/import/wiring", "everything.txt", "wiring-max-amps-all", "40" },
  { "/import/fixed", "everything.txt", "non-scheduled-mode", "fixed" },
  { "/import/fixed-amps", "everything.txt", "non-scheduled-amps", "16" },
  /* 2026-03-02 07:00 UTC */
  { "/import/resume", "everything.txt", "resume-green-at", "1772434800" },
  /* S13: the sign is the other way round; -2.8 A at 3 x 230 V. */
  { "/import/offset", "everything.txt", "green-reserve-watts", "1932" },
  { "/import/import-limit", "everything.txt", "max-grid-import", "10350" },
  { "/import/flex-start", "everything.txt", "green-flex-start", "true" },
  { "/import/delay", "everything.txt", "min-off-seconds", "90" },
  { "/import/stop-methods", "everything.txt", "stop-methods", "offer0,command" },
  { "/import/phases", "everything.txt", "phases", "three" },
  { "/import/midnight", "everything.txt", "schedule:end", "24:00" },
  { "/import/charge-now-never", "everything.txt", "charge-now-amps", NULL },
  { "/import/charge-now-left-out", "everything.txt", "-chargeNowAmps", "" },
  { "/import/latch", "everything.txt", "-greenEnergyLatch", "" },
  { "/import/hostile/no-number", "hostile.txt", "wiring-max-amps-per-twc", NULL },
  { "/import/hostile/absurd", "hostile.txt", "-nonScheduledAmpsMax", "" },
  { "/import/hostile/infinite", "hostile.txt", "-hourResumeTrackGreenEnergy", "" },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr(TwcImport) import = load (row->file);

  if (row->name[0] == '-')
    g_assert_true (is_left_out (import, row->name + 1));
  else if (g_str_has_prefix (row->name, "schedule:"))
    g_assert_cmpstr (find (import->schedule, row->name + strlen ("schedule:")), ==, row->text);
  else
    g_assert_cmpstr (find (import->items, row->name), ==, row->text);
}

/* Charging-control 3: bit 0 is Monday in the file, but its web page wrote it for Sunday. */
static void
test_days (void)
{
  g_autoptr(TwcImport) import = load ("original.txt");
  g_autoptr(TwcImport) other = load ("original.txt");

  g_assert_true (twc_import_must_ask (import));
  twc_import_set_days (import, TWC_IMPORT_DAYS_MONDAY);
  twc_import_set_days (other, TWC_IMPORT_DAYS_SUNDAY);
  g_assert_cmpstr (find (import->schedule, "days"), ==, "mon,tue,wed,thu,fri");
  g_assert_cmpstr (find (other->schedule, "days"), ==, "mon,tue,wed,thu,sun");
}

static void
test_every_day_is_no_question (void)
{
  g_autoptr(TwcImport) import = load ("everything.txt");

  g_assert_false (twc_import_must_ask (import));
  twc_import_set_days (import, TWC_IMPORT_DAYS_UNKNOWN);
  g_assert_cmpstr (find (import->schedule, "days"), ==, "mon,tue,wed,thu,fri,sat,sun");
}

/* G8: not even in what is said of it. */
static void
test_secrets_are_nowhere (void)
{
  g_autoptr(TwcImport) import = load ("original.txt");

  for (guint i = 0; i < import->rest->len; i++)
    {
      const TwcImportRest *rest = import->rest->pdata[i];

      g_assert_null (strstr (rest->name, "secret-"));
      g_assert_null (strstr (rest->why, "secret-"));
    }
}

static void
test_a_flood_is_bounded (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  const TwcSettings now = twc_settings_default ();
  g_autoptr(GDateTime) clock = g_date_time_new_utc (2026, 3, 1, 12, 0, 0);
  g_autoptr(TwcImport) import = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, "key%u=%u\n", i, i);
  import = twc_import_new (text->str, &now, clock);

  g_assert_cmpuint (import->items->len, ==, 0);
  g_assert_cmpuint (import->rest->len, <=, 40);
  g_assert_cmpuint (import->n_more, >, 300);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_row);
  g_test_add_func ("/import/days", test_days);
  g_test_add_func ("/import/every-day-is-no-question", test_every_day_is_no_question);
  g_test_add_func ("/import/secrets-are-nowhere", test_secrets_are_nowhere);
  g_test_add_func ("/import/a-flood-is-bounded", test_a_flood_is_bounded);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-import.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ctl/twc-parse.h"

/* The file has a dozen lines; one that has more of them is something else. */
#define MAX_LINES 400
#define MAX_REST 40
#define MAX_NAME 64

/* While their settings are turned into ours. */
typedef struct
{
  TwcImport *import;
  GHashTable *theirs; /* name → text */
  guint volts;
  guint n_lines;
  GDateTime *clock;
} Import;

typedef struct
{
  const char *theirs;
  const char *why;
} Reason;

/* clang-format off */
/* Never taken over. The values of the first ones are secrets, and shown nowhere (G8). */
static const Reason never[] = {
  { "carApiBearerToken", N_("secrets are not settings; log in to the car again") },
  { "carApiRefreshToken", N_("secrets are not settings; log in to the car again") },
  { "carApiTokenExpireTime", N_("secrets are not settings; log in to the car again") },
  { "kWhDelivered", N_("each Wall Connector's own meter is read") },
  { "homeLat", N_("the place of the house belongs to the car's settings") },
  { "homeLon", N_("the place of the house belongs to the car's settings") },
  { "chargeNowAmps", N_("a charge that began elsewhere does not go on here") },
  { "chargeNowTimeEnd", N_("a charge that began elsewhere does not go on here") },
  { "greenEnergyLatch", N_("not needed: green-stop-delay can be up to 3600 seconds") },
  { "spikeAmpsToCancel6ALimit", N_("quirk-amps follows each Wall Connector's rating") },
};
/* clang-format on */

static void
item_free (TwcImportItem *item)
{
  g_free (item->name);
  g_free (item->text);
  g_free (item);
}

static void
rest_free (TwcImportRest *rest)
{
  g_free (rest->name);
  g_free (rest->why);
  g_free (rest);
}

static void
add (GPtrArray *items, const char *name, char *text)
{
  TwcImportItem *item = g_new (TwcImportItem, 1);

  *item = (TwcImportItem){ g_strdup (name), text };
  g_ptr_array_add (items, item);
}

void
twc_import_leave_out (TwcImport *self, const char *name, const char *why)
{
  TwcImportRest *rest;

  if (self->rest->len == MAX_REST)
    {
      self->n_more++;
      return;
    }

  rest = g_new (TwcImportRest, 1);
  *rest = (TwcImportRest){ g_strdup (name), g_strdup (why) };
  g_ptr_array_add (self->rest, rest);
}

/* Takes a number of theirs out of the table. What is none is left out, and said. */
static gboolean
take_number (Import *self, const char *name, double *number)
{
  const char *text = g_hash_table_lookup (self->theirs, name);
  char *end = NULL;
  gboolean is_number;

  if (text == NULL)
    return FALSE;

  *number = g_ascii_strtod (text, &end);
  is_number = end != text && *end == '\0' && isfinite (*number) && fabs (*number) < 1e9;
  if (!is_number)
    twc_import_leave_out (self->import, name, _("it is no number"));
  g_hash_table_remove (self->theirs, name);
  return is_number;
}

static char *
print_whole (double number)
{
  return g_strdup_printf ("%ld", lround (number));
}

static void
map_number (Import *self, const char *name, const char *ours)
{
  double number;

  if (!take_number (self, name, &number))
    return;
  if (fabs (number - rint (number)) > 1e-6)
    twc_import_leave_out (self->import, name, _("only whole numbers can be taken over"));
  else
    add (self->import->items, ours, print_whole (number));
}

static void
map_flag (Import *self, const char *name, const char *ours)
{
  const char *text = g_hash_table_lookup (self->theirs, name);

  if (text == NULL)
    return;

  add (self->import->items, ours,
       g_strdup (g_ascii_strcasecmp (text, "true") == 0 || g_str_equal (text, "1") ? "true"
                                                                                   : "false"));
  g_hash_table_remove (self->theirs, name);
}

static void
map_phases (Import *self)
{
  double n;

  if (!take_number (self, "numberOfPhases", &n))
    return;

  if (lround (n) == 3)
    {
      self->n_lines = 3;
      add (self->import->items, "phases", g_strdup ("three"));
    }
  else if (lround (n) == 1)
    {
      self->n_lines = 1;
      add (self->import->items, "phases", g_strdup ("single"));
    }
  else
    twc_import_leave_out (self->import, "numberOfPhases", _("there are 1 and 3"));
}

static void
map_supply (Import *self)
{
  double volts;

  map_phases (self);
  if (!take_number (self, "defaultVoltage", &volts))
    return;

  self->volts = (guint) lround (CLAMP (volts, 0, 1000));
  add (self->import->items, "nominal-voltage", print_whole (volts));
}

/* -1 is green, 0 is off, else fixed. */
static gboolean
map_mode (Import *self)
{
  GPtrArray *items = self->import->items;
  double amps;

  if (!take_number (self, "nonScheduledAmpsMax", &amps))
    return FALSE;

  if (amps < 0)
    add (items, "non-scheduled-mode", g_strdup ("green"));
  else if (amps < 0.5)
    add (items, "non-scheduled-mode", g_strdup ("off"));
  else
    {
      add (items, "non-scheduled-amps", print_whole (amps));
      add (items, "non-scheduled-mode", g_strdup ("fixed"));
    }

  return amps >= 0;
}

/* Hours may be halves and more: 22.5 is 22:30. */
static gboolean
read_hour (double hour, guint *minute)
{
  const long rounded = lround (hour * 60);

  if (hour < 0 || rounded < 0 || rounded > TWC_MINUTES_PER_DAY)
    return FALSE;

  *minute = (guint) rounded;
  return TRUE;
}

/* Theirs acts each day, ours once: it proposes the time from then on. */
static void
map_resume (Import *self, gboolean is_not_green)
{
  char text[TWC_MINUTE_TEXT_SIZE];
  gint64 resume_s;
  double hour;
  guint minute;

  if (!take_number (self, "hourResumeTrackGreenEnergy", &hour))
    return;
  if (!read_hour (hour, &minute))
    {
      twc_import_leave_out (self->import, "hourResumeTrackGreenEnergy", _("it is not set"));
      return;
    }

  minute %= TWC_MINUTES_PER_DAY;
  add (self->import->items, "resume-green-time", print_whole (minute));
  twc_minute_to_text (minute, text);
  if (is_not_green && twc_parse_clock (text, self->clock, &resume_s, NULL))
    add (self->import->items, "resume-green-at", g_strdup_printf ("%" G_GINT64_FORMAT, resume_s));
}

/* Their offset is added to what there is, our reserve kept back from it. */
static void
map_offset (Import *self)
{
  double amps;

  if (take_number (self, "greenEnergyAmpsOffset", &amps))
    add (self->import->items, "green-reserve-watts",
         print_whole (-amps * self->volts * self->n_lines));
}

static void
map_import_limit (Import *self)
{
  double amps;

  if (take_number (self, "maxAmpsAllowedFromGrid", &amps))
    add (self->import->items, "max-grid-import", print_whole (amps * self->volts * self->n_lines));
}

static void
map_delay (Import *self)
{
  const char *const ours[] = { "green-start-delay", "green-stop-delay", "min-on-seconds",
                               "min-off-seconds" };
  double seconds;

  if (!take_number (self, "startStopDelay", &seconds))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (ours); i++)
    add (self->import->items, ours[i], print_whole (seconds));
}

static void
map_stop_mode (Import *self)
{
  const char *const methods[] = { "offer0,vehicle", "offer0,command", "offer0,silence" };
  double mode;

  if (!take_number (self, "chargeStopMode", &mode))
    return;
  if (mode < 1 || mode > G_N_ELEMENTS (methods))
    twc_import_leave_out (self->import, "chargeStopMode", _("there are 1, 2 and 3"));
  else
    add (self->import->items, "stop-methods", g_strdup (methods[lround (mode) - 1]));
}

/* Bit 0 of theirs is Monday in the file, but the web page that wrote it meant Sunday. */
static void
read_days (Import *self)
{
  TwcImport *import = self->import;
  double number;
  guint bits = TWC_EVERY_DAY;

  if (take_number (self, "scheduledAmpsDaysBitmap", &number))
    bits = number >= 0 ? (guint) lround (MIN (number, TWC_EVERY_DAY)) : 0;

  import->days_monday = bits & TWC_EVERY_DAY;
  import->days_sunday = (import->days_monday >> 1 | import->days_monday << 6) & TWC_EVERY_DAY;
}

static void
map_schedule (Import *self)
{
  TwcImport *import = self->import;
  char text[TWC_MINUTE_TEXT_SIZE];
  double amps = 0, start = -1, end = -1;
  guint start_min = 0, end_min = 0;

  if (!g_hash_table_contains (self->theirs, "scheduledAmpsMax"))
    return;

  take_number (self, "scheduledAmpsMax", &amps);
  take_number (self, "scheduledAmpsStartHour", &start);
  take_number (self, "scheduledAmpsEndHour", &end);
  read_days (self);
  if (amps < 0.5 || !read_hour (start, &start_min) || !read_hour (end, &end_min))
    {
      twc_import_leave_out (import, "scheduledAmps…", _("no schedule is set"));
      return;
    }

  if (import->days_monday == 0)
    {
      twc_import_leave_out (import, "scheduledAmps…", _("its schedule has no day"));
      return;
    }

  /* Midnight is 24:00 as an end, and 00:00 as a start. */
  start_min %= TWC_MINUTES_PER_DAY;
  twc_minute_to_text (start_min, text);
  add (import->schedule, "start", g_strdup (text));
  twc_minute_to_text (end_min > 0 ? end_min : TWC_MINUTES_PER_DAY, text);
  add (import->schedule, "end", g_strdup (text));
  add (import->schedule, "amps", print_whole (amps));
}

static void
map_all (Import *self)
{
  gboolean is_not_green;

  map_number (self, "wiringMaxAmpsAllTWCs", "wiring-max-amps-all");
  map_number (self, "wiringMaxAmpsPerTWC", "wiring-max-amps-per-twc");
  map_supply (self);
  map_number (self, "minAmpsPerTWC", "min-amps-per-twc");
  is_not_green = map_mode (self);
  map_resume (self, is_not_green);
  map_offset (self);
  map_import_limit (self);
  map_number (self, "greenEnergyFlexAmps", "green-flex-amps");
  map_flag (self, "useFlexAmpsToStartCharge", "green-flex-start");
  map_flag (self, "subtractChargerLoad", "consumption-includes-charger");
  map_delay (self);
  map_stop_mode (self);
  map_number (self, "minChargeLevel", "vehicle-min-soc");
  map_schedule (self);
}

static void
leave_out_rest (Import *self)
{
  g_autoptr(GList) names = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    if (g_hash_table_remove (self->theirs, never[i].theirs))
      twc_import_leave_out (self->import, never[i].theirs, _(never[i].why));

  names = g_list_sort (g_hash_table_get_keys (self->theirs), (GCompareFunc) strcmp);
  for (GList *l = names; l != NULL; l = l->next)
    twc_import_leave_out (self->import, l->data, _("it is not known here"));
}

/* "name=value", by itself on a line; the last of a name counts. */
static void
read_line (Import *self, char *line)
{
  char *equals;

  g_strstrip (line);
  if (line[0] == '\0' || line[0] == '#' || line[0] == '[')
    return;

  equals = strchr (line, '=');
  if (equals == NULL || equals == line || equals - line > MAX_NAME)
    {
      self->import->n_more++;
      return;
    }

  *equals = '\0';
  g_hash_table_replace (self->theirs, g_strdup (g_strstrip (line)),
                        g_strdup (g_strstrip (equals + 1)));
}

static void
read_lines (Import *self, const char *text)
{
  g_auto(GStrv) lines = g_strsplit_set (text, "\r\n", MAX_LINES + 1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (i < MAX_LINES)
      read_line (self, lines[i]);
    else if (lines[i][0] != '\0')
      self->import->n_more++;
}

/**
 * twc_import_new:
 * @text: the file, not trusted
 * @now: what is set here, for the supply if the file does not tell
 * @clock: the present, in the zone meant
 */
TwcImport *
twc_import_new (const char *text, const TwcSettings *now, GDateTime *clock)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  Import self = { .volts = now->nominal_volts, .clock = clock };

  self.n_lines = now->phases == TWC_PHASES_THREE ? 3 : 1;
  self.import = g_new0 (TwcImport, 1);
  self.import->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  self.import->schedule = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  self.import->rest = g_ptr_array_new_with_free_func ((GDestroyNotify) rest_free);
  self.theirs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  read_lines (&self, valid);
  map_all (&self);
  leave_out_rest (&self);

  g_hash_table_unref (self.theirs);
  return self.import;
}

void
twc_import_free (TwcImport *self)
{
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->schedule);
  g_ptr_array_unref (self->rest);
  g_free (self);
}

/**
 * twc_import_must_ask:
 *
 * Returns: whether the two meanings of their days differ
 */
gboolean
twc_import_must_ask (const TwcImport *self)
{
  return self->schedule->len > 0 && self->days_monday != self->days_sunday;
}

/**
 * twc_import_set_days:
 *
 * Says which meaning is right; must be called once, with anything when there is nothing to ask.
 */
void
twc_import_set_days (TwcImport *self, TwcImportDays days)
{
  if (self->schedule->len == 0)
    return;

  add (self->schedule, "days",
       twc_days_to_text (days == TWC_IMPORT_DAYS_SUNDAY ? self->days_sunday : self->days_monday));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-source-desk"

#include "controller/twc-source-desk.h"

#include <glib/gi18n.h>
#include <string.h>

#include "dbus/twc-dbus-error.h"

static const TwcReading *
find_reading (const TwcRing *ring, const char *id)
{
  const TwcSite *site = twc_ring_get_site (ring);

  for (guint i = 0; i < site->n_readings; i++)
    if (strcmp (site->readings[i].id, id) == 0)
      return &site->readings[i];

  return NULL;
}

static const TwcSourceSettings *
find_source (const TwcSettings *settings, const char *name)
{
  for (guint i = 0; i < settings->n_sources; i++)
    if (settings->sources[i].enabled && strcmp (settings->sources[i].name, name) == 0)
      return &settings->sources[i];

  return NULL;
}

/* Another role is another quantity: what was measured before says nothing of it. */
static void
place (TwcRing *ring, const TwcSourceSettings *source)
{
  const TwcReading *known = find_reading (ring, source->name);
  const guint stale_after_s = twc_source_settings_get_stale_after (source);
  TwcReading reading = twc_reading_new (source->name, source->role, source->set, stale_after_s);

  if (known != NULL && known->role == source->role)
    {
      if (known->set == source->set && known->stale_after_s == stale_after_s)
        return;
      reading = *known;
      reading.set = source->set;
      reading.stale_after_s = stale_after_s;
    }
  else
    twc_ring_remove_reading (ring, source->name);

  twc_ring_set_reading (ring, &reading);
}

static const char *
find_orphan (const TwcRing *ring, const TwcSettings *settings)
{
  const TwcSite *site = twc_ring_get_site (ring);

  for (guint i = 0; i < site->n_readings; i++)
    if (find_source (settings, site->readings[i].id) == NULL)
      return site->readings[i].id;

  return NULL;
}

/**
 * twc_source_desk_sync:
 *
 * Brings the ring's readings into line with the sources that are set up: a new one has not been
 * heard of yet, and one that is gone or disabled counts no more.
 */
void
twc_source_desk_sync (TwcRing *ring, const TwcSettings *settings)
{
  const char *orphan;

  while ((orphan = find_orphan (ring, settings)) != NULL)
    {
      g_autofree char *id = g_strdup (orphan);

      twc_ring_remove_reading (ring, id);
    }

  for (guint i = 0; i < settings->n_sources; i++)
    if (settings->sources[i].enabled)
      place (ring, &settings->sources[i]);
}

/* What may be pushed; all are optional but the first. */
typedef struct
{
  gboolean has_watts;
  double watts;
  gboolean has_soc;
  double soc;
  guint lines; /* a bit for each */
  double line_amps[3];
} Pushed;

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_propagate_error (
    error, g_error_new_valist (TWC_DBUS_ERROR, TWC_DBUS_ERROR_INVALID_ARGUMENT, format, args));
  va_end (args);
  return FALSE;
}

static gboolean
take (Pushed *self, const char *key, double value, GError **error)
{
  static const char *const lines[] = { "line1", "line2", "line3" };

  if (strcmp (key, "watts") == 0)
    {
      self->has_watts = TRUE;
      self->watts = value;
      return TRUE;
    }
  if (strcmp (key, "soc") == 0)
    {
      self->has_soc = TRUE;
      self->soc = value;
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (strcmp (key, lines[i]) == 0)
      {
        self->lines |= 1u << i;
        self->line_amps[i] = value;
        return TRUE;
      }

  return refuse (error, _("“%.32s” is none of watts, soc, line1, line2, line3"), key);
}

static gboolean
read_pushed (GVariant *values, Pushed *pushed, GError **error)
{
  GVariantIter iter;
  const char *key;
  double value;

  g_variant_iter_init (&iter, values);
  while (g_variant_iter_next (&iter, "{&sd}", &key, &value))
    if (!take (pushed, key, value, error))
      return FALSE;

  return pushed->has_watts || refuse (error, _("“%s” is missing"), "watts");
}

/* A bit for each line that a Wall Connector loads. One on a single line that nobody has assigned
 * may be on whichever there is. */
static guint
get_loaded_lines (const TwcSettings *settings)
{
  guint lines = 0;

  switch (settings->phases)
    {
    case TWC_PHASES_THREE:
      return 0x7;
    case TWC_PHASES_SPLIT:
      return 0x3;
    case TWC_PHASES_SINGLE:
    case TWC_N_PHASES:
      break;
    }

  for (guint i = 0; i < settings->n_chargers; i++)
    if (settings->chargers[i].line > 0)
      lines |= 1u << (settings->chargers[i].line - 1);

  return lines;
}

/* A line that is missing would count as one that carries nothing: its fuse would have no guard. */
static gboolean
check_lines (const Pushed *pushed, const TwcSettings *settings, const char *source, GError **error)
{
  const guint missing = get_loaded_lines (settings) & ~pushed->lines;

  if (pushed->lines == 0 || missing == 0)
    return TRUE;

  return refuse (error,
                 _("“%s” must tell the amps of every line with a Wall Connector, line%d among "
                   "them, or of none"),
                    source, g_bit_nth_lsf (missing, -1) + 1);
}

static gboolean
apply (TwcReading *reading, const Pushed *pushed, gint64 now_us, GError **error)
{
  if (!twc_reading_set_watts (reading, pushed->watts, now_us))
    return refuse (
      error, _("the watts of “%s” must lie within ±100000, and generation above −500: is its "
                     "sign wrong?"),
                reading->id);
  if (pushed->has_soc && !twc_reading_set_soc (reading, pushed->soc))
    return refuse (error, _("the soc of “%s” must be 0 to 100 percent"), reading->id);
  if (pushed->lines != 0 && !twc_reading_set_lines (reading, pushed->line_amps))
    return refuse (error, _("the amps of a line of “%s” must lie within ±1000"), reading->id);

  return TRUE;
}

/**
 * twc_source_desk_push:
 * @source: the name of a source of the settings
 * @values: `a{sd}`, from outside: watts with the sign of its role, soc, line1 to line3 in amps
 * @now_us: when it was measured: now, as nobody says otherwise
 * @error: #TWC_DBUS_ERROR
 *
 * Returns: %FALSE when nobody has set up @source, or a value is absurd; that is counted, and the
 *   sample before goes on ageing (G4)
 */
gboolean
twc_source_desk_push (
  TwcRing *ring, const char *source, GVariant *values, gint64 now_us, GError **error)
{
  const TwcReading *known = find_reading (ring, source);
  Pushed pushed = { 0 };
  TwcReading reading;
  gboolean is_taken;

  if (known == NULL)
    return refuse (error, _("there is no source “%.32s”; add it with: twcctl source add NAME"),
                             source);
  if (!read_pushed (values, &pushed, error) ||
      !check_lines (&pushed, twc_ring_get_settings (ring), source, error))
    return FALSE;

  /* Of one sample or of none: a level or a line that does not come along is not known. */
  reading = *known;
  reading.has_soc = reading.has_lines = FALSE;
  is_taken = apply (&reading, &pushed, now_us, error);
  if (!is_taken)
    {
      const guint n_dropped = reading.n_dropped;

      reading = *known;
      reading.n_dropped = n_dropped;
    }

  twc_ring_set_reading (ring, &reading);
  return is_taken;
}

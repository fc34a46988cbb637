/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "values/twc-source-settings.h"

#include <string.h>

#include "values/twc-value.h"

/* A source that misses three polls is silent, but none within its first minute
 * (charging-control 3, source-stale-after). */
#define STALE_POLLS 3
#define STALE_LEAST_S 60

static const char *const keys[] = { "enabled",     "template",     "role", "set",
                                    "stale-after", "poll-seconds", NULL };

TwcSourceSettings
twc_source_settings_default (void)
{
  return (TwcSourceSettings){ .enabled = TRUE, .role = TWC_ROLE_GRID, .poll_s = 10 };
}

static gboolean
set_role (TwcSourceSettings *self, const char *key, GVariant *value, GError **error)
{
  char nick[32];

  if (!twc_value_get_text (key, value, nick, sizeof nick, error))
    return FALSE;
  if (!twc_role_from_nick (nick, &self->role))
    return twc_value_refuse (key, error,
                             "“%s” is not one of grid, generation, consumption, battery", nick);

  return TRUE;
}

static gboolean
set_number (guint *field, const char *key, GVariant *value, gint64 min, gint64 max, GError **error)
{
  gint64 number;

  if (!twc_value_get_number (key, value, min, max, &number, error))
    return FALSE;

  *field = (guint) number;
  return TRUE;
}

static gboolean
set_stale_after (TwcSourceSettings *self, const char *key, GVariant *value, GError **error)
{
  guint seconds;

  if (!set_number (&seconds, key, value, 0, 3600, error))
    return FALSE;
  if (seconds > 0 && seconds < 15)
    return twc_value_refuse (key, error, "%u is neither 0 nor 15 to 3600", seconds);

  self->stale_after_s = seconds;
  return TRUE;
}

/**
 * twc_source_settings_set:
 * @key: a key of the schema's Source child
 * @value: from outside and not yet trusted
 * @error: #TWC_SETTINGS_ERROR
 */
gboolean
twc_source_settings_set (TwcSourceSettings *self, const char *key, GVariant *value, GError **error)
{
  if (strcmp (key, "enabled") == 0)
    return twc_value_get_boolean (key, value, &self->enabled, error);
  if (strcmp (key, "template") == 0)
    return twc_value_get_text (key, value, self->template, sizeof self->template, error);
  if (strcmp (key, "role") == 0)
    return set_role (self, key, value, error);
  if (strcmp (key, "set") == 0)
    return set_number (&self->set, key, value, 0, 9, error);
  if (strcmp (key, "stale-after") == 0)
    return set_stale_after (self, key, value, error);
  if (strcmp (key, "poll-seconds") == 0)
    return set_number (&self->poll_s, key, value, 1, 3600, error);

  return twc_value_refuse_key (key, error);
}

gboolean
twc_source_settings_equal (const TwcSourceSettings *a, const TwcSourceSettings *b)
{
  return strcmp (a->name, b->name) == 0 && a->enabled == b->enabled &&
         strcmp (a->template, b->template) == 0 && a->role == b->role && a->set == b->set &&
         a->stale_after_s == b->stale_after_s && a->poll_s == b->poll_s;
}

/**
 * twc_source_settings_get_stale_after:
 *
 * Returns: the seconds after which a reading counts as none (G4)
 */
guint
twc_source_settings_get_stale_after (const TwcSourceSettings *self)
{
  return self->stale_after_s > 0 ? self->stale_after_s
                                 : MAX (STALE_LEAST_S, STALE_POLLS * self->poll_s);
}

const char *const *
twc_source_settings_list_keys (void)
{
  return keys;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/twc-scenario-node.h"

#include <math.h>
#include <string.h>

/* A key so far from any that is allowed is another word, not a slip. */
#define MAX_SLIPS 3

#define MAX_AMPS 655.35

void
twc_scenario_node_clear (TwcScenarioNode *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->object, json_object_unref);
}

static char *
join (const TwcScenarioNode *self, const char *key)
{
  if (self->path[0] == '\0')
    return g_strdup (key);
  return g_strdup_printf ("%s.%s", self->path, key);
}

/**
 * twc_scenario_node_set_error:
 *
 * Says which value is wrong, and what would be right.
 */
void
twc_scenario_node_set_error (
  const TwcScenarioNode *self, const char *key, GError **error, const char *format, ...)
{
  g_autofree char *where = join (self, key);
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error (error, TWC_SCENARIO_ERROR, TWC_SCENARIO_ERROR_VALUE, "%s: %s", where, what);
}

/* Levenshtein's distance, with one row kept. */
static guint
count_slips (const char *a, const char *b)
{
  const gsize n = strlen (b);
  g_autofree guint *row = g_new (guint, n + 1);

  for (guint j = 0; j <= n; j++)
    row[j] = j;

  for (guint i = 1; a[i - 1] != '\0'; i++)
    {
      guint diagonal = row[0];

      row[0] = i;
      for (guint j = 1; j <= n; j++)
        {
          const guint replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);

          diagonal = row[j];
          row[j] = MIN (replaced, MIN (row[j], row[j - 1]) + 1);
        }
    }

  return row[n];
}

static const char *
find_similar (const char *key, const char *const allowed[])
{
  const char *best = NULL;
  guint least = MIN (MAX_SLIPS, (guint) strlen (key) / 2) + 1;

  for (guint i = 0; allowed[i] != NULL; i++)
    {
      const guint slips = count_slips (key, allowed[i]);

      if (slips < least)
        {
          least = slips;
          best = allowed[i];
        }
    }

  return best;
}

static void
set_unknown (const TwcScenarioNode *self,
             const char *key,
             const char *const allowed[],
             GError **error)
{
  g_autofree char *all = g_strjoinv (", ", (char **) allowed);
  const char *similar = find_similar (key, allowed);
  g_autofree char *hint =
    similar != NULL ? g_strdup_printf ("; did you mean \"%s\"?", similar) : g_strdup (";");

  g_set_error (error, TWC_SCENARIO_ERROR, TWC_SCENARIO_ERROR_UNKNOWN_KEY,
               "%s%sunknown key \"%s\"%s Allowed here: %s", self->path,
               self->path[0] != '\0' ? ": " : "", key, hint, all);
}

/**
 * twc_scenario_node_check_keys:
 * @allowed: (array zero-terminated=1): all that may stand here
 */
gboolean
twc_scenario_node_check_keys (const TwcScenarioNode *self,
                              const char *const allowed[],
                              GError **error)
{
  JsonObjectIter iter;
  const char *key;

  json_object_iter_init (&iter, self->object);
  while (json_object_iter_next (&iter, &key, NULL))
    if (!g_strv_contains (allowed, key))
      {
        set_unknown (self, key, allowed, error);
        return FALSE;
      }

  return TRUE;
}

/**
 * twc_scenario_node_check_similar:
 * @known: (array zero-terminated=1): what must not be misspelt here, among much else
 */
gboolean
twc_scenario_node_check_similar (const TwcScenarioNode *self,
                                 const char *const known[],
                                 GError **error)
{
  JsonObjectIter iter;
  const char *key;

  json_object_iter_init (&iter, self->object);
  while (json_object_iter_next (&iter, &key, NULL))
    if (!g_strv_contains (known, key) && find_similar (key, known) != NULL)
      {
        set_unknown (self, key, known, error);
        return FALSE;
      }

  return TRUE;
}

gboolean
twc_scenario_node_has (const TwcScenarioNode *self, const char *key)
{
  return json_object_has_member (self->object, key);
}

/**
 * twc_scenario_node_get_child:
 * @child: (out): the object at @key; its `object` is %NULL when there is none
 */
gboolean
twc_scenario_node_get_child (const TwcScenarioNode *self,
                             const char *key,
                             TwcScenarioNode *child,
                             GError **error)
{
  JsonNode *node = json_object_get_member (self->object, key);

  *child = (TwcScenarioNode){ 0 };
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      twc_scenario_node_set_error (self, key, error, "must be an object, {…}");
      return FALSE;
    }

  child->path = join (self, key);
  child->object = json_node_dup_object (node);
  return TRUE;
}

/**
 * twc_scenario_node_get_list:
 * @list: (out) (transfer none) (nullable): the array at @key
 */
gboolean
twc_scenario_node_get_list (const TwcScenarioNode *self,
                            const char *key,
                            JsonArray **list,
                            GError **error)
{
  JsonNode *node = json_object_get_member (self->object, key);

  *list = NULL;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      twc_scenario_node_set_error (self, key, error, "must be a list, […]");
      return FALSE;
    }

  *list = json_node_get_array (node);
  return TRUE;
}

gboolean
twc_scenario_node_get_element (const TwcScenarioNode *self,
                               const char *key,
                               JsonArray *list,
                               guint index,
                               TwcScenarioNode *child,
                               GError **error)
{
  JsonNode *node = json_array_get_element (list, index);
  g_autofree char *place = g_strdup_printf ("%s[%u]", key, index);

  *child = (TwcScenarioNode){ 0 };
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      twc_scenario_node_set_error (self, place, error, "must be an object, {…}");
      return FALSE;
    }

  child->path = join (self, place);
  child->object = json_node_dup_object (node);
  return TRUE;
}

static gboolean
is_number (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && (json_node_get_value_type (node) == G_TYPE_INT64 ||
                                          json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

gboolean
twc_scenario_node_get_real (const TwcScenarioNode *self,
                            const char *key,
                            double min,
                            double max,
                            double *value,
                            GError **error)
{
  JsonNode *node = json_object_get_member (self->object, key);

  if (node == NULL)
    return TRUE;
  if (!is_number (node) || json_node_get_double (node) < min || json_node_get_double (node) > max)
    {
      twc_scenario_node_set_error (self, key, error, "must be a number from %.0f to %.0f", min,
                                   max);
      return FALSE;
    }

  *value = json_node_get_double (node);
  return TRUE;
}

/**
 * twc_scenario_node_get_scaled:
 * @scale: how many of @value's units make one of the file's
 * @max: in the file's units; the least is 0
 */
gboolean
twc_scenario_node_get_scaled (const TwcScenarioNode *self,
                              const char *key,
                              double scale,
                              double max,
                              gint64 *value,
                              GError **error)
{
  JsonNode *node = json_object_get_member (self->object, key);
  double number;

  if (node == NULL)
    return TRUE;

  number = is_number (node) ? json_node_get_double (node) : -1;
  if (!(number >= 0 && number <= max))
    {
      twc_scenario_node_set_error (self, key, error, "must be a number from 0 to %g", max);
      return FALSE;
    }

  *value = llround (number * scale);
  return TRUE;
}

gboolean
twc_scenario_node_get_amps (const TwcScenarioNode *self,
                            const char *key,
                            guint *value_ca,
                            GError **error)
{
  gint64 value = *value_ca;

  if (!twc_scenario_node_get_scaled (self, key, 100, MAX_AMPS, &value, error))
    return FALSE;

  *value_ca = (guint) value;
  return TRUE;
}

gboolean
twc_scenario_node_get_whole (
  const TwcScenarioNode *self, const char *key, guint max, guint *value, GError **error)
{
  JsonNode *node = json_object_get_member (self->object, key);
  gint64 number;

  if (node == NULL)
    return TRUE;

  number = is_number (node) && json_node_get_value_type (node) == G_TYPE_INT64
             ? json_node_get_int (node)
             : -1;
  if (number < 0 || number > max)
    {
      twc_scenario_node_set_error (self, key, error, "must be a whole number from 0 to %u", max);
      return FALSE;
    }

  *value = (guint) number;
  return TRUE;
}

gboolean
twc_scenario_node_get_boolean (const TwcScenarioNode *self,
                               const char *key,
                               gboolean *value,
                               GError **error)
{
  JsonNode *node = json_object_get_member (self->object, key);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    {
      twc_scenario_node_set_error (self, key, error, "must be true or false");
      return FALSE;
    }

  *value = json_node_get_boolean (node);
  return TRUE;
}

/**
 * twc_scenario_node_get_text:
 * @value: (inout) (transfer none): belongs to the file's tree
 */
gboolean
twc_scenario_node_get_text (const TwcScenarioNode *self,
                            const char *key,
                            const char **value,
                            GError **error)
{
  JsonNode *node = json_object_get_member (self->object, key);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    {
      twc_scenario_node_set_error (self, key, error, "must be a text, \"…\"");
      return FALSE;
    }

  *value = json_node_get_string (node);
  return TRUE;
}

gboolean
twc_scenario_node_get_id (const TwcScenarioNode *self, const char *key, guint16 *id, GError **error)
{
  const char *text = NULL;

  if (!twc_scenario_node_get_text (self, key, &text, error))
    return FALSE;
  if (text == NULL || twc_id_from_text (text, id))
    return TRUE;

  twc_scenario_node_set_error (self, key, error,
                               "must be four hex digits such as \"9399\", not \"%s\"", text);
  return FALSE;
}

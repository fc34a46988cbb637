/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-facts.h"

#include <math.h>

/* Half of the wire's resolution, 0.01 A: what differs by less is the same. */
#define SAME_NUMBER 0.005

/**
 * twc_facts_add_specs:
 * @table: one row a property; rows without a name are left alone
 * @n_specs: the length of both arrays; row 0 is never used
 * @specs: (out caller-allocates): the class's properties, to be installed
 */
void
twc_facts_add_specs (const TwcFact *table, guint n_specs, GParamSpec **specs)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  for (guint i = 1; i < n_specs; i++)
    {
      const char *name = table[i].name;

      if (name == NULL)
        continue;
      else if (table[i].type == G_TYPE_STRING)
        specs[i] = g_param_spec_string (name, NULL, NULL, "", flags);
      else if (table[i].type == G_TYPE_DOUBLE)
        specs[i] = g_param_spec_double (name, NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
      else
        specs[i] = g_param_spec_boolean (name, NULL, NULL, FALSE, flags);
    }
}

void
twc_facts_init (TwcFacts *self, gpointer owner, GParamSpec **specs, guint n_specs)
{
  self->owner = owner;
  self->specs = specs;
  self->n_specs = n_specs;
  self->values = g_new0 (GValue, n_specs);

  for (guint i = 1; i < n_specs; i++)
    {
      g_value_init (&self->values[i], G_PARAM_SPEC_VALUE_TYPE (specs[i]));
      g_param_value_set_default (specs[i], &self->values[i]);
    }
}

void
twc_facts_clear (TwcFacts *self)
{
  for (guint i = 1; i < self->n_specs; i++)
    g_value_unset (&self->values[i]);
  g_clear_pointer (&self->values, g_free);
}

static void
notify (TwcFacts *self, guint id)
{
  g_object_notify_by_pspec (self->owner, self->specs[id]);
}

/* A text is never NULL: a label shows nothing, and a script finds a string. */
void
twc_facts_set_string (TwcFacts *self, guint id, const char *text)
{
  twc_facts_take_string (self, id, g_strdup (text));
}

/**
 * twc_facts_take_string:
 * @text: (transfer full) (nullable): the new text
 */
void
twc_facts_take_string (TwcFacts *self, guint id, char *text)
{
  g_autofree char *owned = text != NULL ? text : g_strdup ("");

  if (g_str_equal (owned, g_value_get_string (&self->values[id])))
    return;

  g_value_take_string (&self->values[id], g_steal_pointer (&owned));
  notify (self, id);
}

void
twc_facts_set_double (TwcFacts *self, guint id, double number)
{
  if (fabs (number - g_value_get_double (&self->values[id])) < SAME_NUMBER)
    return;

  g_value_set_double (&self->values[id], number);
  notify (self, id);
}

void
twc_facts_set_boolean (TwcFacts *self, guint id, gboolean truth)
{
  if (!truth == !g_value_get_boolean (&self->values[id]))
    return;

  g_value_set_boolean (&self->values[id], truth);
  notify (self, id);
}

void
twc_facts_set_object (TwcFacts *self, guint id, gpointer object)
{
  if (object == g_value_get_object (&self->values[id]))
    return;

  g_value_set_object (&self->values[id], object);
  notify (self, id);
}

/* Back to the empty text, 0 or FALSE. */
void
twc_facts_reset (TwcFacts *self, guint id)
{
  if (g_param_value_defaults (self->specs[id], &self->values[id]))
    return;

  g_param_value_set_default (self->specs[id], &self->values[id]);
  notify (self, id);
}

void
twc_facts_get (const TwcFacts *self, guint id, GValue *value)
{
  g_value_copy (&self->values[id], value);
}

const char *
twc_facts_get_string (const TwcFacts *self, guint id)
{
  return g_value_get_string (&self->values[id]);
}

double
twc_facts_get_double (const TwcFacts *self, guint id)
{
  return g_value_get_double (&self->values[id]);
}

gboolean
twc_facts_get_boolean (const TwcFacts *self, guint id)
{
  return g_value_get_boolean (&self->values[id]);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A read-only property; type is G_TYPE_STRING, G_TYPE_DOUBLE or G_TYPE_BOOLEAN. */
typedef struct
{
  const char *name;
  GType type;
} TwcFact;

/**
 * TwcFacts:
 *
 * The read-only properties of an object that shows what somebody else decides: kept here,
 * compared, and notified on change only. Ids are those of the object's property enum, from 1;
 * the owner embeds this, so it does not own its owner.
 */
typedef struct
{
  GObject *owner;
  GParamSpec **specs;
  guint n_specs;
  GValue *values;
} TwcFacts;

void twc_facts_add_specs (const TwcFact *table, guint n_specs, GParamSpec **specs);

void twc_facts_init (TwcFacts *self, gpointer owner, GParamSpec **specs, guint n_specs);
void twc_facts_clear (TwcFacts *self);

void twc_facts_set_string (TwcFacts *self, guint id, const char *text);
void twc_facts_take_string (TwcFacts *self, guint id, char *text);
void twc_facts_set_double (TwcFacts *self, guint id, double number);
void twc_facts_set_boolean (TwcFacts *self, guint id, gboolean truth);
void twc_facts_set_object (TwcFacts *self, guint id, gpointer object);
void twc_facts_reset (TwcFacts *self, guint id);

void twc_facts_get (const TwcFacts *self, guint id, GValue *value);
const char *twc_facts_get_string (const TwcFacts *self, guint id);
double twc_facts_get_double (const TwcFacts *self, guint id);
gboolean twc_facts_get_boolean (const TwcFacts *self, guint id);

G_END_DECLS

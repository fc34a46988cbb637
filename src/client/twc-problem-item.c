/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-problem-item.h"

#include "client/twc-facts.h"
#include "client/twc-format.h"
#include "client/twc-words.h"

struct _TwcProblemItem
{
  GObject parent_instance;

  TwcProblem problem;
  TwcFacts facts;
};

enum {
  PROP_0,
  PROP_CODE,
  PROP_SEVERITY,
  PROP_TITLE,
  PROP_TEXT,
  PROP_SINCE_TEXT,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

static const TwcFact table[N_PROPS] = {
  [PROP_CODE] = { "code", G_TYPE_STRING },
  [PROP_SEVERITY] = { "severity", G_TYPE_STRING },
  [PROP_TITLE] = { "title", G_TYPE_STRING },
  [PROP_TEXT] = { "text", G_TYPE_STRING },
  [PROP_SINCE_TEXT] = { "since-text", G_TYPE_STRING },
};

G_DEFINE_FINAL_TYPE (TwcProblemItem, twc_problem_item, G_TYPE_OBJECT)

static void
twc_problem_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  twc_facts_get (&TWC_PROBLEM_ITEM (object)->facts, prop_id, value);
}

static void
twc_problem_item_finalize (GObject *object)
{
  twc_facts_clear (&TWC_PROBLEM_ITEM (object)->facts);

  G_OBJECT_CLASS (twc_problem_item_parent_class)->finalize (object);
}

static void
twc_problem_item_class_init (TwcProblemItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = twc_problem_item_get_property;
  object_class->finalize = twc_problem_item_finalize;

  twc_facts_add_specs (table, N_PROPS, properties);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
twc_problem_item_init (TwcProblemItem *self)
{
  twc_facts_init (&self->facts, self, properties, N_PROPS);
}

/**
 * twc_problem_item_new:
 *
 * An item never changes: a problem that changes becomes another item.
 */
TwcProblemItem *
twc_problem_item_new (const TwcProblem *problem)
{
  TwcProblemItem *self = g_object_new (TWC_TYPE_PROBLEM_ITEM, NULL);
  const TwcSeverity severity = twc_problem_code_get_severity (problem->code);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();

  self->problem = *problem;
  twc_facts_set_string (&self->facts, PROP_CODE, twc_problem_code_to_nick (problem->code));
  twc_facts_set_string (&self->facts, PROP_SEVERITY, twc_severity_to_nick (severity));
  twc_facts_set_string (&self->facts, PROP_TITLE, twc_words_problem_title (problem->code));
  twc_facts_take_string (&self->facts, PROP_TEXT, twc_words_problem_text (problem));
  twc_facts_take_string (&self->facts, PROP_SINCE_TEXT,
                         twc_format_since (problem->since_unix_s, now));

  return self;
}

const TwcProblem *
twc_problem_item_get_problem (TwcProblemItem *self)
{
  g_return_val_if_fail (TWC_IS_PROBLEM_ITEM (self), NULL);

  return &self->problem;
}

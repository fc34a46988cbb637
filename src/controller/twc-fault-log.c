/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twcmanagerd"

#include "controller/twc-fault-log.h"

#define REPEAT_US TWC_SECONDS_US (60)
/* A fault that moves from key to key or id to id must not make the table grow for years. */
#define MAX_ENTRIES 64

typedef struct
{
  TwcProblem problem;
  gboolean present; /* in the last list */
  gboolean told;    /* its beginning stands in the log */
  gint64 told_us;
  guint n_untold; /* beginnings since then that do not */
} Entry;

struct _TwcFaultLog
{
  guint n_entries;
  Entry entries[MAX_ENTRIES];
};

TwcFaultLog *
twc_fault_log_new (void)
{
  return g_new0 (TwcFaultLog, 1);
}

void
twc_fault_log_free (TwcFaultLog *self)
{
  g_free (self);
}

/* One line, with the codes as fields of their own for `journalctl TWC_PROBLEM=…`. */
static void
write_line (const Entry *entry, const char *event)
{
  const TwcProblem *problem = &entry->problem;
  const char *code = twc_problem_code_to_nick (problem->code);
  const TwcSeverity severity = twc_problem_code_get_severity (problem->code);
  g_autoptr(GString) text = g_string_new (code);
  char id[TWC_ID_TEXT_SIZE] = "";

  if (problem->charger != 0)
    {
      twc_id_to_text (problem->charger, id);
      g_string_append_printf (text, " %s", id);
    }
  if (problem->subject[0] != '\0')
    g_string_append_printf (text, " %s", problem->subject);
  g_string_append_printf (text, ": %s", event);
  if (problem->detail[0] != '\0')
    g_string_append_printf (text, ", %s", problem->detail);
  if (problem->value != 0)
    g_string_append_printf (text, ", value %" G_GINT64_FORMAT, problem->value);
  if (entry->n_untold > 0)
    g_string_append_printf (text, ", %u times more since it was last logged", entry->n_untold);

  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "TWC_PROBLEM", code, "TWC_CHARGER", id,
                    "TWC_SEVERITY", twc_severity_to_nick (severity), "MESSAGE", "%s", text->str);
}

static Entry *
find_entry (TwcFaultLog *self, const TwcProblem *problem)
{
  for (guint i = 0; i < self->n_entries; i++)
    if (twc_problem_is_same (&self->entries[i].problem, problem))
      return &self->entries[i];

  return NULL;
}

/* The place of the one that has been over for longest, when the table is full. */
static Entry *
add_entry (TwcFaultLog *self, const TwcProblem *problem)
{
  Entry *entry = NULL;

  if (self->n_entries < MAX_ENTRIES)
    entry = &self->entries[self->n_entries++];
  else
    for (guint i = 0; i < MAX_ENTRIES; i++)
      if (!self->entries[i].present && (entry == NULL || self->entries[i].told_us < entry->told_us))
        entry = &self->entries[i];

  if (entry != NULL)
    *entry = (Entry){ .problem = *problem, .told_us = TWC_NEVER };
  return entry;
}

static void
begin (Entry *entry, const TwcProblem *problem, gint64 now_us)
{
  entry->problem = *problem;
  entry->present = TRUE;

  if (entry->told_us != TWC_NEVER && now_us - entry->told_us < REPEAT_US)
    {
      entry->n_untold++;
      return;
    }

  write_line (entry, "begins");
  entry->told = TRUE;
  entry->told_us = now_us;
  entry->n_untold = 0;
}

static void
end (Entry *entry)
{
  entry->present = FALSE;
  if (!entry->told)
    return;

  entry->problem.detail[0] = '\0';
  entry->problem.value = 0;
  write_line (entry, "is over");
  entry->told = FALSE;
}

/**
 * twc_fault_log_update:
 * @problems: all that is wrong now
 *
 * Compares with the last time and logs the difference.
 */
void
twc_fault_log_update (TwcFaultLog *self, const TwcProblemList *problems, gint64 now_us)
{
  for (guint i = 0; i < self->n_entries; i++)
    if (self->entries[i].present &&
        twc_problem_list_find (problems, &self->entries[i].problem) == NULL)
      end (&self->entries[i]);

  for (guint i = 0; i < problems->n_items; i++)
    {
      Entry *entry = find_entry (self, &problems->items[i]);

      if (entry == NULL)
        entry = add_entry (self, &problems->items[i]);
      if (entry != NULL && !entry->present)
        begin (entry, &problems->items[i], now_us);
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twcmanagerd"

#include "controller/twc-diagnosis.h"

#include "controller/twc-port-problem.h"

void
twc_diagnosis_init (TwcDiagnosis *self)
{
  self->log = twc_fault_log_new ();
  self->port_open_us = TWC_NEVER;
}

void
twc_diagnosis_clear (TwcDiagnosis *self)
{
  g_clear_pointer (&self->log, twc_fault_log_free);
}

void
twc_diagnosis_port_opened (TwcDiagnosis *self, gint64 now_us)
{
  self->has_port_problem = FALSE;
  self->port_open_us = now_us;
}

/**
 * twc_diagnosis_port_closed:
 * @error: (nullable): why, %NULL when it was closed on purpose
 */
void
twc_diagnosis_port_closed (TwcDiagnosis *self, const char *port, const GError *error)
{
  self->port_open_us = TWC_NEVER;
  self->has_port_problem = error != NULL;
  if (error != NULL)
    self->port_problem = twc_port_problem_new (port, error);
}

static void
add_settings (TwcProblemList *list, TwcSettingsReader *reader, TwcSettingsWriter *writer)
{
  const char *unsaved = twc_settings_writer_get_unsaved (writer);
  const TwcSettingsFault *faults;
  guint n_faults;

  faults = twc_settings_reader_get_faults (reader, &n_faults);
  for (guint i = 0; i < n_faults; i++)
    {
      TwcProblem problem = twc_problem_new (TWC_PROBLEM_SETTING_INVALID, 0, faults[i].key);

      twc_problem_set_detail (&problem, faults[i].detail);
      twc_problem_list_add (list, &problem);
    }

  if (unsaved != NULL)
    {
      const TwcProblem problem = twc_problem_new (TWC_PROBLEM_SETTINGS_NOT_SAVED, 0, unsaved);

      twc_problem_list_add (list, &problem);
    }
}

/**
 * twc_diagnosis_update:
 *
 * Derives the list anew after a step, and logs what began and what is over.
 *
 * Returns: whether it is not what it was
 */
gboolean
twc_diagnosis_update (TwcDiagnosis *self,
                      TwcRing *ring,
                      const TwcBusHealth *health,
                      TwcSettingsReader *reader,
                      TwcSettingsWriter *writer,
                      TwcNow now)
{
  const TwcProblemFacts facts = {
    .settings = twc_ring_get_settings (ring),
    .site = twc_ring_get_site (ring),
    .plan = twc_ring_get_plan (ring),
    .health = health,
    .now = now,
    .port_open_us = self->port_open_us,
    .damaged_per_mille = twc_noise_meter_update (&self->noise, health, now.us),
  };
  TwcProblemList next;

  next.n_items = 0;
  if (self->has_port_problem)
    twc_problem_list_add (&next, &self->port_problem);
  add_settings (&next, reader, writer);
  if (self->unsaved_state != NULL)
    {
      const TwcProblem problem =
        twc_problem_new (TWC_PROBLEM_STATE_NOT_SAVED, 0, self->unsaved_state);

      twc_problem_list_add (&next, &problem);
    }
  twc_problem_list_derive (&next, &facts);

  if (!twc_problem_list_merge (&self->problems, &next, now.unix_s))
    return FALSE;

  twc_fault_log_update (self->log, &self->problems, now.us);
  return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-plan-settings"

#include "controller/twc-plan-settings.h"

#include "controller/twc-charge-request.h"

/* The snapshot follows a write within a second; a disk that is full will be so for longer. The
 * brain acts by its plan in any case. */
#define RETRY_US TWC_SECONDS_US (60)

static void
on_written (GObject *writer, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  if (!twc_settings_writer_write_finish (TWC_SETTINGS_WRITER (writer), result, &error))
    g_message ("%s", error->message);
}

static void
write_settings (TwcPlanSettings *self, GVariant *values, TwcNow now)
{
  self->retry_us = now.us + RETRY_US;
  twc_settings_writer_write_async (self->writer, 0, values, on_written, NULL);
}

/**
 * twc_plan_settings_update:
 *
 * Called after each step; writes once for each end, and again only when that was not kept.
 */
void
twc_plan_settings_update (TwcPlanSettings *self,
                          const TwcSettings *settings,
                          const TwcPlan *plan,
                          TwcNow now)
{
  const gboolean is_left_over = settings->mode == TWC_MODE_GREEN && settings->resume_green_s >= 0;

  if (!plan->resume_green && !plan->charge_now_is_over && !is_left_over)
    {
      self->retry_us = 0;
      return;
    }
  if (now.us < self->retry_us)
    return;

  if (plan->charge_now_is_over)
    {
      g_message ("the one-time charge has delivered its energy");
      write_settings (self, twc_charge_request_no_settings (), now);
    }
  if (plan->resume_green)
    {
      g_message ("the time to resume green energy has come");
      write_settings (
        self,
        g_variant_new_parsed ("{'non-scheduled-mode': <'green'>, 'resume-green-at': <int64 -1>}"),
        now);
    }
  else if (is_left_over)
    write_settings (self, g_variant_new_parsed ("{'resume-green-at': <int64 -1>}"), now);
}

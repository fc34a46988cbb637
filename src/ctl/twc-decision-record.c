/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/twc-decision-record.h"

#include "client/twc-format.h"
#include "client/twc-words.h"

/* Returns: (nullable): %NULL when it is in no calendar */
static GDateTime *
to_local (gint64 unix_s, GTimeZone *zone)
{
  g_autoptr(GDateTime) utc = NULL;

  if (zone == NULL)
    return g_date_time_new_from_unix_local (unix_s);

  utc = g_date_time_new_from_unix_utc (unix_s);
  return utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
}

/**
 * twc_record_add_time:
 * @unix_s: UTC seconds; 0 or out of any calendar = unknown
 *
 * ISO 8601 with the local offset.
 */
void
twc_record_add_time (TwcRecord *record, const char *key, gint64 unix_s, GTimeZone *zone)
{
  g_autoptr(GDateTime) time = unix_s > 0 ? to_local (unix_s, zone) : NULL;
  g_autofree char *text = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%S%:z") : NULL;

  twc_record_add_string (record, key, text);
}

void
twc_record_add_reason_numbers (TwcRecord *record, const TwcReason *reason, GTimeZone *zone)
{
  for (guint i = 0; i < reason->n_numbers; i++)
    {
      const TwcNumber key = reason->numbers[i].key;
      const gint64 value = reason->numbers[i].value;
      const char *name = twc_number_to_nick (key);

      if (key == TWC_NUMBER_UNTIL)
        twc_record_add_time (record, name, value, zone);
      else if (twc_number_is_current (key))
        twc_record_add_decimal (record, name, (double) value / TWC_CA (1));
      else
        twc_record_add_integer (record, name, value);
    }
}

void
twc_record_add_reason (TwcRecord *record, const TwcReason *reason, GTimeZone *zone)
{
  twc_record_begin_object (record, "reason");
  twc_record_add_string (record, "code", twc_reason_code_to_nick (reason->code));
  twc_record_add_reason_numbers (record, reason, zone);
  twc_record_end_object (record);
}

/**
 * twc_decision_record_add:
 *
 * Adds an object without a key, for a list.
 */
void
twc_decision_record_add (TwcRecord *record, const TwcDecision *decision, GTimeZone *zone)
{
  twc_record_begin_object (record, NULL);
  twc_record_add_time (record, "time", decision->unix_s, zone);
  twc_record_add_reason (record, &decision->reason, zone);
  twc_record_add_current (record, "available_a", decision->available_ca);
  twc_record_add_current (record, "exposure_a", decision->exposure_ca);
  twc_record_begin_object (record, "chargers");
  for (guint i = 0; i < decision->n_chargers; i++)
    {
      const TwcDecisionCharger *charger = &decision->chargers[i];
      char id[TWC_ID_TEXT_SIZE];

      twc_id_to_text (charger->id, id);
      twc_record_begin_object (record, id);
      twc_record_add_current (record, "offer_a", charger->offer_ca);
      twc_record_add_current (record, "draw_a", charger->draw_ca);
      twc_record_add_reason (record, &charger->reason, zone);
      twc_record_end_object (record);
    }
  twc_record_end_object (record);
  twc_record_end_object (record);
}

static void
append_charger (GString *text, const TwcDecisionCharger *charger, GDateTime *now)
{
  const TwcReasonContext context = { .now = now, .offer_ca = charger->offer_ca };
  g_autofree char *words = twc_words_charger_reason (&charger->reason, &context);
  g_autofree char *offer = twc_format_amps (charger->offer_ca);
  g_autofree char *draw = twc_format_measured (charger->draw_ca);
  char id[TWC_ID_TEXT_SIZE];

  twc_id_to_text (charger->id, id);
  g_string_append_printf (text, "  %s %6s %7s  %s\n", id, offer, draw, words);
}

/**
 * twc_decision_to_text:
 *
 * Returns: (transfer full): for a person: a line for the site, and one for each Wall Connector
 *   with its offer, its draw and the reason
 */
char *
twc_decision_to_text (const TwcDecision *decision, GTimeZone *zone)
{
  g_autoptr(GDateTime) now = to_local (decision->unix_s, zone);
  const TwcReasonContext context = { .now = now };
  g_autofree char *time = now != NULL ? g_date_time_format (now, "%a %H:%M:%S") : g_strdup ("?");
  g_autofree char *words = now != NULL ? twc_words_site_reason (&decision->reason, &context) : NULL;
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s  %s\n", time, words != NULL ? words : "");
  for (guint i = 0; now != NULL && i < decision->n_chargers; i++)
    append_charger (text, &decision->chargers[i], now);

  return g_string_free (text, FALSE);
}

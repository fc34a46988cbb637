/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "bus/twc-receiver.h"
#include "client/twc-sentence.h"
#include "ctl/twc-chunk-record.h"
#include "ctl/twc-command.h"
#include "ctl/twc-session.h"
#include "ctl/twc-status-json.h"
#include "ctl/twc-verbs.h"

/* clang-format off */
static const TwcCommand command = {
  .name = "monitor",
  .arguments = "",
  .summary = N_("Follows the frames on the bus and every change of state, until interrupted."),
};
/* clang-format on */

typedef struct
{
  gboolean is_raw;
  gboolean is_json;
  TwcRecord record;
  char *last; /* what was said last of a state: several properties change at once */
} Monitor;

static void
write_record (Monitor *self)
{
  twc_record_end (&self->record);
  fputs (self->record.line->str, stdout);
  fflush (stdout);
}

/* When it happened, by this clock: the bus is never more than a moment away. */
static void
begin_record (Monitor *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *iso = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S.%f%:z");
  g_autofree char *clock = g_date_time_format (now, "%H:%M:%S.%f");

  twc_record_begin (&self->record);
  if (self->is_json)
    twc_record_add_string (&self->record, "time", iso);
  else
    g_string_append_len (self->record.line, clock, strlen ("00:00:00.000"));
}

static void
on_chunk (const TwcChunk *chunk, gpointer user_data)
{
  Monitor *self = user_data;

  if (chunk->body != NULL)
    twc_chunk_record_add_message (&self->record, chunk);
}

/* The receiver that decoded it first is the controller's: here it only finds the fields again. */
static void
add_message (Monitor *self, const guint8 *raw, gsize n_raw)
{
  TwcReceiver receiver;

  twc_receiver_init (&receiver, TWC_RECEIVER_GAP_US);
  twc_receiver_feed (&receiver, raw, n_raw, 0, on_chunk, self);
}

static char *
to_hex (const guint8 *bytes, gsize n_bytes)
{
  GString *hex = g_string_sized_new (2 * n_bytes + 1);

  for (gsize i = 0; i < n_bytes; i++)
    g_string_append_printf (hex, "%02X", bytes[i]);

  return g_string_free (hex, FALSE);
}

static void
on_frame (TwcDBusController1 *proxy,
          const char *direction,
          const char *verdict,
          GVariant *bytes,
          gint64 monotonic_us,
          gpointer user_data)
{
  Monitor *self = user_data;
  gsize n_raw;
  const guint8 *raw = g_variant_get_fixed_array (bytes, &n_raw, 1);
  g_autofree char *hex = to_hex (raw, n_raw);
  g_autofree char *arrow = twc_sentence_clean (direction);
  g_autofree char *word = twc_sentence_clean (verdict);

  /* Each real unit leaves a byte of it on the line after each frame (twc-protocol 1.2). */
  if (!self->is_raw && !self->is_json && g_str_equal (verdict, "noise"))
    return;

  begin_record (self);
  if (self->is_json)
    {
      twc_record_add_string (&self->record, "event", "frame");
      twc_record_add_string (&self->record, "direction", direction);
      twc_record_add_string (&self->record, "verdict", verdict);
      twc_record_add_string (&self->record, "raw", hex);
    }
  else
    g_string_append_printf (self->record.line, " %-3s %-9s", arrow, word);

  if (!self->is_json && (self->is_raw || !g_str_equal (verdict, "ok")))
    g_string_append_printf (self->record.line, " %s", hex);
  else
    add_message (self, raw, n_raw);
  write_record (self);
}

/* Those of @properties as one text, free of what a terminal would obey. */
static char *
join_texts (gpointer object, const char *const *properties)
{
  GString *all = g_string_new (NULL);

  for (; *properties != NULL; properties++)
    {
      g_autofree char *text = NULL;
      g_autofree char *clean = NULL;

      g_object_get (object, *properties, &text, NULL);
      clean = twc_sentence_clean (text);
      g_string_append_printf (all, "  %s", clean);
    }

  return g_string_free (all, FALSE);
}

/* Returns: whether @text is news; then it is in the record already, unless that is JSON */
static gboolean
begin_state (Monitor *self, char *text)
{
  g_autofree char *owned = text;

  if (g_strcmp0 (owned, self->last) == 0)
    return FALSE;

  begin_record (self);
  if (!self->is_json)
    g_string_append (self->record.line, owned);
  g_free (self->last);
  self->last = g_steal_pointer (&owned);
  return TRUE;
}

static void
on_site_changed (TwcClient *client, GParamSpec *pspec, gpointer user_data)
{
  const char *const properties[] = { "headline", "reason-text", NULL };
  g_autofree char *code = NULL;
  g_autofree char *headline = NULL;
  Monitor *self = user_data;

  if (!begin_state (self, join_texts (client, properties)))
    return;

  if (self->is_json)
    {
      g_object_get (client, "reason-code", &code, "headline", &headline, NULL);
      twc_record_add_string (&self->record, "event", "site");
      twc_record_add_string (&self->record, "reason", code[0] != '\0' ? code : NULL);
      twc_record_add_string (&self->record, "text", headline);
    }
  write_record (self);
}

static void
on_charger_changed (TwcCharger *charger, GParamSpec *pspec, gpointer user_data)
{
  const char *const properties[] = { "title",         "activity-text", "asked-text",
                                     "measured-text", "reason-text",   NULL };
  Monitor *self = user_data;

  if (!begin_state (self, join_texts (charger, properties)))
    return;

  if (self->is_json)
    {
      twc_record_add_string (&self->record, "event", "charger");
      twc_status_json_add_charger (&self->record, "charger", charger);
    }
  write_record (self);
}

/* What it was told and what it does, but not each measured tenth of an ampere. */
static void
follow_charger (Monitor *self, TwcCharger *charger)
{
  const char *const causes[] = { "notify::offer-amps", "notify::activity-text",
                                 "notify::reason-code" };

  for (gsize i = 0; i < G_N_ELEMENTS (causes); i++)
    g_signal_connect (charger, causes[i], G_CALLBACK (on_charger_changed), self);
}

static void
on_chargers_changed (
  GListModel *chargers, guint position, guint n_removed, guint n_added, gpointer user_data)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(TwcCharger) charger = g_list_model_get_item (chargers, i);

      follow_charger (user_data, charger);
      on_charger_changed (charger, NULL, user_data);
    }
}

static gboolean
ask_for_frames (TwcSession *session, GError **error)
{
  TwcDBusController1 *proxy = twc_client_get_proxy (session->client);
  GAsyncResult *result = NULL;
  g_autoptr(GAsyncResult) answer = NULL;

  twc_dbus_controller1_call_monitor (proxy, TRUE, NULL, twc_session_take_result, &result);
  answer = twc_session_wait (&result);
  if (twc_dbus_controller1_call_monitor_finish (proxy, answer, error))
    return TRUE;

  if (error != NULL)
    g_dbus_error_strip_remote_error (*error);
  return FALSE;
}

static gboolean
follow (Monitor *self, TwcSession *session, GError **error)
{
  TwcClient *client = session->client;
  GListModel *chargers = twc_client_get_chargers (client);
  g_autoptr(TwcDBusController1) proxy = g_object_ref (twc_client_get_proxy (client));

  on_site_changed (client, NULL, self);
  on_chargers_changed (chargers, 0, 0, g_list_model_get_n_items (chargers), self);
  g_signal_connect (client, "notify::headline", G_CALLBACK (on_site_changed), self);
  g_signal_connect (client, "notify::reason-code", G_CALLBACK (on_site_changed), self);
  g_signal_connect (chargers, "items-changed", G_CALLBACK (on_chargers_changed), self);

  g_signal_connect (proxy, "frame", G_CALLBACK (on_frame), self);
  if (!ask_for_frames (session, error))
    return FALSE;

  while (twc_client_is_connected (client))
    g_main_context_iteration (NULL, TRUE);

  g_signal_handlers_disconnect_by_data (proxy, self);
  g_signal_handlers_disconnect_by_data (chargers, self);
  g_signal_handlers_disconnect_by_data (client, self);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, _("the controller has ended"));
  return FALSE;
}

static gboolean
parse (Monitor *self, int argc, char **argv, GError **error)
{
  /* clang-format off */
  const GOptionEntry options[] = {
    { "raw", 0, 0, G_OPTION_ARG_NONE, &self->is_raw, N_("Show bytes instead of fields"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->is_json,
      N_("Print JSON, one object a line"), NULL },
    { NULL },
  };
  /* clang-format on */

  return twc_command_parse (&command, options, &argc, &argv, error);
}

int
twc_verb_monitor (int argc, char **argv)
{
  g_auto(TwcSession) session = { 0 };
  g_autoptr(GError) error = NULL;
  Monitor monitor = { 0 };
  int status;

  if (!parse (&monitor, argc, argv, &error) || !twc_session_open (&session, &error))
    return twc_command_fail (&command, error);

  twc_record_init (&monitor.record, monitor.is_json ? TWC_RECORD_JSON : TWC_RECORD_TEXT);
  /* It ends by an interrupt, or because the controller does. */
  follow (&monitor, &session, &error);
  status = twc_command_fail (&command, error);
  twc_session_clear (&session);
  twc_record_clear (&monitor.record);
  g_free (monitor.last);

  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "ctl/twc-command.h"
#include "ctl/twc-parse.h"
#include "ctl/twc-session.h"
#include "ctl/twc-verbs.h"

/* clang-format off */
static const TwcCommand command = {
  .name = "send",
  .arguments = "HEX",
  .summary = N_("Sends one frame in the next free slot: its bytes between the delimiters, with "
                "the checksum, not escaped. Only frames that cannot harm or reconfigure a Wall "
                "Connector leave the controller; it refuses all others."),
  .description = N_("Example: twcctl send FBEB 7777 9399 000000000000000000 05; 7777 stands for "
                    "the id of this controller, see the sender of what twcctl monitor shows as "
                    "out."),
  .min_arguments = 1,
  .max_arguments = 64,
};
/* clang-format on */

/* Whether the frame may leave is not decided here: the gate in the controller has the only say,
 * so that there is no second list to differ from it (G2). */
static gboolean
send_body (TwcSession *session, GBytes *body, GError **error)
{
  TwcDBusController1 *proxy = twc_client_get_proxy (session->client);
  GAsyncResult *result = NULL;
  g_autoptr(GAsyncResult) answer = NULL;
  GVariant *bytes = g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, body, TRUE);

  twc_dbus_controller1_call_send (proxy, bytes, NULL, twc_session_take_result, &result);
  answer = twc_session_wait (&result);
  if (twc_dbus_controller1_call_send_finish (proxy, answer, error))
    return TRUE;

  if (error != NULL)
    g_dbus_error_strip_remote_error (*error);
  return FALSE;
}

int
twc_verb_send (int argc, char **argv)
{
  g_auto(TwcSession) session = { 0 };
  g_autoptr(GBytes) body = NULL;
  g_autoptr(GError) error = NULL;

  if (!twc_command_parse (&command, NULL, &argc, &argv, &error))
    return twc_command_fail (&command, error);

  body = twc_parse_hex ((const char *const *) argv + 1, &error);
  if (body == NULL || !twc_session_open (&session, &error) || !send_body (&session, body, &error))
    return twc_command_fail (&command, error);

  return TWC_EXIT_DONE;
}

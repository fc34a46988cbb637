/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "values/twc-problem.h"

#include "values/twc-nick.h"

static const struct
{
  const char *nick;
  TwcSeverity severity;
} rows[TWC_N_PROBLEMS] = {
  [TWC_PROBLEM_WIRING_UNSET] = { "wiring-unset", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_SETTING_INVALID] = { "setting-invalid", TWC_SEVERITY_WARNING },
  [TWC_PROBLEM_SETTINGS_NOT_SAVED] = { "settings-not-saved", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_STATE_NOT_SAVED] = { "state-not-saved", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_PORT_MISSING] = { "port-missing", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_PORT_DENIED] = { "port-denied", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_PORT_BUSY] = { "port-busy", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_PORT_NOT_SERIAL] = { "port-not-serial", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_PORT_LOST] = { "port-lost", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_PORT_UNREACHABLE] = { "port-unreachable", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_PORT_FAILED] = { "port-failed", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_NO_CHARGER] = { "no-charger", TWC_SEVERITY_WARNING },
  [TWC_PROBLEM_NOT_ANSWERING] = { "not-answering", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_FOREIGN_MASTER] = { "foreign-master", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_OWN_ID_IN_USE] = { "own-id-in-use", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_FOURTH_CHARGER] = { "fourth-charger", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_DUPLICATE_ID] = { "duplicate-id", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_RATING_INVALID] = { "rating-invalid", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_RATINGS_DIFFER] = { "ratings-differ", TWC_SEVERITY_INFO },
  [TWC_PROBLEM_CHARGER_LOST] = { "charger-lost", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_CHARGER_FAULT] = { "charger-fault", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_CHARGER_UNUSABLE] = { "charger-unusable", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_SLOW_TO_REDUCE] = { "slow-to-reduce", TWC_SEVERITY_WARNING },
  [TWC_PROBLEM_NOT_OBEYING] = { "not-obeying", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_WIRING_TOO_SMALL] = { "wiring-too-small", TWC_SEVERITY_WARNING },
  [TWC_PROBLEM_STOP_ALL] = { "stop-all", TWC_SEVERITY_WARNING },
  [TWC_PROBLEM_OVERLOAD_STOP] = { "overload-stop", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_OVERLOAD] = { "overload", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_DLM_STALE] = { "dlm-stale", TWC_SEVERITY_ERROR },
  [TWC_PROBLEM_CLOCK_WRONG] = { "clock-wrong", TWC_SEVERITY_WARNING },
  [TWC_PROBLEM_BUS_NOISE] = { "bus-noise", TWC_SEVERITY_WARNING },
  [TWC_PROBLEM_ECHO] = { "echo", TWC_SEVERITY_INFO },
  [TWC_PROBLEM_LATE_HEARTBEAT] = { "late-heartbeat", TWC_SEVERITY_WARNING },
};

static const char *const severities[TWC_N_SEVERITIES] = {
  [TWC_SEVERITY_INFO] = "info",
  [TWC_SEVERITY_WARNING] = "warning",
  [TWC_SEVERITY_ERROR] = "error",
};

TwcSeverity
twc_problem_code_get_severity (TwcProblemCode code)
{
  g_return_val_if_fail (code < TWC_N_PROBLEMS, TWC_SEVERITY_ERROR);

  return rows[code].severity;
}

const char *
twc_problem_code_to_nick (TwcProblemCode code)
{
  g_return_val_if_fail (code < TWC_N_PROBLEMS, NULL);

  return rows[code].nick;
}

gboolean
twc_problem_code_from_nick (const char *nick, TwcProblemCode *code)
{
  for (guint i = 0; i < TWC_N_PROBLEMS; i++)
    if (g_strcmp0 (rows[i].nick, nick) == 0)
      {
        *code = (TwcProblemCode) i;
        return TRUE;
      }

  return FALSE;
}

const char *
twc_severity_to_nick (TwcSeverity severity)
{
  return twc_nick_get (severities, TWC_N_SEVERITIES, severity);
}

gboolean
twc_severity_from_nick (const char *nick, TwcSeverity *severity)
{
  guint value;

  if (!twc_nick_find (severities, TWC_N_SEVERITIES, nick, &value))
    return FALSE;

  *severity = (TwcSeverity) value;
  return TRUE;
}

/* Cuts at a character, never inside one. Names come from settings and other machines, and this text
 * goes into a log of lines: a line break in it would forge one. */
static void
copy_text (char *to, gsize size, const char *from)
{
  const char *end;

  g_strlcpy (to, from != NULL ? from : "", size);
  if (!g_utf8_validate (to, -1, &end))
    to[end - to] = '\0';

  while (*to != '\0')
    {
      char *next = g_utf8_next_char (to);

      if (g_unichar_iscntrl (g_utf8_get_char (to)))
        memset (to, '?', (gsize) (next - to));
      to = next;
    }
}

/**
 * twc_problem_new:
 * @charger: the Wall Connector concerned, 0 for none
 * @subject: (nullable): a port, a key or an id; cut when too long
 */
TwcProblem
twc_problem_new (TwcProblemCode code, guint16 charger, const char *subject)
{
  TwcProblem self = { .code = code, .charger = charger };

  copy_text (self.subject, sizeof self.subject, subject);
  return self;
}

/**
 * twc_problem_set_detail:
 * @detail: (nullable): the one fact that the fix needs; cut when too long
 */
void
twc_problem_set_detail (TwcProblem *self, const char *detail)
{
  copy_text (self->detail, sizeof self->detail, detail);
}

gboolean
twc_problem_is_same (const TwcProblem *a, const TwcProblem *b)
{
  return a->code == b->code && a->charger == b->charger && g_str_equal (a->subject, b->subject);
}

/**
 * twc_problem_to_variant:
 *
 * Returns: (transfer floating): `(ssxa{sv})`: code, severity, since (UTC seconds), and what is
 *   known of `charger` (s), `subject` (s), `detail` (s), `value` (x)
 */
GVariant *
twc_problem_to_variant (const TwcProblem *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sv}"));
  if (self->charger != 0)
    {
      char id[TWC_ID_TEXT_SIZE];

      twc_id_to_text (self->charger, id);
      g_variant_builder_add (&builder, "{sv}", "charger", g_variant_new_string (id));
    }
  if (self->subject[0] != '\0')
    g_variant_builder_add (&builder, "{sv}", "subject", g_variant_new_string (self->subject));
  if (self->detail[0] != '\0')
    g_variant_builder_add (&builder, "{sv}", "detail", g_variant_new_string (self->detail));
  if (self->value != 0)
    g_variant_builder_add (&builder, "{sv}", "value", g_variant_new_int64 (self->value));

  return g_variant_new ("(ssxa{sv})", twc_problem_code_to_nick (self->code),
                        twc_severity_to_nick (twc_problem_code_get_severity (self->code)),
                        self->since_unix_s, &builder);
}

/**
 * twc_problem_from_variant:
 * @variant: `(ssxa{sv})`
 * @self: (out caller-allocates): the problem
 *
 * Returns: %FALSE when @variant is not a problem that this version knows
 */
gboolean
twc_problem_from_variant (GVariant *variant, TwcProblem *self)
{
  g_autoptr(GVariant) args = NULL;
  const char *code, *text;

  *self = (TwcProblem){ 0 };
  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE ("(ssxa{sv})")))
    return FALSE;

  g_variant_get (variant, "(&s&sx@a{sv})", &code, NULL, &self->since_unix_s, &args);
  if (!twc_problem_code_from_nick (code, &self->code))
    return FALSE;

  if (g_variant_lookup (args, "charger", "&s", &text))
    twc_id_from_text (text, &self->charger);
  if (g_variant_lookup (args, "subject", "&s", &text))
    copy_text (self->subject, sizeof self->subject, text);
  if (g_variant_lookup (args, "detail", "&s", &text))
    copy_text (self->detail, sizeof self->detail, text);
  g_variant_lookup (args, "value", "x", &self->value);

  return TRUE;
}

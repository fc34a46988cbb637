/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-timed-reason.h"

/**
 * twc_timed_reason_take:
 * @variant: (nullable): `(sa{sv})` from the controller, not yet trusted
 *
 * Returns: %FALSE when this is the reason that was there already: its countdown goes on
 */
gboolean
twc_timed_reason_take (TwcTimedReason *self, GVariant *variant, gint64 now_us)
{
  if (variant == NULL || (self->variant != NULL && g_variant_equal (self->variant, variant)))
    return FALSE;

  g_clear_pointer (&self->variant, g_variant_unref);
  self->variant = g_variant_ref (variant);
  self->known = twc_reason_from_variant (variant, &self->reason);
  self->since_us = now_us;
  return TRUE;
}

void
twc_timed_reason_clear (TwcTimedReason *self)
{
  g_clear_pointer (&self->variant, g_variant_unref);
  *self = (TwcTimedReason){ 0 };
}

/**
 * twc_timed_reason_dup_code:
 *
 * Returns: (transfer full): the code's public name, also of one that this version does not know
 */
char *
twc_timed_reason_dup_code (const TwcTimedReason *self)
{
  const char *code = "";

  if (self->variant != NULL && g_variant_is_of_type (self->variant, G_VARIANT_TYPE ("(sa{sv})")))
    g_variant_get_child (self->variant, 0, "&s", &code);

  return g_strdup (code);
}

gint64
twc_timed_reason_get_elapsed_s (const TwcTimedReason *self, gint64 now_us)
{
  return MAX (now_us - self->since_us, 0) / G_USEC_PER_SEC;
}

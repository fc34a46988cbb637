/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "values/twc-green-view.h"

static void
add (GVariantBuilder *builder, gboolean is_known, const char *key, double value)
{
  if (is_known)
    g_variant_builder_add (builder, "{sv}", key, g_variant_new_double (value));
}

/**
 * twc_green_view_to_variant:
 *
 * Returns: (transfer floating): `a{sv}`: watts, amps and percent as `d`, the time of the sample as
 *   `at` (`x`, monotonic microseconds); what is not known is not there
 */
GVariant *
twc_green_view_to_variant (const TwcGreenView *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  add (&builder, self->usable, "surplus_w", self->surplus_w);
  add (&builder, self->usable, "available_a", self->available_ca / (double) TWC_CA (1));
  add (&builder, self->has_solar, "solar_w", self->solar_w);
  add (&builder, self->has_house, "house_w", self->house_w);
  add (&builder, self->has_grid, "grid_w", self->grid_w);
  add (&builder, self->has_battery, "battery_w", self->battery_w);
  add (&builder, self->has_soc, "battery_soc", self->soc_percent);
  if (self->at_us != TWC_NEVER)
    g_variant_builder_add (&builder, "{sv}", "at", g_variant_new_int64 (self->at_us));

  return g_variant_builder_end (&builder);
}

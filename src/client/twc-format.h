/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Units as a person reads them, in the locale's notation. All results are newly allocated. */
char *twc_format_number (guint ca);   /* "16.2" */
char *twc_format_measured (guint ca); /* "16.2 A" */
char *twc_format_amps (guint ca);     /* "16 A"; "16.5 A" where it is not whole */
char *twc_format_power (double watts);
char *twc_format_energy (double kwh);
char *twc_format_session (double kwh);
char *twc_format_volts (const double *volts, gsize n_volts);
char *twc_format_duration (gint64 seconds);
char *twc_format_clock (gint64 unix_s, GDateTime *now);
char *twc_format_since (gint64 unix_s, GDateTime *now);

guint twc_format_read_ca (double amps);

G_END_DECLS

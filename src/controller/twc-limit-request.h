/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-site.h"

G_BEGIN_DECLS

/* What the grid operator or an automation asks over D-Bus (charging-control 2, 7.1). */
gboolean twc_limit_request_parse (GVariant *values, TwcExternalLimit *limit, GError **error);

G_END_DECLS

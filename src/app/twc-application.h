/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TWC_TYPE_APPLICATION (twc_application_get_type ())
G_DECLARE_FINAL_TYPE (TwcApplication, twc_application, TWC, APPLICATION, AdwApplication)

TwcApplication *twc_application_new (gboolean forwarded);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void twc_programs_use_build_tree (void);
char *twc_programs_find (const char *name, const char *folder);
GSubprocess *
twc_programs_spawn_bound (GSubprocessLauncher *launcher, const char *const *argv, GError **error);
GSubprocess *
twc_programs_spawn_free (GSubprocessLauncher *launcher, const char *const *argv, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <locale.h>

#include "app/twc-application.h"
#include "app/twc-programs.h"
#include "app/twc-remote.h"

int
main (int argc, char *argv[])
{
  g_autoptr(TwcApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, TWC_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  twc_programs_use_build_tree ();
  application = twc_application_new (twc_remote_prepare ());
  return g_application_run (G_APPLICATION (application), argc, argv);
}

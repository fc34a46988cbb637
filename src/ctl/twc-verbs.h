/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each takes the verb as argv[0] and returns the exit status. */
int twc_verb_status (int argc, char **argv);
int twc_verb_monitor (int argc, char **argv);
int twc_verb_charge_now (int argc, char **argv);
int twc_verb_cancel (int argc, char **argv);
int twc_verb_mode (int argc, char **argv);
int twc_verb_stop_all (int argc, char **argv);
int twc_verb_allow (int argc, char **argv);
int twc_verb_pause (int argc, char **argv);
int twc_verb_resume (int argc, char **argv);
int twc_verb_get (int argc, char **argv);
int twc_verb_set (int argc, char **argv);
int twc_verb_schedule (int argc, char **argv);
int twc_verb_plan (int argc, char **argv);
int twc_verb_import (int argc, char **argv);
int twc_verb_send (int argc, char **argv);
int twc_verb_source (int argc, char **argv);
int twc_verb_limit (int argc, char **argv);
int twc_verb_simulate (int argc, char **argv);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

/* What is wrong, as a code. The words, with what to do about it, are client/'s. */
typedef enum {
  TWC_PROBLEM_WIRING_UNSET,       /* no limit configured: nothing is offered (G3) */
  TWC_PROBLEM_SETTING_INVALID,    /* subject: the key, detail: what is wrong with it */
  TWC_PROBLEM_SETTINGS_NOT_SAVED, /* subject: the key: what was written did not stick */
  TWC_PROBLEM_STATE_NOT_SAVED,    /* subject: the file: a restart would forget what is going on */
  TWC_PROBLEM_PORT_MISSING,       /* subject: the port */
  TWC_PROBLEM_PORT_DENIED,        /* subject: the port, detail: the group that may open it */
  TWC_PROBLEM_PORT_BUSY,          /* subject: the port, detail: who holds it, if known */
  TWC_PROBLEM_PORT_NOT_SERIAL,    /* subject: the port */
  TWC_PROBLEM_PORT_LOST,          /* subject: the port: it was open, and went away */
  TWC_PROBLEM_PORT_UNREACHABLE,   /* subject: tcp://host:port, detail: what the system said */
  TWC_PROBLEM_PORT_FAILED,        /* subject: the port, detail: what the system said */
  TWC_PROBLEM_NO_CHARGER,         /* the port is open, and no Wall Connector is heard */
  TWC_PROBLEM_NOT_ANSWERING,      /* heard on the bus, but never answers us */
  TWC_PROBLEM_FOREIGN_MASTER,     /* subject: its id; we stay silent */
  TWC_PROBLEM_OWN_ID_IN_USE,      /* another node sends with our id */
  TWC_PROBLEM_FOURTH_CHARGER,     /* charger: the one refused */
  TWC_PROBLEM_DUPLICATE_ID,       /* charger: the id that two units share */
  TWC_PROBLEM_RATING_INVALID,     /* charger, value: what it announced, in centiamperes */
  TWC_PROBLEM_RATINGS_DIFFER,
  TWC_PROBLEM_CHARGER_LOST,     /* charger: silent for 26 s */
  TWC_PROBLEM_CHARGER_FAULT,    /* charger: state 02 */
  TWC_PROBLEM_CHARGER_UNUSABLE, /* charger: its limit is below what it can use at all */
  TWC_PROBLEM_SLOW_TO_REDUCE,   /* charger, value: measured centiamperes (10.3) */
  TWC_PROBLEM_NOT_OBEYING,      /* charger, value: measured centiamperes (7.5) */
  TWC_PROBLEM_WIRING_TOO_SMALL, /* the limit cannot hold 6 A for each Wall Connector */
  TWC_PROBLEM_STOP_ALL,         /* latched by a person (charging-control 5.7) */
  TWC_PROBLEM_OVERLOAD_STOP,    /* latched by the overload guard (7.5) */
  TWC_PROBLEM_OVERLOAD,         /* all are at their minimum for it (7.5) */
  TWC_PROBLEM_DLM_STALE,        /* the meter that guards the house is silent (7.4) */
  TWC_PROBLEM_CLOCK_WRONG,      /* schedules and plans wait for it (5.4) */
  TWC_PROBLEM_BUS_NOISE,        /* value: damaged frames per thousand */
  TWC_PROBLEM_ECHO,             /* the adapter returns what we send: harmless, but said */
  TWC_PROBLEM_LATE_HEARTBEAT,   /* value: milliseconds */
  TWC_N_PROBLEMS
} TwcProblemCode;

typedef enum {
  TWC_SEVERITY_INFO,
  TWC_SEVERITY_WARNING,
  TWC_SEVERITY_ERROR,
  TWC_N_SEVERITIES
} TwcSeverity;

/**
 * TwcProblem:
 *
 * One thing that is wrong now. Two problems are the same when code, charger and subject are.
 */
typedef struct
{
  TwcProblemCode code;
  guint16 charger; /* 0 = none in particular */
  gint64 since_unix_s;
  gint64 value;
  char subject[96];
  char detail[160];
} TwcProblem;

TwcSeverity twc_problem_code_get_severity (TwcProblemCode code);
const char *twc_problem_code_to_nick (TwcProblemCode code);
gboolean twc_problem_code_from_nick (const char *nick, TwcProblemCode *code);
const char *twc_severity_to_nick (TwcSeverity severity);
gboolean twc_severity_from_nick (const char *nick, TwcSeverity *severity);

TwcProblem twc_problem_new (TwcProblemCode code, guint16 charger, const char *subject);
void twc_problem_set_detail (TwcProblem *self, const char *detail);
gboolean twc_problem_is_same (const TwcProblem *a, const TwcProblem *b);

GVariant *twc_problem_to_variant (const TwcProblem *self);
gboolean twc_problem_from_variant (GVariant *variant, TwcProblem *self);

G_END_DECLS

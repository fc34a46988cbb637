/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "controller/twc-fault-log.h"
#include "controller/twc-noise-meter.h"
#include "controller/twc-settings-writer.h"
#include "ring/twc-ring.h"

G_BEGIN_DECLS

/**
 * TwcDiagnosis:
 *
 * What is wrong now: of the bus, of the port and of the settings, in one list with beginnings,
 * and in the log. A plain value; zero it, then twc_diagnosis_init().
 */
typedef struct
{
  TwcProblemList problems;
  TwcNoiseMeter noise;
  TwcFaultLog *log;
  gboolean has_port_problem;
  TwcProblem port_problem;
  gint64 port_open_us;       /* TWC_NEVER while it is not */
  const char *unsaved_state; /* the state's file, while it cannot be written; else NULL */
} TwcDiagnosis;

void twc_diagnosis_init (TwcDiagnosis *self);
void twc_diagnosis_clear (TwcDiagnosis *self);

void twc_diagnosis_port_opened (TwcDiagnosis *self, gint64 now_us);
void twc_diagnosis_port_closed (TwcDiagnosis *self, const char *port, const GError *error);
gboolean twc_diagnosis_update (TwcDiagnosis *self,
                               TwcRing *ring,
                               const TwcBusHealth *health,
                               TwcSettingsReader *reader,
                               TwcSettingsWriter *writer,
                               TwcNow now);

G_END_DECLS

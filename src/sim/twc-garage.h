/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/twc-garage-config.h"
#include "sim/twc-violation.h"

G_BEGIN_DECLS

/* What a unit really does, for tests and the scenario's report. */
typedef struct
{
  guint16 id; /* as it is now: a conflict changes it */
  gboolean linked;
  gboolean contactor_closed;
  guint limit_ca;
  guint draw_ca;
  guint power_w;
  guint8 state;
  guint n_contactor_operations;
  guint n_heartbeats;        /* received from a master */
  gint64 first_heartbeat_us; /* TWC_NEVER before it */
  gint64 longest_gap_us;     /* between two heartbeats while linked */
  gint64 energy_wh;
} TwcSlaveReport;

/**
 * TwcGarage:
 *
 * The simulated garage (twc-protocol 7): Wall Connectors, cars and an RS-485 line on a clock
 * that its owner moves. The same seed and calls give the same bytes.
 */
typedef struct _TwcGarage TwcGarage;

TwcGarage *twc_garage_new (const TwcGarageConfig *config, gint64 now_us);
void twc_garage_free (TwcGarage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcGarage, twc_garage_free)

/* The line: what a master writes, and what its adapter delivers at @now_us. */
void twc_garage_write (TwcGarage *self, const guint8 *bytes, gsize n_bytes, gint64 now_us);
gsize twc_garage_read (TwcGarage *self, guint8 *bytes, gsize size, gint64 now_us);
gint64 twc_garage_get_deadline (const TwcGarage *self);
void twc_garage_step (TwcGarage *self, gint64 now_us);

/* What happens in it, at the time of the last step. Verbs on an unknown id return FALSE; a unit
 * is known by the id it has and by the one it began with. */
gboolean twc_garage_plug_in (TwcGarage *self, guint16 id, const TwcCarConfig *car);
gboolean twc_garage_unplug (TwcGarage *self, guint16 id);
gboolean twc_garage_fill (TwcGarage *self, guint16 id);                     /* the car is full */
gboolean twc_garage_go_silent (TwcGarage *self, guint16 id, gint64 for_us); /* deaf and mute */
gboolean twc_garage_reset_unit (TwcGarage *self, guint16 id); /* power cycle: new sign */
gboolean twc_garage_fault (TwcGarage *self, guint16 id);      /* state 02 until a power cycle */
gboolean twc_garage_ask_raise (TwcGarage *self, guint16 id);  /* the driver restarts: state 08 */
void twc_garage_make_noise (TwcGarage *self, gsize n_bytes);  /* random bytes at wire speed */
void twc_garage_inject (TwcGarage *self, const guint8 *bytes, gsize n_bytes);
void twc_garage_foreign_master (TwcGarage *self, guint16 id, gint64 for_us);
void twc_garage_remove_adapter (TwcGarage *self);
void twc_garage_return_adapter (TwcGarage *self);
void twc_garage_set_faults (TwcGarage *self, const TwcLineFaults *faults);
void twc_garage_set_wiring (TwcGarage *self, guint wiring_ca); /* lowering: judged after 10 s */

guint twc_garage_get_n_slaves (const TwcGarage *self);
void twc_garage_get_slave (const TwcGarage *self, guint index, TwcSlaveReport *report);
const TwcViolation *twc_garage_get_violations (const TwcGarage *self, guint *n_violations);

G_END_DECLS

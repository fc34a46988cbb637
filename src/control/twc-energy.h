/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-charge-session.h"
#include "values/twc-units.h"

G_BEGIN_DECLS

/* What a kilowatt hour was worth, and where it came from: charging-control 13.2 to 13.5. */

/* What flows through the house now, as far as it is known. */
typedef struct
{
  gboolean has_solar;
  gint solar_w;
  gboolean has_house;
  gint house_w;   /* without the Wall Connectors */
  gint battery_w; /* + discharging; 0 without one */
  gboolean has_grid;
  gint grid_w;    /* + import */
  gint reserve_w; /* R of 6.2: what is kept from the sun for the house */
  guint charger_w;

  gboolean has_import_price;
  double import_price; /* per kWh */
  gboolean has_export_price;
  double export_price; /* what a kWh fed in would have earned */
} TwcFlows;

/**
 * TwcEnergy:
 *
 * What one Wall Connector has delivered since it is known. It only grows.
 */
typedef struct
{
  double total_wh;
  gint64 at_us;  /* the report up to which it is counted; TWC_NEVER before the first */
  guint draw_ca; /* that flows since then */

  gint64 counter_us; /* the last reading of the unit's own counter; TWC_NEVER = none */
  guint32 counter_kwh;
  guint32 odd_kwh;  /* a reading that was not believed; 0 = none */
  gboolean quiet;   /* nothing can have flowed since that reading */
  gboolean exact;   /* it has been seen to move: what it hides is less than a minute's energy */
  double since_wh;  /* counted since it moved, less what it has shown of that */
  double silent_wh; /* the most that may have flowed since then while nothing was heard */
} TwcEnergy;

TwcEnergy twc_energy_new (void);
double
twc_energy_take_report (TwcEnergy *self, gint64 at_us, guint draw_ca, guint cap_ca, guint wpa);
double twc_energy_take_counter (TwcEnergy *self, gint64 at_us, guint32 kwh);

gboolean twc_energy_get_share (const TwcFlows *flows, double *share);
gboolean twc_energy_get_cost (const TwcFlows *flows, double wh, double *cost);
void twc_energy_book (TwcChargeSession *session, double wh, const TwcFlows *flows);
void twc_energy_correct (TwcChargeSession *session, guint32 first_kwh, guint32 last_kwh);

G_END_DECLS

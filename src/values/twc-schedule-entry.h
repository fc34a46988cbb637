/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "values/twc-units.h"

G_BEGIN_DECLS

#define TWC_MAX_SCHEDULES 28
#define TWC_MAX_GOALS 6
#define TWC_MAX_TARIFF_ROWS 56
#define TWC_MINUTES_PER_DAY 1440

/* Days are sets: bit 0 = Monday … bit 6 = Sunday. */
#define TWC_EVERY_DAY 0x7Fu
#define TWC_DAYS_PER_WEEK 7

/* "23:00" with its NUL. */
#define TWC_MINUTE_TEXT_SIZE 6

/* A window of a week, charging-control 5.2. The day belongs to its start. */
typedef struct
{
  char name[32]; /* the last part of its settings path */
  gboolean enabled;
  guint days;
  guint start_min; /* of the local day */
  guint end_min;   /* 1 … 1440; up to start_min: on the day after */
  guint amps_ca;   /* 0: nothing may charge */
  guint n_ids;     /* 0: all Wall Connectors */
  guint16 ids[TWC_MAX_CHARGERS];
} TwcScheduleEntry;

/* A car that is to be charged by a time, charging-control 14.1. */
typedef struct
{
  char name[32];
  gboolean enabled;
  guint16 charger; /* 0: the one that has @vin */
  char vin[18];
  guint energy_wh;      /* at the plug; 0: from @target_percent */
  guint target_percent; /* with the car's battery size */
  guint departure_min;  /* of the local day */
  guint days;           /* on which it departs; 0: once, on @date */
  guint date;           /* 20261231; 0 with @days */
} TwcPlanGoal;

/* A row of the weekly price table, charging-control 14.8. */
typedef struct
{
  guint days;
  guint start_min;
  guint end_min; /* up to 1440; up to start_min: on the day after */
  double price;  /* currency per kWh */
} TwcTariffRow;

/* Names as charging-control 5.2 and every text format write them. */
gboolean twc_days_from_text (const char *text, guint *days);
char *twc_days_to_text (guint days);
gboolean twc_minute_from_text (const char *text, guint *minute);
void twc_minute_to_text (guint minute, char text[TWC_MINUTE_TEXT_SIZE]);

G_END_DECLS

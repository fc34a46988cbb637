/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <malloc.h>
#include <math.h>

#include "ctl/twc-simulation.h"
#include "year.h"

/* A year of three Wall Connectors in virtual time, through the wire's codec: nothing is ever
 * overloaded, no contactor is worn, no watt hour gets lost, and no memory grows.
 *
 * TWC_YEAR_DAYS sets how much of it is run, TWC_SEED makes another one. */

#ifdef __SANITIZE_ADDRESS__
#define DEFAULT_DAYS 8
#else
#define DEFAULT_DAYS 60
#endif

#define DEFAULT_SEED 1
#define HOUR_US TWC_SECONDS_US (3600)
#define DAY_US (24 * HOUR_US)

/* Time for the rings and caches of libraries to fill, and what may come and go afterwards. */
#define SETTLED_DAYS 3
#define HEAP_SLACK (64 * 1024)

/* A gap of the bus is bridged with whole kilowatt hours or not at all (charging-control 13.2). */
#define ENERGY_TOLERANCE 0.005

typedef struct
{
  double closed_wh;
  gint64 closed_s; /* when the last one that was counted had opened */
  guint n_sessions;
  gboolean was_closed; /* its contactor */
  guint next;
  gint64 starts_us[32]; /* the last ones */
  guint n_starts;
} Bay;

typedef struct
{
  guint seed;
  guint max_starts;
  Bay bays[TWC_MAX_CHARGERS];
} Year;

/* A plan is seen more than once; a session opens but once. */
static void
count_closed (Year *self, const TwcSimulation *simulation, const TwcPlan *plan)
{
  for (guint i = 0; i < plan->n_closed; i++)
    {
      const TwcChargeSession *session = &plan->closed[i];
      Bay *bay = &self->bays[year_find_bay (session->charger)];

      if (session->opened_s == bay->closed_s)
        continue;
      bay->closed_s = session->opened_s;
      bay->closed_wh += session->energy_wh;
      bay->n_sessions++;
      g_assert_cmpint (session->opened_s, <=, session->drawn_s);
      g_assert_cmpint (session->drawn_s, <=, twc_simulation_get_unix_s (simulation));
    }
}

/* Charging-control 11.2, as the contactor sees it. */
static void
count_start (Year *self, Bay *bay, guint16 id, gint64 now_us)
{
  const guint oldest =
    (bay->next + G_N_ELEMENTS (bay->starts_us) - self->max_starts) % G_N_ELEMENTS (bay->starts_us);

  if (bay->n_starts >= self->max_starts && now_us - bay->starts_us[oldest] < HOUR_US)
    g_error ("TWC_SEED=%u, day %.3f: %04X starts more than %u times within an hour", self->seed,
             (double) now_us / DAY_US, id, self->max_starts);

  bay->starts_us[bay->next] = now_us;
  bay->next = (bay->next + 1) % G_N_ELEMENTS (bay->starts_us);
  bay->n_starts++;
}

static void
on_step (const TwcSimulation *simulation, gpointer user_data)
{
  const TwcGarage *garage = twc_simulation_get_garage (simulation);
  Year *self = user_data;

  count_closed (self, simulation, twc_simulation_get_plan (simulation));
  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    {
      Bay *bay = &self->bays[i];
      TwcSlaveReport slave;

      twc_garage_get_slave (garage, i, &slave);
      if (slave.contactor_closed && !bay->was_closed)
        count_start (self, bay, slave.id, twc_simulation_get_elapsed_us (simulation));
      bay->was_closed = slave.contactor_closed;
    }
}

static void
assert_no_violation (const Year *self, const TwcSimulation *simulation)
{
  guint n_violations;
  const TwcViolation *violations =
    twc_garage_get_violations (twc_simulation_get_garage (simulation), &n_violations);

  if (n_violations > 0)
    g_error ("TWC_SEED=%u, day %.5f, %04X: %s, %u", self->seed,
             (double) violations[0].at_us / DAY_US, violations[0].charger,
             twc_violation_code_to_nick (violations[0].code), violations[0].value);
}

static double
get_open_wh (const TwcSimulation *simulation, guint16 id)
{
  const TwcPlanCharger *planned = twc_plan_find (twc_simulation_get_plan (simulation), id);

  return planned != NULL && planned->session.opened_s > 0 ? planned->session.energy_wh : 0;
}

/* What the sessions say is what the cars took. */
static void
check_energies (const Year *self, const TwcSimulation *simulation)
{
  for (guint i = 0; i < TWC_MAX_CHARGERS; i++)
    {
      const Bay *bay = &self->bays[i];
      TwcSlaveReport slave;
      double told_wh, taken_wh;

      twc_garage_get_slave (twc_simulation_get_garage (simulation), i, &slave);
      taken_wh = (double) slave.energy_wh;
      told_wh = bay->closed_wh + get_open_wh (simulation, slave.id);
      g_test_message ("%04X: %.1f kWh taken, %.1f kWh in %u sessions, %u starts", slave.id,
                      taken_wh / 1000, told_wh / 1000, bay->n_sessions, bay->n_starts);
      g_assert_cmpfloat (taken_wh, >, 0);
      g_assert_cmpfloat (fabs (told_wh - taken_wh), <=, ENERGY_TOLERANCE * taken_wh);
    }
}

static gsize
get_heap (void)
{
  return mallinfo2 ().uordblks;
}

static guint
get_number (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static void
test_year (void)
{
  const guint n_days = get_number ("TWC_YEAR_DAYS", DEFAULT_DAYS);
  Year self = { .seed = get_number ("TWC_SEED", DEFAULT_SEED) };
  g_autoptr(TwcScenario) scenario = year_new (n_days, self.seed);
  g_autoptr(TwcSimulation) simulation = twc_simulation_new (scenario);
  gsize settled = 0;

  self.max_starts = scenario->settings.max_starts_per_hour;
  twc_simulation_set_observer (simulation, on_step, &self);
  for (guint day = 1; day <= n_days; day++)
    {
      twc_simulation_run (simulation, day * DAY_US);
      assert_no_violation (&self, simulation);
      if (day == SETTLED_DAYS)
        settled = get_heap ();
    }

  check_energies (&self, simulation);
  if (n_days > SETTLED_DAYS)
    g_assert_cmpuint (get_heap (), <=, settled + HEAP_SLACK);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/year/three-wall-connectors", test_year);

  return g_test_run ();
}

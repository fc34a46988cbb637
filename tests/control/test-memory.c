/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control/twc-brain.h"
#include "control/twc-memory-store.h"

/* What outlives a restart (charging-control 4), and what is made of a file that cannot be
 * believed. That it is complete is shown by the histories, which restart at random. */

#define UNIX_S G_GINT64_CONSTANT (1790000000)
#define A "{'id': <uint16 37785>"

static const TwcNow now = { TWC_SECONDS_US (50), UNIX_S };
static const TwcKnownCharger charging = { 0x9399, 1, TWC_CA (32), TWC_CA (16) };
static const TwcKnownCharger idle = { 0x9399, 1, TWC_CA (32), 0 };

static gboolean
restore (TwcMemory *memory, const char *text, TwcNow at)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) variant = g_variant_parse (NULL, text, NULL, NULL, &error);

  g_assert_no_error (error);
  return twc_memory_from_variant (memory, variant, at);
}

typedef struct
{
  const char *path;
  const char *text;
} HostileRow;

static const HostileRow hostile_rows[] = {
  { "/control/memory/hostile/number", "uint32 7" },
  { "/control/memory/hostile/empty", "@a{sv} {}" },
  { "/control/memory/hostile/no-chargers", "{'stopped': <true>}" },
  { "/control/memory/hostile/type-of-chargers", "{'chargers': <['9399']>}" },
  { "/control/memory/hostile/id-zero", "{'chargers': <[{'id': <uint16 0>}]>}" },
  { "/control/memory/hostile/no-id", "{'chargers': <[{'total-wh': <1.0>}]>}" },
  { "/control/memory/hostile/type", "{'chargers': <[" A ", 'total-wh': <'7'>}]>}" },
  { "/control/memory/hostile/negative", "{'chargers': <[" A ", 'total-wh': <-1.0>}]>}" },
  { "/control/memory/hostile/infinite", "{'chargers': <[" A ", 'energy-wh': <nan>}]>}" },
  { "/control/memory/hostile/huge", "{'chargers': <[" A ", 'silent-wh': <1e300>}]>}" },
  { "/control/memory/hostile/percent", "{'chargers': <[" A ", 'limit-percent': <uint32 101>}]>}" },
  { "/control/memory/hostile/vin", "{'chargers': <[" A ", 'vin': <'5YJ3E1EA7KF3170000'>}]>}" },
  { "/control/memory/hostile/vin-noise", "{'chargers': <[" A ", 'vin': <'<b>'>}]>}" },
  { "/control/memory/hostile/open-never", "{'chargers': <[" A ", 'open': <true>}]>}" },
  { "/control/memory/hostile/negative-utc", "{'chargers': <[" A ", 'opened-utc': <int64 -5>}]>}" },
  { "/control/memory/hostile/ids-missing",
    "{'charge-now-n-ids': <uint32 2>, 'chargers': <@aa{sv} []>}" },
  { "/control/memory/hostile/ids-too-many",
    "{'charge-now-n-ids': <uint32 4>, 'charge-now-ids': <[uint16 1, 2, 3, 4]>, "
    "'chargers': <@aa{sv} []>}" },
  { "/control/memory/hostile/plan-without-goal",
    "{'plans': <[{'taken-wh': <1.0>}]>, 'chargers': <@aa{sv} []>}" },
  { "/control/memory/hostile/plan-of-nan",
    "{'plans': <[{'goal': <uint64 7>, 'taken-wh': <nan>}]>, 'chargers': <@aa{sv} []>}" },
  { "/control/memory/hostile/plans-too-many",
    "{'plans': <[{'goal': <uint64 1>}, {'goal': <uint64 2>}, {'goal': <uint64 3>}, "
    "{'goal': <uint64 4>}, {'goal': <uint64 5>}, {'goal': <uint64 6>}, {'goal': <uint64 7>}]>, "
    "'chargers': <@aa{sv} []>}" },
  { "/control/memory/hostile/starts-too-many",
    "{'chargers': <[" A ", 'starts': <[int64 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, "
    "16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]>}]>}" },
  { "/control/memory/hostile/seven",
    "{'chargers': <[{'id': <uint16 1>}, {'id': <uint16 2>}, {'id': <uint16 3>}, "
    "{'id': <uint16 4>}, {'id': <uint16 5>}, {'id': <uint16 6>}, {'id': <uint16 7>}]>}" },
};

/* All or nothing: what is wrong in one place may be wrong in all. */
static void
test_hostile (gconstpointer data)
{
  const HostileRow *row = data;
  TwcMemory memory = twc_memory_new (&charging, 1, now);
  const TwcMemory before = memory;

  g_assert_false (restore (&memory, row->text, now));
  g_assert_cmpmem (&memory, sizeof memory, &before, sizeof before);
}

#define AGES                                                                       \
  "{'chargers': <[" A ", 'on': <int64 1789999970>, 'queued': <int64 1789999000>, " \
  "'drawn': <int64 1789999990>}]>}"

typedef struct
{
  const char *path;
  const TwcKnownCharger *known;
  const char *text;
  gint64 unix_s; /* of the start */
  gint64 on_s;   /* ago; -1 = never */
  gint64 off_s;
} SwitchRow;

static const SwitchRow switch_rows[] = {
  { "/control/memory/switch/on", &charging, AGES, UNIX_S, 30, -1 },
  { "/control/memory/switch/power-cut", &charging, AGES, UNIX_S + 3600, 3630, -1 },
  { "/control/memory/switch/off-since", &idle, AGES, UNIX_S, -1, 0 },
  { "/control/memory/switch/off", &idle, "{'chargers': <[" A ", 'off': <int64 1789999980>}]>}",
    UNIX_S, -1, 20 },
  { "/control/memory/switch/on-since", &charging,
    "{'chargers': <[" A ", 'off': <int64 1789999980>}]>}", UNIX_S, 0, -1 },
  { "/control/memory/switch/never", &idle, "{'chargers': <[" A "}]>}", UNIX_S, -1, -1 },
  { "/control/memory/switch/not-stored", &idle, "{'chargers': <@aa{sv} []>}", UNIX_S, -1, 0 },
  /* Without a clock it is as if it had been just now: a relay rests for too long, not too short. */
  { "/control/memory/switch/clock-of-1970", &charging, AGES, 100, 0, -1 },
  { "/control/memory/switch/clock-went-back", &charging, AGES, UNIX_S - 86400, 0, -1 },
  { "/control/memory/switch/stored-in-1970", &charging,
    "{'chargers': <[" A ", 'on': <int64 77>}]>}", UNIX_S, 0, -1 },
};

static void
assert_ago (gint64 us, gint64 seconds)
{
  g_assert_cmpint (us, ==, seconds < 0 ? TWC_NEVER : now.us - TWC_SECONDS_US (seconds));
}

/* 11.1, G5: a reboot begins monotonic time anew, and a power cut is as long as it is. */
static void
test_switch (gconstpointer data)
{
  const SwitchRow *row = data;
  const TwcNow start = { now.us, row->unix_s };
  TwcMemory memory = twc_memory_new (row->known, 1, start);

  g_assert_true (restore (&memory, row->text, start));
  assert_ago (memory.chargers[0].on_us, row->on_s);
  assert_ago (memory.chargers[0].off_us, row->off_s);
}

#define OPEN                                                                    \
  "'open': <true>, 'opened': <int64 1789999000>, 'drawn': <int64 1789999990>, " \
  "'opened-utc': <int64 1789999000>, 'drawn-utc': <int64 1789999990>, 'energy-wh': <1234.5>"

static TwcSite
make_site (guint32 n_reports)
{
  return (TwcSite){
    .n_chargers = 1,
    .chargers = { {
      .id = 0x9399,
      .protocol = 1,
      .rating_ca = TWC_CA (32),
      .online = TRUE,
      .reported = TRUE,
      .n_reports = n_reports,
      .heard_us = now.us,
      .state = TWC_STATE_CHARGING,
      .activity = TWC_ACTIVITY_CHARGING,
      .reported_ca = TWC_CA (16),
      .draw_ca = TWC_CA (16),
      .power_report_us = TWC_NEVER,
    } },
  };
}

static void
test_a_session_goes_on (void)
{
  const TwcSettings settings = twc_settings_default ();
  const TwcSite site = make_site (1);
  TwcMemory memory = twc_memory_new (&charging, 1, now);
  TwcPlan plan;

  g_assert_true (restore (&memory, "{'chargers': <[" A ", " OPEN "}]>}", now));
  plan = twc_brain_decide (&settings, &site, &memory, now);

  g_assert_cmpint (plan.chargers[0].session.opened_s, ==, UNIX_S - 1000);
  g_assert_cmphex (plan.chargers[0].session.charger, ==, 0x9399);
  g_assert_cmpfloat_with_epsilon (plan.chargers[0].session.energy_wh, 1234.5, 0.001);
}

/* 10.1: what was in force before the last lowering may still be. */
static void
test_a_lowering_goes_on (void)
{
  const TwcSettings settings = twc_settings_default ();
  const TwcSite site = make_site (1);
  TwcMemory memory = twc_memory_new (&charging, 1, now);

  g_assert_true (restore (&memory,
                          "{'chargers': <[" A ", 'unconfirmed': <uint32 3100>, "
                          "'lowered': <int64 1789999999>}]>}",
                          now));
  g_assert_cmpuint (twc_brain_decide (&settings, &site, &memory, now).exposure_ca, ==, 3100);
  g_assert_false (
    restore (&memory, "{'chargers': <[" A ", 'unconfirmed': <uint32 900000>}]>}", now));
}

/* One that does not come back ends its session all the same, with its energy (G6). */
static void
test_a_session_of_one_that_stays_away (void)
{
  const TwcSettings settings = twc_settings_default ();
  const TwcSite site = { .n_chargers = 0 };
  TwcMemory memory = twc_memory_new (NULL, 0, now);
  const TwcNow later = { now.us + TWC_SECONDS_US (90), now.unix_s + 90 };
  TwcPlan plan;

  g_assert_true (restore (&memory, "{'chargers': <[" A ", " OPEN "}]>}", now));
  g_assert_cmpuint (twc_brain_decide (&settings, &site, &memory, now).n_closed, ==, 0);
  plan = twc_brain_decide (&settings, &site, &memory, later);

  g_assert_cmpuint (plan.n_closed, ==, 1);
  g_assert_cmpfloat_with_epsilon (plan.closed[0].energy_wh, 1234.5, 0.001);
  g_assert_cmpint (plan.closed[0].drawn_s, ==, UNIX_S - 10);
  g_assert_cmpuint (twc_brain_decide (&settings, &site, &memory, later).n_closed, ==, 1);
}

/* 14.1: what the car has got before a restart is not charged again. */
static void
test_a_plan_goes_on (void)
{
  TwcSettings settings = twc_settings_default ();
  const TwcSite site = make_site (1);
  TwcMemory memory = twc_memory_new (&charging, 1, now);
  TwcMemory restored = memory;
  g_autoptr(GVariant) stored = NULL;
  TwcPlan plan;

  settings.wiring_all_ca = settings.wiring_twc_ca = TWC_CA (32);
  settings.tariff.n_goals = 1;
  settings.tariff.goals[0] = (TwcPlanGoal){
    .name = "mornings",
    .enabled = TRUE,
    .charger = 0x9399,
    .energy_wh = 20000,
    .departure_min = 420,
    .days = TWC_EVERY_DAY,
  };
  twc_brain_decide (&settings, &site, &memory, now);
  memory.departure.goals[0].taken_wh = 5000;
  stored = g_variant_ref_sink (twc_memory_to_variant (&memory, now));

  g_assert_true (twc_memory_from_variant (&restored, stored, now));
  g_assert_cmpint (twc_memory_compare (&restored, &memory), ==, TWC_MEMORY_SAME);
  plan = twc_brain_decide (&settings, &site, &restored, now);
  g_assert_cmpfloat_with_epsilon (plan.departures[0].missing_wh, 15000, 0.001);
  g_assert_cmpuint (plan.n_windows, ==, 1);
}

/* Everything that must not be lost, at the same time and after a reboot. */
static void
test_all_is_kept (void)
{
  TwcMemory memory = twc_memory_new (&charging, 1, now), again = memory;
  const TwcNow later = { TWC_SECONDS_US (5), UNIX_S + 600 };
  g_autoptr(GVariant) stored = NULL;

  memory.stop_all = memory.stopped = TRUE;
  memory.charge_now = (TwcChargeNowMemory){ TWC_CA (32), UNIX_S + 3600, 5000, 1, { 7 }, 321.5 };
  memory.departure.goals[2] = (TwcGoalMemory){
    .stamp = G_MAXUINT64,
    .departure_s = UNIX_S + 7200,
    .charger = 0x9399,
    .from_wh = 10,
    .taken_wh = 20.25,
    .measured_w = 3600,
    .active = TRUE,
    .running_until_s = UNIX_S + 60,
  };
  memory.chargers[0].starts = (TwcStartsMemory){ 2, { now.us - 50, now.us } };
  stored = g_variant_ref_sink (twc_memory_to_variant (&memory, now));
  again = twc_memory_new (&charging, 1, later);

  g_assert_true (twc_memory_from_variant (&again, stored, later));
  g_assert_true (again.stop_all);
  g_assert_true (again.stopped);
  g_assert_cmpmem (&again.charge_now, sizeof again.charge_now, &memory.charge_now,
                   sizeof memory.charge_now);
  g_assert_cmpuint (again.departure.goals[0].stamp, ==, G_MAXUINT64);
  g_assert_cmpfloat_with_epsilon (again.departure.goals[0].taken_wh, 20.25, 0.001);
  g_assert_true (again.departure.goals[0].active);
  g_assert_cmpuint (again.chargers[0].starts.n, ==, 2);
  g_assert_cmpint (again.chargers[0].starts.us[1], ==, later.us - TWC_SECONDS_US (600));
}

/* 5.7: only a person ends a stop; a file that is spoilt elsewhere does not. */
static void
test_a_stop_outlives_what_is_spoilt (void)
{
  TwcMemory memory = twc_memory_new (&charging, 1, now);
  const TwcMemory before = memory;

  g_assert_false (restore (&memory,
                           "{'stop-all': <true>, 'stopped': <true>, "
                           "'chargers': <[" A ", 'energy-wh': <nan>}]>}",
                           now));
  g_assert_true (memory.stop_all);
  g_assert_true (memory.stopped);
  twc_memory_clear_stop (&memory);
  g_assert_cmpmem (&memory, sizeof memory, &before, sizeof before);
}

/* 11.2: starts of last week are not those of the last hour because a clock lost its time. */
static void
test_old_starts_are_forgotten (void)
{
  TwcMemory memory = twc_memory_new (&idle, 1, now), again;
  const TwcNow later = { now.us + TWC_SECONDS_US (7200), UNIX_S + 7200 };
  const TwcNow start = { TWC_SECONDS_US (5), 100 };
  g_autoptr(GVariant) stored = NULL;

  memory.chargers[0].starts =
    (TwcStartsMemory){ 3, { now.us, now.us + 1, later.us - TWC_SECONDS_US (600) } };
  stored = g_variant_ref_sink (twc_memory_to_variant (&memory, later));
  again = twc_memory_new (&idle, 1, start);

  g_assert_true (twc_memory_from_variant (&again, stored, start));
  g_assert_cmpuint (again.chargers[0].starts.n, ==, 1);
  g_assert_cmpint (again.chargers[0].starts.us[0], ==, start.us);
}

static void
set_nothing (TwcMemory *memory)
{
  memory->chargers[0].heard_us += 5;
  memory->chargers[0].energy.at_us += 5;
}

static void
set_energy (TwcMemory *memory)
{
  memory->chargers[0].energy.total_wh += 0.5;
}

static void
set_switch (TwcMemory *memory)
{
  memory->chargers[0].on_us += 5;
}

static void
set_stop_all (TwcMemory *memory)
{
  twc_memory_latch_stop (memory);
}

static void
set_stopped (TwcMemory *memory)
{
  memory->stopped = TRUE;
}

static void
set_charge (TwcMemory *memory)
{
  memory->charge_now.until_s = 5;
}

static void
set_plan (TwcMemory *memory)
{
  memory->departure.goals[0].active = TRUE;
}

static void
set_plan_energy (TwcMemory *memory)
{
  memory->departure.goals[0].taken_wh += 0.5;
}

static void
set_new_unit (TwcMemory *memory)
{
  twc_memory_add (memory, 0x0001, now);
}

typedef struct
{
  const char *path;
  void (*change) (TwcMemory *memory);
  TwcMemoryChange expected;
} ChangeRow;

static const ChangeRow change_rows[] = {
  { "/control/memory/change/nothing", set_nothing, TWC_MEMORY_SAME },
  { "/control/memory/change/energy", set_energy, TWC_MEMORY_MOVED },
  { "/control/memory/change/switch", set_switch, TWC_MEMORY_CHANGED },
  { "/control/memory/change/stop-all", set_stop_all, TWC_MEMORY_CHANGED },
  { "/control/memory/change/stopped", set_stopped, TWC_MEMORY_CHANGED },
  { "/control/memory/change/charge-now", set_charge, TWC_MEMORY_CHANGED },
  { "/control/memory/change/plan", set_plan, TWC_MEMORY_CHANGED },
  { "/control/memory/change/plan-energy", set_plan_energy, TWC_MEMORY_MOVED },
  { "/control/memory/change/new-unit", set_new_unit, TWC_MEMORY_CHANGED },
};

static void
test_change (gconstpointer data)
{
  const ChangeRow *row = data;
  const TwcMemory stored = twc_memory_new (&charging, 1, now);
  TwcMemory memory = stored;

  row->change (&memory);

  g_assert_cmpint (twc_memory_compare (&memory, &stored), ==, row->expected);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (hostile_rows); i++)
    g_test_add_data_func (hostile_rows[i].path, &hostile_rows[i], test_hostile);
  for (gsize i = 0; i < G_N_ELEMENTS (switch_rows); i++)
    g_test_add_data_func (switch_rows[i].path, &switch_rows[i], test_switch);
  for (gsize i = 0; i < G_N_ELEMENTS (change_rows); i++)
    g_test_add_data_func (change_rows[i].path, &change_rows[i], test_change);
  g_test_add_func ("/control/memory/all-is-kept", test_all_is_kept);
  g_test_add_func ("/control/memory/a-stop-outlives-what-is-spoilt",
                   test_a_stop_outlives_what_is_spoilt);
  g_test_add_func ("/control/memory/old-starts-are-forgotten", test_old_starts_are_forgotten);
  g_test_add_func ("/control/memory/a-session-goes-on", test_a_session_goes_on);
  g_test_add_func ("/control/memory/a-lowering-goes-on", test_a_lowering_goes_on);
  g_test_add_func ("/control/memory/a-plan-goes-on", test_a_plan_goes_on);
  g_test_add_func ("/control/memory/a-session-of-one-that-stays-away",
                   test_a_session_of_one_that_stays_away);

  return g_test_run ();
}

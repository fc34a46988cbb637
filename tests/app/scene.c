/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/scene.h"

#define VOLTS 230
#define PAST_S 615

TwcDBusCharger1 *
scene_add_charging (FakeController *fake, const char *id, double offer_a, double draw_a)
{
  TwcDBusCharger1 *charger = fake_controller_add_charger (fake, id);
  const gboolean draws = draw_a >= 1;
  TwcReason reason = twc_reason_new (offer_a > 0 ? TWC_REASON_FIXED : TWC_REASON_QUEUED);

  if (offer_a > 0)
    twc_reason_add (&reason, TWC_NUMBER_AMPS, 2400);
  twc_dbus_charger1_set_offer_amps (charger, offer_a);
  twc_dbus_charger1_set_reported_amps (charger, offer_a);
  twc_dbus_charger1_set_draw_amps (charger, draw_a);
  twc_dbus_charger1_set_power_watts (charger, draws ? draw_a * VOLTS : 0);
  twc_dbus_charger1_set_activity (charger, draws ? "charging" : "plugged");
  fake_controller_set_reason (charger, reason);

  return charger;
}

static void
set_fixed (FakeController *fake, double offered_a, double drawn_a)
{
  TwcReason reason = twc_reason_new (TWC_REASON_FIXED);

  twc_reason_add (&reason, TWC_NUMBER_AMPS, 2400);
  twc_dbus_controller1_set_mode (fake->controller, "fixed");
  twc_dbus_controller1_set_fixed_amps (fake->controller, 24);
  twc_dbus_controller1_set_available_amps (fake->controller, 24);
  twc_dbus_controller1_set_offered_amps (fake->controller, offered_a);
  twc_dbus_controller1_set_exposure_amps (fake->controller, offered_a);
  twc_dbus_controller1_set_draw_amps (fake->controller, drawn_a);
  fake_controller_set_reason (fake->controller, reason);
}

static void
set_one (FakeController *fake)
{
  twc_dbus_charger1_set_name (scene_add_charging (fake, "9399", 24, 23.4), "Left bay");
  set_fixed (fake, 24, 23.4);
}

static void
set_two (FakeController *fake)
{
  twc_dbus_charger1_set_name (scene_add_charging (fake, "032E", 7, 0.1), "Right bay");
  twc_dbus_charger1_set_name (scene_add_charging (fake, "9399", 17, 16.2), "Left bay");
  set_fixed (fake, 24, 16.3);
}

static void
set_three (FakeController *fake)
{
  TwcDBusCharger1 *paused = scene_add_charging (fake, "A100", 0, 0.1);

  scene_add_charging (fake, "032E", 12, 11.7);
  twc_dbus_charger1_set_name (scene_add_charging (fake, "9399", 12, 11.9), "Left bay");
  twc_dbus_charger1_set_paused (paused, TRUE);
  fake_controller_set_reason (paused, twc_reason_new (TWC_REASON_PAUSED));
  set_fixed (fake, 24, 23.7);
}

static void
set_waiting (FakeController *fake)
{
  TwcDBusCharger1 *charger = scene_add_charging (fake, "9399", 0, 0.1);
  TwcReason reason = twc_reason_new (TWC_REASON_RAISE_WAIT);

  twc_reason_add (&reason, TWC_NUMBER_SECONDS_LEFT, 160);
  set_fixed (fake, 0, 0.1);
  fake_controller_set_reason (charger, reason);
  fake_controller_set_reason (fake->controller, reason);
}

static void
add_problem (
  FakeController *fake, TwcProblemCode code, guint16 charger, const char *subject, gint64 value)
{
  TwcProblem problem = twc_problem_new (code, charger, subject);

  problem.value = value;
  problem.since_unix_s = g_get_real_time () / G_USEC_PER_SEC - 300;
  fake_controller_add_problem (fake, &problem);
}

static void
set_problems (FakeController *fake)
{
  TwcDBusCharger1 *charger = scene_add_charging (fake, "9399", 0, 6.2);

  fake_controller_set_reason (charger, twc_reason_new (TWC_REASON_PAUSED));
  twc_dbus_charger1_set_paused (charger, TRUE);
  twc_dbus_charger1_set_online (scene_add_charging (fake, "032E", 0, 0), FALSE);
  set_fixed (fake, 0, 6.2);
  add_problem (fake, TWC_PROBLEM_NOT_OBEYING, 0x9399, NULL, 620);
  add_problem (fake, TWC_PROBLEM_CHARGER_LOST, 0x032E, NULL, 0);
  add_problem (fake, TWC_PROBLEM_BUS_NOISE, 0, NULL, 83);
}

static void
set_charge_now (FakeController *fake)
{
  TwcReason reason = twc_reason_new (TWC_REASON_CHARGE_NOW);
  const gint64 until_s = g_get_real_time () / G_USEC_PER_SEC + 4 * 3600;

  twc_dbus_charger1_set_name (scene_add_charging (fake, "9399", 32, 31.6), "Left bay");
  set_fixed (fake, 32, 31.6);
  twc_dbus_controller1_set_charge_now_amps (fake->controller, 32);
  twc_dbus_controller1_set_charge_now_until_time (fake->controller, until_s);
  twc_reason_add (&reason, TWC_NUMBER_AMPS, 3200);
  twc_reason_add (&reason, TWC_NUMBER_UNTIL, until_s);
  fake_controller_set_reason (fake->controller, reason);
}

static void
set_site (
  FakeController *fake, const char *mode, double offered_a, double drawn_a, TwcReason reason)
{
  set_fixed (fake, offered_a, drawn_a);
  twc_dbus_controller1_set_mode (fake->controller, mode);
  fake_controller_set_reason (fake->controller, reason);
}

static void
set_sun (FakeController *fake)
{
  TwcDBusCharger1 *right = scene_add_charging (fake, "032E", 7, 6.8);
  TwcDBusCharger1 *left = scene_add_charging (fake, "9399", 7, 6.9);
  TwcReason reason = twc_reason_new (TWC_REASON_GREEN);

  twc_reason_add (&reason, TWC_NUMBER_AMPS, 1400);
  twc_reason_add (&reason, TWC_NUMBER_SURPLUS_WATTS, 3410);
  set_site (fake, "green", 14, 13.7, reason);
  twc_dbus_charger1_set_name (left, "Left bay");
  twc_dbus_charger1_set_name (right, "Right bay");
  fake_controller_set_reason (left, reason);
  fake_controller_set_reason (right, reason);
}

static void
set_no_sun (FakeController *fake)
{
  TwcDBusCharger1 *charger = scene_add_charging (fake, "9399", 0, 0.1);
  TwcReason reason = twc_reason_new (TWC_REASON_GREEN_WAIT_START);

  twc_reason_add (&reason, TWC_NUMBER_SURPLUS_WATTS, 870);
  twc_reason_add (&reason, TWC_NUMBER_ROOM_AMPS, 360);
  twc_reason_add (&reason, TWC_NUMBER_MINIMUM_AMPS, 600);
  set_site (fake, "green", 0, 0.1, reason);
  fake_controller_set_reason (charger, reason);
}

static void
set_silent (FakeController *fake)
{
  TwcDBusCharger1 *charger = scene_add_charging (fake, "9399", 0, 0.1);
  TwcReason reason = twc_reason_new (TWC_REASON_STALE);

  twc_reason_add (&reason, TWC_NUMBER_AGE_SECONDS, 240);
  set_site (fake, "green", 0, 0.1, reason);
  fake_controller_set_reason (charger, reason);
}

static void
set_schedule (FakeController *fake)
{
  TwcDBusCharger1 *charger = scene_add_charging (fake, "9399", 16, 15.7);
  TwcReason reason = twc_reason_new (TWC_REASON_SCHEDULE);

  twc_reason_add (&reason, TWC_NUMBER_AMPS, 1600);
  twc_reason_add (&reason, TWC_NUMBER_UNTIL, g_get_real_time () / G_USEC_PER_SEC + 4 * 3600);
  set_site (fake, "green", 16, 15.7, reason);
  fake_controller_set_reason (charger, reason);
}

static void
set_fuse (FakeController *fake)
{
  TwcDBusCharger1 *charger = scene_add_charging (fake, "9399", 9, 8.8);
  TwcReason reason = twc_reason_new (TWC_REASON_MAIN_FUSE);

  twc_reason_add (&reason, TWC_NUMBER_LIMIT_AMPS, 900);
  twc_reason_add (&reason, TWC_NUMBER_LINE, 2);
  set_site (fake, "fixed", 9, 8.8, reason);
  fake_controller_set_reason (charger, reason);
}

static void
set_stop_all (FakeController *fake)
{
  const TwcReason reason = twc_reason_new (TWC_REASON_STOP_ALL);

  fake_controller_set_reason (scene_add_charging (fake, "032E", 0, 0.1), reason);
  fake_controller_set_reason (scene_add_charging (fake, "9399", 0, 0.1), reason);
  set_site (fake, "fixed", 0, 0.1, reason);
  add_problem (fake, TWC_PROBLEM_STOP_ALL, 0, NULL, 0);
}

static void
set_unset (FakeController *fake)
{
  TwcDBusCharger1 *charger = scene_add_charging (fake, "9399", 0, 0.1);

  twc_dbus_controller1_set_wiring_amps (fake->controller, 0);
  fake_controller_set_reason (charger, twc_reason_new (TWC_REASON_CONFIG));
  fake_controller_set_reason (fake->controller, twc_reason_new (TWC_REASON_CONFIG));
  add_problem (fake, TWC_PROBLEM_WIRING_UNSET, 0, NULL, 0);
}

static void
set_no_charger (FakeController *fake)
{
  twc_dbus_controller1_set_bus_state (fake->controller, "listening");
  fake_controller_set_reason (fake->controller, twc_reason_new (TWC_REASON_NO_CHARGER));
}

static void
set_no_adapter (FakeController *fake)
{
  twc_dbus_controller1_set_bus_state (fake->controller, "no-adapter");
  twc_dbus_controller1_set_wiring_amps (fake->controller, 0);
  fake_controller_set_reason (fake->controller, twc_reason_new (TWC_REASON_NO_CHARGER));
  add_problem (fake, TWC_PROBLEM_PORT_MISSING, 0, "", 0);
  add_problem (fake, TWC_PROBLEM_WIRING_UNSET, 0, NULL, 0);
}

static const Scene scenes[] = {
  { "one", set_one, NULL },
  { "two", set_two, NULL },
  { "three", set_three, NULL },
  { "waiting", set_waiting, NULL },
  { "problems", set_problems, NULL },
  { "charge-now", set_charge_now, NULL },
  { "sun", set_sun, NULL },
  { "no-sun", set_no_sun, NULL },
  { "silent", set_silent, NULL },
  { "schedule", set_schedule, NULL },
  { "fuse", set_fuse, NULL },
  { "stop-all", set_stop_all, NULL },
  { "unset", set_unset, NULL },
  { "no-charger", set_no_charger, NULL },
  { "no-adapter", set_no_adapter, NULL },
  { "no-controller", NULL, NULL },
  { "choose-fixed", set_two, "fixed" },
  { "choose-now", set_two, "charge-now" },
};

const Scene *
scene_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (scenes); i++)
    if (g_str_equal (scenes[i].name, name))
      return &scenes[i];

  return NULL;
}

/* Ten minutes as a garage has them: steps of the offer, and a car that follows them. */
void
scene_fill_past (TwcSamples *samples, guint seed)
{
  g_autoptr(GRand) chance = g_rand_new_with_seed (seed);
  TwcSample past[PAST_S];
  int offered_ca = 1200, drawn_ca = 1150;

  for (guint i = 0; i < PAST_S; i++)
    {
      if (i == 200)
        offered_ca = 2400;
      if (i == 430)
        offered_ca = 1700;
      if (i == 540)
        offered_ca = 2400;
      drawn_ca += (offered_ca - 50 - drawn_ca) / 6 + g_rand_int_range (chance, -20, 21);
      past[i] = (TwcSample){ (guint16) offered_ca, (guint16) CLAMP (drawn_ca, 0, offered_ca) };
    }
  twc_samples_reset (samples, past, PAST_S);
}

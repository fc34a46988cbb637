/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random histories of a garage with faults: the garage itself watches G1, G2 and G5. On failure
 * the seed is printed; TWC_SEED=N runs that history alone, with TWC_TRACE=1 it tells its course,
 * and TWC_HISTORIES=N sets how many there are. */
#include "support/twc-world.h"

#include <stdlib.h>

/* Under a sanitizer each takes ten times as long, and fewer find its kind of fault. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define DEFAULT_HISTORIES 500
#else
#define DEFAULT_HISTORIES 10000
#endif

#define FIRST_ID 0x2433

#define SHUT_DOWN_US TWC_SECONDS_US (10)

typedef struct
{
  GRand *rand;
  TwcWorld *world;
  TwcSettings settings;
  guint n_slaves;
  guint16 ids[4];
  gint64 adapter_back_us;
  gint64 controller_back_us;
  GString *log;        /* what happened, printed when the history fails */
  GString *last_trace; /* NULL = no trace */
} History;

static void G_GNUC_PRINTF (2, 3) note (History *self, const char *format, ...)
{
  va_list args;

  g_string_append_printf (self->log, "%8.1f s: ", (double) (self->world->now.us / 1000) / 1000);
  va_start (args, format);
  g_string_append_vprintf (self->log, format, args);
  va_end (args);
  g_string_append_c (self->log, '\n');
}

static guint
pick (History *self, guint from, guint to)
{
  return (guint) g_rand_int_range (self->rand, (gint32) from, (gint32) to + 1);
}

static gboolean
one_in (History *self, guint n)
{
  return pick (self, 1, n) == 1;
}

static TwcCarConfig
random_car (History *self)
{
  TwcCarConfig car = { .plugged = TRUE };

  car.max_ca = TWC_CA (pick (self, 6, 40));
  car.phases = one_in (self, 3) ? 3 : 1;
  car.is_tesla = !one_in (self, 4);
  car.has_quirk = one_in (self, 4);
  car.needs_wh = one_in (self, 3) ? (gint64) pick (self, 50, 2000) : 0;
  car.start_delay_ms = pick (self, 1000, 20000);
  if (car.is_tesla && one_in (self, 2))
    g_strlcpy (car.vin, "5YJ3E7EA0LF000000", sizeof car.vin);

  return car;
}

static TwcLineFaults
random_faults (History *self)
{
  TwcLineFaults faults = { 0 };

  if (one_in (self, 2))
    return faults;

  faults.bit_flip = pick (self, 0, 50000);
  faults.dropped_byte = pick (self, 0, 20000);
  faults.lost_delimiter = pick (self, 0, 20000);
  faults.reply_loss = pick (self, 0, 50000);
  faults.runt = pick (self, 0, 100000);
  faults.max_reply_delay_ms = one_in (self, 3) ? pick (self, 60, 290) : 0;
  faults.echo = one_in (self, 5);
  faults.bursts = one_in (self, 3);
  return faults;
}

static void
random_limits (History *self)
{
  self->settings.wiring_all_ca = TWC_CA (pick (self, 6, 80));
  self->settings.wiring_twc_ca = TWC_CA (pick (self, 6, 48));
  note (self, "wiring %u all, %u each", self->settings.wiring_all_ca, self->settings.wiring_twc_ca);
}

static void
random_mode (History *self)
{
  const guint most = self->settings.wiring_all_ca / 100;

  self->settings.mode = one_in (self, 5) ? TWC_MODE_OFF : TWC_MODE_FIXED;
  self->settings.fixed_ca = TWC_CA (pick (self, 0, most));
  note (self, "mode %d, %u", (int) self->settings.mode, self->settings.fixed_ca);
}

static void
apply_settings (History *self)
{
  twc_garage_set_wiring (self->world->garage, self->settings.wiring_all_ca);
  if (self->world->ring != NULL)
    twc_ring_set_settings (self->world->ring, &self->settings);
}

static void
limit_charger (History *self, guint16 id, guint limit_ca)
{
  g_autoptr(GVariant) value = g_variant_ref_sink (g_variant_new_int32 ((gint32) limit_ca / 100));

  twc_settings_set_charger (&self->settings, id, "max-amps", value, NULL);
  note (self, "%04X has a circuit for %u", id, limit_ca);
}

static void
toggle_pause (History *self, guint16 id)
{
  const TwcChargerSettings *charger = twc_settings_find_charger (&self->settings, id);
  const gboolean paused = charger != NULL && charger->paused;
  g_autoptr(GVariant) value = g_variant_ref_sink (g_variant_new_boolean (!paused));

  twc_settings_set_charger (&self->settings, id, "paused", value, NULL);
  note (self, "%04X paused: %d", id, !paused);
}

/* As SIGTERM does it (charging-control 11.6). */
static void
shut_down (History *self)
{
  const gint64 end_us = self->world->now.us + SHUT_DOWN_US;

  note (self, "controller shuts down");
  if (self->world->ring != NULL)
    twc_ring_shut_down (self->world->ring);
  while (self->world->ring != NULL && self->world->now.us < end_us &&
         !twc_ring_get_plan (self->world->ring)->may_end)
    twc_world_run (self->world, TWC_MILLISECONDS_US (100));
  twc_world_stop_controller (self->world);
  self->controller_back_us = self->world->now.us + TWC_SECONDS_US (pick (self, 1, 40));
}

static void
happen (History *self)
{
  const guint16 id = self->ids[pick (self, 0, self->n_slaves - 1)];
  TwcGarage *garage = self->world->garage;
  const TwcCarConfig car = random_car (self);
  const gint64 now_us = self->world->now.us;

  switch (pick (self, 0, 18))
    {
    case 0:
    case 1:
      note (self, "%04X plug in, up to %u", id, car.max_ca);
      twc_garage_plug_in (garage, id, &car);
      break;
    case 2:
      note (self, "%04X unplug", id);
      twc_garage_unplug (garage, id);
      break;
    case 3:
      note (self, "%04X full", id);
      twc_garage_fill (garage, id);
      break;
    case 4:
      note (self, "%04X driver restarts", id);
      twc_garage_ask_raise (garage, id);
      break;
    case 5:
      note (self, "%04X silent", id);
      twc_garage_go_silent (garage, id, TWC_SECONDS_US (pick (self, 1, 60)));
      break;
    case 6:
      note (self, "%04X reset", id);
      twc_garage_reset_unit (garage, id);
      break;
    case 7:
      note (self, "noise");
      twc_garage_make_noise (garage, pick (self, 1, 3000));
      break;
    case 8:
      note (self, "foreign master");
      twc_garage_foreign_master (garage, 0x0777, TWC_SECONDS_US (pick (self, 1, 30)));
      break;
    case 9:
      note (self, "adapter gone");
      twc_world_unplug_adapter (self->world);
      self->adapter_back_us = now_us + TWC_SECONDS_US (pick (self, 1, 60));
      break;
    case 10:
      note (self, "controller killed");
      twc_world_stop_controller (self->world);
      self->controller_back_us = now_us + TWC_SECONDS_US (pick (self, 1, 40));
      break;
    case 11:
    case 12:
      random_mode (self);
      apply_settings (self);
      break;
    case 13:
      random_limits (self);
      apply_settings (self);
      break;
    case 14:
      toggle_pause (self, id);
      apply_settings (self);
      break;
    case 15:
      self->settings.charge_now_ca =
        one_in (self, 2) ? 0 : TWC_CA (pick (self, 6, self->settings.wiring_all_ca / 100));
      self->settings.charge_now_until_s = self->world->now.unix_s + pick (self, 10, 600);
      note (self, "charge now %u", self->settings.charge_now_ca);
      apply_settings (self);
      break;
      case 16: {
        const TwcLineFaults faults = random_faults (self);

        note (self, "line faults: flip %u, loss %u, echo %d", faults.bit_flip, faults.reply_loss,
              faults.echo);
        twc_garage_set_faults (garage, &faults);
        break;
      }
    case 17:
      shut_down (self);
      break;
    default:
      break; /* a quiet while */
    }
}

static void
bring_back (History *self)
{
  const gint64 now_us = self->world->now.us;

  if (self->adapter_back_us != 0 && now_us >= self->adapter_back_us)
    {
      note (self, "adapter back");
      self->adapter_back_us = 0;
      twc_world_plug_adapter (self->world);
    }
  if (self->controller_back_us != 0 && now_us >= self->controller_back_us)
    {
      note (self, "controller back");
      self->controller_back_us = 0;
      twc_world_start_controller (self->world, &self->settings, g_rand_int (self->rand));
    }
}

static void
trace_now (History *self)
{
  GString *line = g_string_new (NULL);

  if (self->world->ring != NULL)
    {
      TwcBusHealth health;

      twc_master_get_health (twc_ring_get_master (self->world->ring), &health);
      g_string_append (line, twc_bus_state_to_nick (health.state));
    }
  for (guint i = 0; i < twc_garage_get_n_slaves (self->world->garage); i++)
    {
      TwcSlaveReport slave;
      const TwcPlanCharger *charger = NULL;

      twc_garage_get_slave (self->world->garage, i, &slave);
      if (self->world->ring != NULL)
        charger = twc_plan_find (twc_ring_get_plan (self->world->ring), slave.id);
      g_string_append_printf (
        line, " | %04X %s%s state %X limit %u draw %u", slave.id, slave.linked ? "linked" : "-",
        slave.contactor_closed ? " closed" : "", slave.state, slave.limit_ca, slave.draw_ca);
      if (charger != NULL)
        g_string_append_printf (line, ", offer %u exposure %u %s", charger->offer_ca,
                                charger->exposure_ca,
                                twc_reason_code_to_nick (charger->reason.code));
    }

  if (!g_str_equal (line->str, self->last_trace->str))
    note (self, "%s", line->str);
  g_string_assign (self->last_trace, line->str);
  g_string_free (line, TRUE);
}

/* With TWC_TRACE, what changed is noted every second; what is looked at more often may go another
 * way, though. */
static void
run (History *self, gint64 for_us)
{
  const gint64 end_us = self->world->now.us + for_us;

  while (self->last_trace != NULL && self->world->now.us + G_USEC_PER_SEC < end_us)
    {
      twc_world_run (self->world, G_USEC_PER_SEC);
      trace_now (self);
    }
  twc_world_run (self->world, end_us - self->world->now.us);
}

static void
check (History *self, guint32 seed)
{
  guint n;
  const TwcViolation *violations = twc_garage_get_violations (self->world->garage, &n);

  if (n == 0)
    return;

  g_printerr ("TWC_SEED=%u\n%s", seed, self->log->str);
  for (guint i = 0; i < n; i++)
    g_printerr ("%8.1f s: VIOLATION %s of %04X: %u\n", (double) (violations[i].at_us / 1000) / 1000,
                twc_violation_code_to_nick (violations[i].code), violations[i].charger,
                violations[i].value);
  g_error ("%u violations in the history of seed %u", n, seed);
}

/* What was before the controller came: another master, an electrician, or a unit that happens to
 * have the controller's own id and must take another (twc-protocol 4.5). */
static void
random_past (History *self, TwcSlaveConfig *slave)
{
  if (slave->id == FIRST_ID && one_in (self, 20))
    slave->id = TWC_MASTER_DEFAULT_ID;
  else if (one_in (self, 4))
    slave->wiring_ca = TWC_CA (pick (self, 6, 32));

  if (slave->wiring_ca > 0)
    limit_charger (self, slave->id, slave->wiring_ca);
  if (one_in (self, 8))
    slave->charging_ca =
      TWC_CA (pick (self, 6, slave->wiring_ca > 0 ? slave->wiring_ca / 100 : 32));
}

static TwcGarageConfig
random_garage (History *self)
{
  static const guint16 ids[] = { FIRST_ID, 0x032E, 0x9399, 0x6061 };
  TwcGarageConfig config = { .seed = g_rand_int (self->rand) };

  self->n_slaves = one_in (self, 10) ? 4 : pick (self, 1, 3);
  config.n_slaves = self->n_slaves;
  config.wiring_ca = self->settings.wiring_all_ca;
  for (guint i = 0; i < self->n_slaves; i++)
    {
      config.slaves[i] = (TwcSlaveConfig){
        .id = ids[i],
        .profile = (TwcProfile) pick (self, 0, TWC_N_PROFILES - 1),
        .counter_kwh = g_rand_int (self->rand),
        .car = random_car (self),
      };
      config.slaves[i].car.plugged = one_in (self, 2);
      random_past (self, &config.slaves[i]);
      self->ids[i] = config.slaves[i].id;
    }
  config.faults = random_faults (self);

  return config;
}

static void
run_history (guint32 seed)
{
  History self = { .rand = g_rand_new_with_seed (seed), .log = g_string_new (NULL) };
  TwcWorld early = { 0 }; /* for note() before there is a world */
  TwcGarageConfig config;

  self.world = &early;
  if (g_getenv ("TWC_TRACE") != NULL)
    self.last_trace = g_string_new (NULL);
  self.settings = twc_settings_default ();
  random_limits (&self);
  random_mode (&self);
  config = random_garage (&self);
  self.world = twc_world_new (&config, &self.settings, g_rand_int (self.rand));

  for (guint n = pick (&self, 5, 30); n > 0; n--)
    {
      run (&self, TWC_MILLISECONDS_US (pick (&self, 100, 40000)));
      bring_back (&self);
      happen (&self);
      check (&self, seed);
    }
  run (&self, TWC_SECONDS_US (30));
  check (&self, seed);

  twc_world_free (self.world);
  g_rand_free (self.rand);
  g_string_free (self.log, TRUE);
  if (self.last_trace != NULL)
    g_string_free (self.last_trace, TRUE);
}

static guint
number_from_environment (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) strtoul (text, NULL, 10) : otherwise;
}

static void
test_no_violation (void)
{
  const guint n = number_from_environment ("TWC_HISTORIES", DEFAULT_HISTORIES);

  if (g_getenv ("TWC_SEED") != NULL)
    {
      run_history (number_from_environment ("TWC_SEED", 0));
      return;
    }

  for (guint seed = 1; seed <= n; seed++)
    run_history (seed);
  g_test_message ("%u histories", n);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/histories/no-violation", test_no_violation);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How fast the real daemon is at a simulated garage behind a pseudo-terminal, as the bus sees it:
 * from a start, a changed limit or a returned adapter to the heartbeat that shows it.
 *
 *   bench-latency [CHANGES]      30 of each kind without an argument; about thirteen minutes
 */
#include <stdlib.h>

#include "bus/twc-message.h"
#include "bus/twc-receiver.h"
#include "dbus/twc-dbus-names.h"
#include "e2e/daemon-world.h"

#define CONTROLLER1 "org.twcmanager.Controller1."
/* Two numbers: the limit of the wiring, the amps of mode fixed. */
#define SETTINGS                                                                  \
  "[org/twcmanager/TWCManager]\nmin-amps-per-twc=6\nwiring-max-amps-per-twc=32\n" \
  "non-scheduled-mode='fixed'\nwiring-max-amps-all=%u\nnon-scheduled-amps=%u\n"

/* More than comfort-interval: no change has to wait for the one before. */
#define BETWEEN_US TWC_SECONDS_US (7)
#define MOST_A 40
#define LEAST_A 20
#define STEP_A 10 /* each of the three gets less, whatever the brain keeps free */

typedef struct
{
  TwcReceiver receiver;
  gint64 since_us;
  gint64 first_us; /* the first heartbeat since then */
  gint64 told_us;  /* the first that offers less than that unit had */
  gint64 all_us;   /* the last unit's first that offers less */
  guint n_told;
  guint16 ids[TWC_MAX_CHARGERS];
  guint limits_ca[TWC_MAX_CHARGERS];
  gboolean is_told[TWC_MAX_CHARGERS];
  gint64 now_us;
} Ear;

static guint
find_place (Ear *ear, guint16 id)
{
  guint i = 0;

  while (i < TWC_MAX_CHARGERS - 1 && ear->ids[i] != id && ear->ids[i] != 0)
    i++;
  ear->ids[i] = id;
  return i;
}

static void
on_chunk (const TwcChunk *chunk, gpointer user_data)
{
  Ear *ear = user_data;
  TwcMessage message;
  guint place;

  if (chunk->verdict != TWC_VERDICT_OK ||
      !twc_message_parse (&message, chunk->body, chunk->n_body) ||
      message.type != TWC_MESSAGE_MASTER_HEARTBEAT)
    return;

  if (ear->first_us == TWC_NEVER)
    ear->first_us = ear->now_us;
  if (message.command == TWC_COMMAND_NONE)
    return;

  place = find_place (ear, message.receiver);
  if (message.limit_ca < ear->limits_ca[place] && !ear->is_told[place])
    {
      ear->is_told[place] = TRUE;
      ear->n_told++;
      ear->told_us = ear->told_us == TWC_NEVER ? ear->now_us : ear->told_us;
      ear->all_us = ear->now_us;
    }
  ear->limits_ca[place] = message.limit_ca;
}

static void
on_written (const guint8 *bytes, gsize n_bytes, gint64 now_us, gpointer user_data)
{
  Ear *ear = user_data;

  ear->now_us = now_us;
  twc_receiver_feed (&ear->receiver, bytes, n_bytes, now_us, on_chunk, ear);
}

static void
listen_anew (Ear *ear)
{
  ear->since_us = g_get_monotonic_time ();
  ear->first_us = ear->told_us = ear->all_us = TWC_NEVER;
  ear->n_told = 0;
  memset (ear->is_told, 0, sizeof ear->is_told);
}

static gboolean
has_heard (DaemonWorld *world, gconstpointer data)
{
  return ((const Ear *) data)->first_us != TWC_NEVER;
}

static gboolean
has_told_all (DaemonWorld *world, gconstpointer data)
{
  return ((const Ear *) data)->n_told == TWC_MAX_CHARGERS;
}

static gboolean
is_past (DaemonWorld *world, gconstpointer data)
{
  return g_get_monotonic_time () >= *(const gint64 *) data;
}

static void
let_pass (DaemonWorld *world, gint64 for_us)
{
  const gint64 end_us = g_get_monotonic_time () + for_us;

  daemon_world_wait (world, is_past, &end_us);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static void
print_row (const char *what, GArray *times_us)
{
  const gint64 *us = (const gint64 *) (gpointer) times_us->data;

  g_array_sort (times_us, compare);
  g_print ("%-62s %3u %8.0f %8.0f %8.0f\n", what, times_us->len, us[0] / 1000.0,
           us[times_us->len / 2] / 1000.0, us[times_us->len - 1] / 1000.0);
}

static void
change_by_bus (DaemonWorld *world, guint amps)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer =
               daemon_world_call (world, TWC_DBUS_CONTROLLER_PATH, CONTROLLER1 "SetMode",
                                  g_variant_new ("(sd)", "fixed", (double) amps), &error);

  g_assert_no_error (error);
}

static void
set_up (DaemonWorld *world, Ear *ear)
{
  g_autofree char *settings = g_strdup_printf (SETTINGS, MOST_A, MOST_A);

  twc_receiver_init (&ear->receiver, TWC_RECEIVER_GAP_US);
  daemon_world_set_up (world, settings);
  live_garage_set_tap (world->garage, on_written, ear);
}

/* As `gsettings set` of another process: the file is replaced by another one. */
static void
change_by_settings (DaemonWorld *world, guint amps)
{
  g_autofree char *settings = g_strdup_printf (SETTINGS, MOST_A, amps);

  daemon_world_write_settings (world, settings);
}

/* A reduction for safety: it waits for no comfort interval. */
static void
change_wiring (DaemonWorld *world, guint amps)
{
  g_autofree char *settings = g_strdup_printf (SETTINGS, amps, MOST_A);

  daemon_world_write_settings (world, settings);
}

static void
measure_changes (DaemonWorld *world,
                 Ear *ear,
                 const char *what,
                 void (*change) (DaemonWorld *world, guint amps),
                 guint n_changes)
{
  g_autoptr(GArray) first = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *all_text = g_strdup_printf ("%s, the last of three", what);

  while (first->len < n_changes)
    {
      change (world, MOST_A);
      daemon_world_wait_for_draw (world, 3400, 4200);
      for (guint amps = MOST_A - STEP_A; amps >= LEAST_A && first->len < n_changes; amps -= STEP_A)
        {
          gint64 time_us;

          let_pass (world, BETWEEN_US + g_random_int_range (0, 1000) * 1000);
          listen_anew (ear);
          change (world, amps);
          daemon_world_wait (world, has_told_all, ear);
          time_us = ear->told_us - ear->since_us;
          g_array_append_val (first, time_us);
          time_us = ear->all_us - ear->since_us;
          g_array_append_val (all, time_us);
        }
    }

  print_row (what, first);
  print_row (all_text, all);
}

/* In steps of its own, as the wait of the world looks at the garage. */
static void
measure_start (DaemonWorld *world, Ear *ear, GArray *times_us)
{
  gint64 time_us;

  listen_anew (ear);
  world->daemon = daemon_world_spawn (world, world->port);
  daemon_world_wait (world, has_heard, ear);
  time_us = ear->first_us - ear->since_us;
  g_array_append_val (times_us, time_us);
}

static void
kill_daemon (DaemonWorld *world)
{
  g_autoptr(GSubprocess) daemon = g_steal_pointer (&world->daemon);

  g_subprocess_force_exit (daemon);
  g_assert_true (g_subprocess_wait (daemon, NULL, NULL));
}

static void
measure_cold_starts (guint n_starts)
{
  g_autoptr(GArray) times_us = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < n_starts; i++)
    {
      DaemonWorld world;
      Ear ear = { 0 };

      set_up (&world, &ear);
      measure_start (&world, &ear, times_us);
      kill_daemon (&world);
      daemon_world_tear_down (&world);
    }

  print_row ("cold start -> first heartbeat", times_us);
}

static void
measure_quick_starts (DaemonWorld *world, Ear *ear, guint n_starts)
{
  g_autoptr(GArray) times_us = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < n_starts; i++)
    {
      let_pass (world, TWC_SECONDS_US (3));
      kill_daemon (world);
      measure_start (world, ear, times_us);
    }

  print_row ("start with known units -> first heartbeat", times_us);
}

static void
measure_returns (DaemonWorld *world, Ear *ear, guint n_returns)
{
  g_autoptr(GArray) times_us = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < n_returns; i++)
    {
      gint64 time_us;

      live_garage_pull_adapter (world->garage);
      let_pass (world, TWC_SECONDS_US (10));
      listen_anew (ear);
      live_garage_plug_adapter (world->garage);
      daemon_world_wait (world, has_heard, ear);
      time_us = ear->first_us - ear->since_us;
      g_array_append_val (times_us, time_us);
      let_pass (world, TWC_SECONDS_US (3));
    }

  print_row ("adapter back after 10 s -> first heartbeat", times_us);
}

int
main (int argc, char *argv[])
{
  const guint n_changes = argc > 1 ? (guint) MAX (atoi (argv[1]), 1) : 30;
  const guint n_starts = MIN (n_changes, 5);
  DaemonWorld world;
  Ear ear = { 0 };

  g_print ("%-62s %3s %8s %8s %8s\n", "milliseconds", "n", "min", "median", "max");
  measure_cold_starts (n_starts);

  set_up (&world, &ear);
  daemon_world_start (&world);
  measure_changes (&world, &ear, "SetMode on D-Bus -> heartbeat", change_by_bus, n_changes);
  change_by_bus (&world, MOST_A);
  measure_changes (&world, &ear, "non-scheduled-amps in GSettings -> heartbeat", change_by_settings,
                   n_changes);
  measure_changes (&world, &ear, "wiring-max-amps-all in GSettings -> heartbeat", change_wiring,
                   n_changes);
  measure_quick_starts (&world, &ear, n_starts);
  measure_returns (&world, &ear, MIN (n_changes, 10));

  daemon_world_tear_down (&world);
  return 0;
}

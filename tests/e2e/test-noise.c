/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What deafens and kills the peers (design §11), at the real daemon with three units: nobody is
 * lost, nobody waits 5 s once it ends, the next link-ready is answered, and the log has a line for
 * it. */
#include "daemon-world.h"

#include <string.h>

#include "bus/twc-frame.h"
#include "bus/twc-message.h"
#include "bus/twc-receiver.h"

#define SETTINGS                                                                 \
  "[org/twcmanager/TWCManager]\nwiring-max-amps-all=40\n"                        \
  "wiring-max-amps-per-twc=32\nmin-amps-per-twc=6\nnon-scheduled-mode='fixed'\n" \
  "non-scheduled-amps=40\n"

#define N_UNITS 3
#define LAST_UNIT 0x5AC1
#define N_NOISE 20000
#define N_FLOOD (1024 * 1024)
#define N_FRAMES 20
#define LONG_FRAME 300
#define BETWEEN_FRAMES_US TWC_MILLISECONDS_US (150)
#define MAX_GAP_US TWC_SECONDS_US (5)
#define ENOUGH_HEARTBEATS 6
#define MAX_LOG_LINES 40

/* The master's heartbeats to each unit since the trouble ended. */
typedef struct
{
  TwcReceiver receiver;
  gint64 now_us;
  guint n_ids;
  guint16 ids[N_UNITS];
  gint64 last_us[N_UNITS];
  gint64 longest_us[N_UNITS];
  guint n_heartbeats[N_UNITS];
} Ear;

static guint
find_place (Ear *ear, guint16 id)
{
  guint i = 0;

  while (i < ear->n_ids && ear->ids[i] != id)
    i++;
  g_assert_cmpuint (i, <, N_UNITS);
  if (i == ear->n_ids)
    ear->ids[ear->n_ids++] = id;
  return i;
}

static void
on_chunk (const TwcChunk *chunk, gpointer user_data)
{
  Ear *ear = user_data;
  TwcMessage message;
  guint i;

  if (chunk->verdict != TWC_VERDICT_OK ||
      !twc_message_parse (&message, chunk->body, chunk->n_body) ||
      message.type != TWC_MESSAGE_MASTER_HEARTBEAT)
    return;

  i = find_place (ear, message.receiver);
  ear->longest_us[i] = MAX (ear->longest_us[i], ear->now_us - ear->last_us[i]);
  ear->last_us[i] = ear->now_us;
  ear->n_heartbeats[i]++;
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
  for (guint i = 0; i < N_UNITS; i++)
    {
      ear->last_us[i] = g_get_monotonic_time ();
      ear->longest_us[i] = 0;
      ear->n_heartbeats[i] = 0;
    }
}

static gboolean
all_have_heartbeats (DaemonWorld *world, gconstpointer data)
{
  const Ear *ear = data;

  for (guint i = 0; i < N_UNITS; i++)
    if (ear->n_heartbeats[i] < ENOUGH_HEARTBEATS)
      return FALSE;

  return TRUE;
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

static void
make_noise (DaemonWorld *world)
{
  twc_garage_make_noise (live_garage_get (world->garage), N_NOISE);
  let_pass (world, N_NOISE * TWC_SECONDS_US (10) / 9600);
}

/* As an adapter that gives all that it has kept, as fast as the daemon takes it. */
static void
flood (DaemonWorld *world)
{
  g_autofree guint8 *bytes = g_malloc (N_FLOOD);
  g_autoptr(GRand) chance = g_rand_new_with_seed (1);
  gsize n_sent = 0;

  for (gsize i = 0; i < N_FLOOD; i++)
    bytes[i] = (guint8) g_rand_int_range (chance, 0, 256);

  while (n_sent < N_FLOOD)
    {
      n_sent += live_garage_flood (world->garage, bytes + n_sent, N_FLOOD - n_sent);
      g_main_context_iteration (NULL, FALSE);
    }
}

/* Each falls somewhere else into the talk. */
static void
send_frames (DaemonWorld *world, const guint8 *wire, gsize n_wire)
{
  for (guint i = 0; i < N_FRAMES; i++)
    {
      twc_garage_inject (live_garage_get (world->garage), wire, n_wire);
      let_pass (world, BETWEEN_FRAMES_US + (gint64) i * 7000);
    }
}

static void
send_lone_escapes (DaemonWorld *world)
{
  static const guint8 wire[] = { 0xC0, 0xFD, 0xE0, 0x93, 0x99, 0x77, 0x77, 0x04, 0xDB,
                                 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xDB, 0xC0 };

  send_frames (world, wire, sizeof wire);
}

static void
send_wrong_sums (DaemonWorld *world)
{
  guint8 body[15] = { 0xFD, 0xE0, 0x93, 0x99, 0x77, 0x77, 0x04, 0x06, 0x40 };
  guint8 wire[TWC_WIRE_MAX];
  gsize n_wire;

  twc_frame_seal (body, sizeof body);
  body[sizeof body - 1] ^= 0x01;
  n_wire = twc_frame_to_wire (body, sizeof body, wire);
  send_frames (world, wire, n_wire);
}

static void
send_two_bytes (DaemonWorld *world)
{
  static const guint8 wire[] = { 0xC0, 0xFD, 0xE0, 0xC0 };

  send_frames (world, wire, sizeof wire);
}

static void
send_long_frames (DaemonWorld *world)
{
  guint8 wire[LONG_FRAME + 2];

  memset (wire, 0x55, sizeof wire);
  wire[0] = wire[sizeof wire - 1] = 0xC0;
  send_frames (world, wire, sizeof wire);
}

static gboolean
is_linked_again (DaemonWorld *world, gconstpointer data)
{
  const guint *n_before = data;
  TwcSlaveReport report;

  twc_garage_get_slave (live_garage_get (world->garage), N_UNITS - 1, &report);
  return report.linked && report.n_heartbeats > *n_before + 1;
}

/* A unit that was switched off and on calls for a link. */
static void
link_one_again (DaemonWorld *world)
{
  TwcGarage *garage = live_garage_get (world->garage);
  TwcSlaveReport report;

  twc_garage_reset_unit (garage, LAST_UNIT);
  twc_garage_get_slave (garage, N_UNITS - 1, &report);
  g_assert_false (report.linked);
  daemon_world_wait (world, is_linked_again, &report.n_heartbeats);
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *p = text; (p = strstr (p, part)) != NULL; p += strlen (part))
    n++;

  return n;
}

static void
assert_all_are_linked (DaemonWorld *world, const Ear *ear)
{
  for (guint i = 0; i < N_UNITS; i++)
    {
      TwcSlaveReport report;

      twc_garage_get_slave (live_garage_get (world->garage), i, &report);
      g_assert_true (report.linked);
      g_assert_cmpint (ear->longest_us[i], <, MAX_GAP_US);
      g_test_message ("%04X: %u heartbeats since it ended, longest gap %" G_GINT64_FORMAT " ms",
                      ear->ids[i], ear->n_heartbeats[i], ear->longest_us[i] / 1000);
    }
}

typedef struct
{
  const char *path;
  void (*disturb) (DaemonWorld *world);
} Row;

static const Row rows[] = {
  { "/noise/20-kB-at-wire-speed", make_noise }, { "/noise/1-MB-at-once", flood },
  { "/noise/lone-escapes", send_lone_escapes }, { "/noise/wrong-sums", send_wrong_sums },
  { "/noise/two-bytes", send_two_bytes },       { "/noise/300-bytes", send_long_frames },
};

static void
test_disturb (gconstpointer data)
{
  const Row *row = data;
  DaemonWorld world;
  Ear ear = { 0 };

  twc_receiver_init (&ear.receiver, TWC_RECEIVER_GAP_US);
  daemon_world_set_up (&world, SETTINGS);
  live_garage_set_tap (world.garage, on_written, &ear);
  daemon_world_start (&world);
  daemon_world_wait (&world, all_have_heartbeats, &ear);

  row->disturb (&world);
  listen_anew (&ear);
  daemon_world_wait (&world, all_have_heartbeats, &ear);
  assert_all_are_linked (&world, &ear);
  daemon_world_assert_safe (&world);
  link_one_again (&world);

  g_assert_cmpint (daemon_world_stop (&world), ==, 0);
  g_test_message ("%s", world.log->str);
  /* The ratings of these three do differ. */
  g_assert_cmpuint (count (world.log->str, "ratings-differ: begins"), ==, 1);
  g_assert_cmpuint (count (world.log->str, ": begins"), <=, 2);
  g_assert_cmpuint (count (world.log->str, "\n"), <, MAX_LOG_LINES);
  daemon_world_tear_down (&world);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_disturb);

  return g_test_run ();
}

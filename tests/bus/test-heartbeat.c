/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-heartbeat.h"

/* twc-protocol 5.3, row by row; want is 12 A unless the row is about another. */
typedef struct
{
  const char *path;
  TwcHeartbeatCase it;
  TwcCommand command;
} Row;

#define REPORT .is_reported = TRUE, .want_ca = 1200
#define P1 .protocol = 1
#define P2 .protocol = 2

static const Row rows[] = {
  { "/heartbeat/1/p1", { P1, .want_ca = 1200, .state = 4 }, 0x00 },
  { "/heartbeat/1/p2", { P2, .want_ca = 1200, .state = 4 }, 0x00 },
  { "/heartbeat/1/nothing-wanted", { P2, .want_ca = 0 }, 0x00 },

  { "/heartbeat/2/p1", { P1, .is_reported = TRUE, .state = 1, .reported_ca = 1200 }, 0x05 },
  { "/heartbeat/2/p1/followed", { P1, .is_reported = TRUE, .state = 3, .reported_ca = 0 }, 0x05 },
  { "/heartbeat/2/p2", { P2, .is_reported = TRUE, .state = 1, .reported_ca = 1200 }, 0x09 },
  { "/heartbeat/2/p2/clamped", { P2, .is_reported = TRUE, .state = 9, .reported_ca = 600 }, 0x09 },
  { "/heartbeat/2/p1/error", { P1, .is_reported = TRUE, .state = 2 }, 0x05 },
  { "/heartbeat/2/p2/starting", { P2, .is_reported = TRUE, .state = 8 }, 0x09 },

  { "/heartbeat/3/p1", { P1, REPORT, .state = 2 }, 0x00 },
  { "/heartbeat/3/p2", { P2, REPORT, .state = 2, .may_have_car = TRUE }, 0x00 },

  { "/heartbeat/4/p1", { P1, REPORT, .state = 8 }, 0x08 },
  { "/heartbeat/4/p2/zero", { P2, REPORT, .state = 8 }, 0x08 },
  { "/heartbeat/4/p2/differs", { P2, REPORT, .state = 8, .reported_ca = 600 }, 0x08 },
  { "/heartbeat/4/p2/first",
    { P2, REPORT, .state = 8, .reported_ca = 1200, .is_fresh_start = TRUE },
    0x08 },
  { "/heartbeat/4/p2/second", { P2, REPORT, .state = 8, .reported_ca = 1200 }, 0x00 },
  { "/heartbeat/4/p1/second", { P1, REPORT, .state = 8, .reported_ca = 1200 }, 0x00 },
  { "/heartbeat/4/p1/stubborn", { P1, REPORT, .state = 8, .is_stubborn = TRUE }, 0x05 },
  { "/heartbeat/4/p2/stubborn", { P2, REPORT, .state = 8, .is_stubborn = TRUE }, 0x09 },

  { "/heartbeat/5/p1", { P1, REPORT, .state = 4 }, 0x05 },
  { "/heartbeat/5/p2", { P2, REPORT, .state = 4 }, 0x05 },
  { "/heartbeat/5/p2/ignored", { P2, REPORT, .state = 4, .n_ignored = 3 }, 0x05 },
  { "/heartbeat/5/p2/stubborn", { P2, REPORT, .state = 4, .is_stubborn = TRUE }, 0x09 },

  { "/heartbeat/6/p1/01", { P1, REPORT, .state = 1, .reported_ca = 600 }, 0x05 },
  { "/heartbeat/6/p2/01", { P2, REPORT, .state = 1, .reported_ca = 600 }, 0x09 },
  { "/heartbeat/6/p2/06", { P2, REPORT, .state = 6, .reported_ca = 600 }, 0x09 },
  { "/heartbeat/6/p2/07", { P2, REPORT, .state = 7, .reported_ca = 600 }, 0x09 },
  { "/heartbeat/6/p2/09", { P2, REPORT, .state = 9, .reported_ca = 600 }, 0x09 },
  { "/heartbeat/6/p2/0A", { P2, REPORT, .state = 10, .reported_ca = 600 }, 0x09 },
  { "/heartbeat/6/p1/stubborn",
    { P1, REPORT, .state = 1, .reported_ca = 600, .is_stubborn = TRUE },
    0x05 },

  { "/heartbeat/7/p1", { P1, REPORT, .state = 3, .may_have_car = TRUE }, 0x05 },
  { "/heartbeat/7/p2", { P2, REPORT, .state = 3, .may_have_car = TRUE }, 0x05 },
  { "/heartbeat/7/p2/wants-more",
    { P2, REPORT, .state = 4, .reported_ca = 600, .may_have_car = TRUE },
    0x05 },
  { "/heartbeat/7/p2/busy", { P2, REPORT, .state = 5, .may_have_car = TRUE }, 0x05 },
  { "/heartbeat/7/p2/unknown", { P2, REPORT, .state = 15, .may_have_car = TRUE }, 0x05 },
  { "/heartbeat/7/p2/third",
    { P2, REPORT, .state = 3, .may_have_car = TRUE, .n_ignored = 2 },
    0x05 },
  { "/heartbeat/7/p2/ignored",
    { P2, REPORT, .state = 3, .may_have_car = TRUE, .n_ignored = 3 },
    0x09 },
  { "/heartbeat/7/p1/ignored",
    { P1, REPORT, .state = 3, .may_have_car = TRUE, .n_ignored = 3 },
    0x05 },
  { "/heartbeat/7/p2/stubborn",
    { P2, REPORT, .state = 3, .may_have_car = TRUE, .is_stubborn = TRUE },
    0x09 },

  { "/heartbeat/8/p1", { P1, REPORT, .state = 0 }, 0x05 },
  { "/heartbeat/8/p2", { P2, REPORT, .state = 0 }, 0x09 },

  { "/heartbeat/9/p1", { P1, REPORT, .state = 1, .reported_ca = 1200 }, 0x00 },
  { "/heartbeat/9/p2", { P2, REPORT, .state = 9, .reported_ca = 1200 }, 0x00 },
  { "/heartbeat/9/p2/idle", { P2, REPORT, .state = 3, .reported_ca = 1200 }, 0x00 },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  const TwcHeartbeat beat = twc_heartbeat_choose (&row->it);

  g_assert_cmphex (beat.command, ==, row->command);
  g_assert_cmpuint (beat.limit_ca, ==, row->command == TWC_COMMAND_NONE ? 0 : row->it.want_ca);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_row);

  return g_test_run ();
}

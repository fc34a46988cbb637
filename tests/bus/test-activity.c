/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus/twc-activity.h"

/* twc-protocol 3.4, "classification for a UI". */
typedef struct
{
  const char *path;
  TwcChargerState facts;
  TwcActivity activity;
} Row;

static const Row rows[] = {
  { "/activity/no-car", { .state = 0x00 }, TWC_ACTIVITY_NO_CAR },
  { "/activity/no-car/offset", { .state = 0x00, .draw_ca = 40 }, TWC_ACTIVITY_NO_CAR },
  { "/activity/no-car/asleep", { .state = 0x00, .vin = "5YJ" }, TWC_ACTIVITY_PLUGGED },
  { "/activity/plugged/ready", { .state = 0x00, .reported_ca = 600 }, TWC_ACTIVITY_PLUGGED },
  { "/activity/plugged/03", { .state = 0x03 }, TWC_ACTIVITY_PLUGGED },
  { "/activity/plugged/04", { .state = 0x04 }, TWC_ACTIVITY_PLUGGED },
  { "/activity/charging/any", { .state = 0x00, .draw_ca = 100 }, TWC_ACTIVITY_CHARGING },
  { "/activity/charging/starting", { .state = 0x08, .draw_ca = 130 }, TWC_ACTIVITY_CHARGING },
  { "/activity/charging/busy", { .state = 0x05, .draw_ca = 100 }, TWC_ACTIVITY_CHARGING },
  { "/activity/charging/01", { .state = 0x01, .draw_ca = 50 }, TWC_ACTIVITY_CHARGING },
  { "/activity/charging/06", { .state = 0x06, .draw_ca = 50 }, TWC_ACTIVITY_CHARGING },
  { "/activity/charging/07", { .state = 0x07, .draw_ca = 50 }, TWC_ACTIVITY_CHARGING },
  { "/activity/charging/09", { .state = 0x09, .draw_ca = 50 }, TWC_ACTIVITY_CHARGING },
  { "/activity/charging/0A", { .state = 0x0A, .draw_ca = 50 }, TWC_ACTIVITY_CHARGING },
  { "/activity/charging/not-yet", { .state = 0x01, .draw_ca = 49 }, TWC_ACTIVITY_UNKNOWN },
  { "/activity/charging/not-quite", { .state = 0x03, .draw_ca = 99 }, TWC_ACTIVITY_PLUGGED },
  { "/activity/starting", { .state = 0x08, .draw_ca = 99 }, TWC_ACTIVITY_STARTING },
  { "/activity/fault", { .state = 0x02 }, TWC_ACTIVITY_FAULT },
  { "/activity/fault/drawing", { .state = 0x02, .draw_ca = 1686 }, TWC_ACTIVITY_FAULT },
  { "/activity/unknown/05", { .state = 0x05 }, TWC_ACTIVITY_UNKNOWN },
  { "/activity/unknown/0B", { .state = 0x0B }, TWC_ACTIVITY_UNKNOWN },
  { "/activity/unknown/FF", { .state = 0xFF }, TWC_ACTIVITY_UNKNOWN },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;

  g_assert_cmpint (twc_activity_classify (&row->facts), ==, row->activity);
}

static void
test_odd_states (void)
{
  for (guint state = 0; state <= 0xFF; state++)
    g_assert_cmpint (twc_activity_is_odd_state ((guint8) state), ==, state == 0x05 || state > 0x0A);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_row);
  g_test_add_func ("/activity/odd-states", test_odd_states);

  return g_test_run ();
}

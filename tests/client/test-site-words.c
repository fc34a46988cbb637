/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-site-words.h"

#include <string.h>

/* A garage at rest in mode off: connected, two Wall Connectors, nothing drawn. */
static TwcSiteView
make_view (void)
{
  return (TwcSiteView){
    .settled = TRUE,
    .connected = TRUE,
    .bus = TWC_BUS_OK,
    .wiring_set = TRUE,
    .n_chargers = 2,
    .has_reason = TRUE,
    .reason = twc_reason_new (TWC_REASON_OFF),
  };
}

static void
at_rest (TwcSiteView *view)
{
}

static void
connecting (TwcSiteView *view)
{
  *view = (TwcSiteView){ 0 };
}

static void
no_controller (TwcSiteView *view)
{
  *view = (TwcSiteView){ .settled = TRUE };
}

static void
no_adapter (TwcSiteView *view)
{
  view->bus = TWC_BUS_NO_ADAPTER;
  view->drawn_ca = 1600; /* the last that was measured */
}

static void
foreign_master (TwcSiteView *view)
{
  view->bus = TWC_BUS_STANDBY;
}

static void
listening (TwcSiteView *view)
{
  view->bus = TWC_BUS_LISTENING;
  view->n_chargers = 0;
}

static void
nothing_heard (TwcSiteView *view)
{
  view->n_chargers = 0;
}

static void
charging (TwcSiteView *view)
{
  view->reason = twc_reason_new (TWC_REASON_FIXED);
  view->offered_ca = 1600;
  view->drawn_ca = 1562;
  view->steady_ca = 1600;
}

static void
told_to_stop (TwcSiteView *view)
{
  view->drawn_ca = 598;
}

static void
one_lost (TwcSiteView *view)
{
  view->n_offline = 1;
}

static void
one_unheard (TwcSiteView *view)
{
  view->n_unheard = 1;
}

static void
paused (TwcSiteView *view)
{
  view->n_paused = 2;
}

static void
ready (TwcSiteView *view)
{
  view->reason = twc_reason_new (TWC_REASON_FIXED);
  view->offered_ca = 1600;
}

static void
no_limit (TwcSiteView *view)
{
  view->wiring_set = FALSE;
  view->reason = twc_reason_new (TWC_REASON_CONFIG);
}

static void
no_source (TwcSiteView *view)
{
  view->reason = twc_reason_new (TWC_REASON_STALE);
}

static void
silent_sources (TwcSiteView *view)
{
  no_source (view);
  twc_reason_add (&view->reason, TWC_NUMBER_AGE_SECONDS, 120);
}

static void
stopped_by_hand (TwcSiteView *view)
{
  view->reason = twc_reason_new (TWC_REASON_STOP_ALL);
}

static void
no_sun (TwcSiteView *view)
{
  view->reason = twc_reason_new (TWC_REASON_GREEN_WAIT_START);
}

static void
no_source_and_unheard (TwcSiteView *view)
{
  no_source (view);
  view->n_unheard = 2;
}

static void
no_limit_and_unheard (TwcSiteView *view)
{
  no_limit (view);
  view->n_unheard = 2;
}

static void
newer_controller (TwcSiteView *view)
{
  view->has_reason = FALSE;
}

typedef struct
{
  const char *path;
  void (*change) (TwcSiteView *view);
  const char *headline;
  TwcStyle style;
} Row;

static const Row rows[] = {
  { "/site/stopped", at_rest, "Stopped", TWC_STYLE_IDLE },
  { "/site/connecting", connecting, "Connecting", TWC_STYLE_IDLE },
  { "/site/no-controller", no_controller, "The controller is not running", TWC_STYLE_ERROR },
  { "/site/no-adapter", no_adapter, "No adapter", TWC_STYLE_ERROR },
  { "/site/foreign-master", foreign_master, "Another master is on the bus", TWC_STYLE_ERROR },
  { "/site/listening", listening, "Looking for Wall Connectors", TWC_STYLE_WAIT },
  { "/site/nothing-heard", nothing_heard, "No Wall Connector found", TWC_STYLE_WAIT },
  { "/site/charging", charging, "Charging, 16 A", TWC_STYLE_OK },
  /* users 1: never "stopped" until measured amps say so. */
  { "/site/told-to-stop", told_to_stop, "Still drawing, 6.0 A", TWC_STYLE_WARNING },
  { "/site/one-lost", one_lost, "1 Wall Connector does not answer", TWC_STYLE_ERROR },
  { "/site/one-unheard", one_unheard, "Waiting for measurements", TWC_STYLE_IDLE },
  { "/site/paused", paused, "Paused", TWC_STYLE_IDLE },
  { "/site/ready", ready, "Ready", TWC_STYLE_IDLE },
  { "/site/no-limit", no_limit, "Not set up yet", TWC_STYLE_ERROR },
  { "/site/no-source", no_source, "Green energy is not set up yet", TWC_STYLE_WAIT },
  { "/site/silent-sources", silent_sources, "The energy sources are silent", TWC_STYLE_WAIT },
  { "/site/stopped-by-hand", stopped_by_hand, "Stopped", TWC_STYLE_WARNING },
  { "/site/no-sun", no_sun, "Waiting for the sun", TWC_STYLE_WAIT },
  /* Nothing that is measured would change what the owner has to do. */
  { "/site/no-source-and-unheard", no_source_and_unheard, "Green energy is not set up yet",
    TWC_STYLE_WAIT },
  { "/site/no-limit-and-unheard", no_limit_and_unheard, "Not set up yet", TWC_STYLE_ERROR },
  { "/site/newer-controller", newer_controller, "Waiting", TWC_STYLE_WAIT },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  TwcSiteView view = make_view ();
  g_autoptr(GDateTime) now = g_date_time_new_utc (2026, 11, 22, 19, 0, 0);
  const TwcReasonContext context = { .now = now };
  g_autofree char *headline = NULL, *reason = NULL, *empty = NULL;

  row->change (&view);
  headline = twc_site_say_headline (&view);
  reason = twc_site_say_reason (&view, &context);
  empty = twc_site_say_empty_text (&view);

  g_assert_cmpstr (headline, ==, row->headline);
  g_assert_cmpint (twc_site_choose_style (&view), ==, row->style);
  /* One sentence is always there. */
  g_assert_cmpuint (strlen (reason), >, 5);
  /* What is missing is said where there is no Wall Connector to show, and only there. */
  g_assert_cmpint (empty[0] != '\0', ==, !view.connected || view.n_chargers == 0);
  g_assert_cmpint (twc_site_say_empty_title (&view)[0] != '\0', ==, empty[0] != '\0');
}

static void
test_port_problem_is_told (void)
{
  TwcSiteView view = make_view ();
  TwcProblem denied = twc_problem_new (TWC_PROBLEM_PORT_DENIED, 0, "/dev/ttyUSB0");
  g_autofree char *text = NULL;

  view.bus = TWC_BUS_NO_ADAPTER;
  view.n_chargers = 0;
  view.worst = &denied;
  text = twc_site_say_empty_text (&view);

  g_assert_cmpstr (twc_site_say_empty_title (&view), ==, "No permission for the adapter");
  g_assert_nonnull (strstr (text, "/dev/ttyUSB0"));
}

static void
test_wiring_is_told_as_well (void)
{
  TwcSiteView view = make_view ();
  const TwcProblem silent = twc_problem_new (TWC_PROBLEM_NO_CHARGER, 0, NULL);
  g_autofree char *text = NULL;

  view.n_chargers = 0;
  view.wiring_set = FALSE;
  view.worst = &silent;
  text = twc_site_say_empty_text (&view);

  g_assert_nonnull (strstr (text, "swap D+ and D"));
  g_assert_nonnull (strstr (text, "limits of the wiring"));
}

static const struct
{
  guint shown_ca;
  guint drawn_ca;
  guint steady_ca;
} steps[] = {
  { 0, 2345, 2300 },    { 2300, 2355, 2300 }, { 2300, 2380, 2300 }, { 2300, 2381, 2400 },
  { 2300, 2200, 2200 }, { 2300, 0, 0 },       { 50, 0, 0 },         { 0, 0, 0 },
};

/* The owner saw the headline flip between 23 A and 24 A every second. */
static void
test_headline_is_steady (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    g_assert_cmpuint (twc_site_steady_ca (steps[i].shown_ca, steps[i].drawn_ca), ==,
                      steps[i].steady_ca);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_row);
  g_test_add_func ("/site/port-problem-is-told", test_port_problem_is_told);
  g_test_add_func ("/site/headline-is-steady", test_headline_is_steady);
  g_test_add_func ("/site/wiring-is-told-as-well", test_wiring_is_told_as_well);

  return g_test_run ();
}

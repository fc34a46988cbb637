/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/scene.h"
#include "app/twc-banner.h"
#include "app/twc-charger-card.h"
#include "app/twc-mode-bar.h"
#include "app/twc-window.h"
#include "app/twc-wiring-setup.h"
#include "app/widgets/twc-amps-stepper.h"
#include "app/widgets/twc-figure.h"
#include "dbus/twc-dbus-names.h"

/* One window before one client; the controller is shared where a test has two of them. */
typedef struct
{
  TwcClient *client;
  GSettings *settings;
  GtkWidget *window;
} View;

static void
wait_for (gboolean (*is_true) (gpointer data), gpointer data)
{
  while (!is_true (data))
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
is_settled (gpointer data)
{
  return twc_client_is_settled (((View *) data)->client);
}

static gboolean
is_connected (gpointer data)
{
  return twc_client_is_connected (((View *) data)->client);
}

static View *
open_view (void)
{
  View *view = g_new0 (View, 1);
  g_autoptr(GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  view->client = twc_client_new (connection);
  view->settings = g_settings_new (TWC_SCHEMA);
  view->window = GTK_WIDGET (twc_window_new (NULL, view->client, view->settings));
  gtk_window_present (GTK_WINDOW (view->window));
  wait_for (is_settled, view);
  return view;
}

static void
close_view (View *view)
{
  g_settings_reset (view->settings, "wiring-max-amps-all");
  g_settings_reset (view->settings, "wiring-max-amps-per-twc");
  gtk_window_destroy (GTK_WINDOW (view->window));
  g_object_unref (view->settings);
  g_object_unref (view->client);
  g_free (view);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (View, close_view)

static FakeController *
play (const char *name)
{
  FakeController *fake = fake_controller_new ();
  const Scene *scene = scene_find (name);

  fake->silent = TRUE;
  if (scene->set != NULL)
    {
      fake_controller_appear (fake);
      scene->set (fake);
    }
  return fake;
}

static View *
open_connected (void)
{
  View *view = open_view ();

  wait_for (is_connected, view);
  return view;
}

typedef gboolean (*Match) (GtkWidget *widget, gconstpointer data);

static GtkWidget *
find (GtkWidget *top, Match match, gconstpointer data)
{
  GtkWidget *child;

  if (match (top, data))
    return top;
  for (child = gtk_widget_get_first_child (top); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, match, data);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
is_of_type (GtkWidget *widget, gconstpointer type)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (widget, *(const GType *) type);
}

static GtkWidget *
find_type (GtkWidget *top, GType type)
{
  return find (top, is_of_type, &type);
}

/* Visible, with all that it lies in. */
static gboolean
shows_text (GtkWidget *widget, gconstpointer text)
{
  if (!gtk_widget_is_visible (widget))
    return FALSE;
  if (TWC_IS_FIGURE (widget))
    {
      g_autofree char *shown = NULL;

      g_object_get (widget, "text", &shown, NULL);
      return g_strcmp0 (shown, text) == 0;
    }

  return GTK_IS_LABEL (widget) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0;
}

typedef struct
{
  GtkWidget *top;
  const char *text;
} Sought;

static gboolean
is_shown (gpointer data)
{
  const Sought *sought = data;

  return find (sought->top, shows_text, sought->text) != NULL;
}

static void
wait_for_text (GtkWidget *top, const char *text)
{
  Sought sought = { top, text };

  wait_for (is_shown, &sought);
}

typedef struct
{
  FakeController *fake;
  const char *call;
} Call;

static gboolean
was_asked (gpointer data)
{
  const Call *call = data;

  return fake_controller_was_asked (call->fake, call->call);
}

static void
wait_for_call (FakeController *fake, const char *text)
{
  Call call = { fake, text };

  wait_for (was_asked, &call);
}

static void
test_card (void)
{
  g_autoptr(FakeController) fake = play ("one");
  g_autoptr(View) view = open_connected ();
  GtkWidget *card;

  wait_for_text (view->window, "Left bay");
  card = find_type (view->window, TWC_TYPE_CHARGER_CARD);
  wait_for_text (card, "23.4");
  wait_for_text (card, "asked 24 A");
  wait_for_text (card, "Charging");
  wait_for_text (card, "TWC 9399 · 241 V");
  wait_for_text (card, "Pause");
  wait_for_text (view->window, "Bus ok");
  wait_for_text (view->window, "Fixed 24 A");
}

/* A Wall Connector that comes and goes gets a card, and loses it. */
static void
test_cards_follow (void)
{
  g_autoptr(FakeController) fake = play ("one");
  g_autoptr(View) view = open_connected ();

  wait_for_text (view->window, "Left bay");
  scene_add_charging (fake, "A100", 6, 5.9);
  wait_for_text (view->window, "TWC A100");
  fake_controller_remove_charger (fake, "9399");
  wait_for_text (view->window, "5.9");
  while (find (view->window, shows_text, "Left bay") != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_banner (void)
{
  g_autoptr(FakeController) fake = play ("problems");
  g_autoptr(View) view = open_connected ();
  GtkWidget *banner = find_type (view->window, TWC_TYPE_BANNER);

  wait_for_text (banner, "2 more");
  g_assert_nonnull (find (banner, shows_text, "A Wall Connector no longer answers"));

  twc_dbus_controller1_set_problems (fake->controller, g_variant_new ("a(ssxa{sv})", NULL));
  while (find (banner, shows_text, "A Wall Connector no longer answers") != NULL)
    g_main_context_iteration (NULL, TRUE);
}

typedef struct
{
  const char *path;
  const char *scene;
  const char *text;
  gboolean has_modes;
} EmptyRow;

static const EmptyRow empty_rows[] = {
  { "/window/empty/no-controller", "no-controller", "The controller is not running", FALSE },
  { "/window/empty/no-adapter", "no-adapter", "No RS-485 adapter", FALSE },
  { "/window/empty/no-charger", "no-charger", "Looking for Wall Connectors", TRUE },
};

static void
test_empty (gconstpointer data)
{
  const EmptyRow *row = data;
  g_autoptr(FakeController) fake = play (row->scene);
  g_autoptr(View) view = open_view ();
  GtkWidget *modes;

  wait_for_text (view->window, row->text);
  modes = find_type (view->window, TWC_TYPE_MODE_BAR);
  g_assert_cmpint (gtk_widget_get_visible (modes), ==, row->has_modes);
  g_assert_null (find_type (view->window, TWC_TYPE_CHARGER_CARD));
}

typedef struct
{
  const char *path;
  GType (*get_type) (void);
  const char *action;
  const char *parameter;
  const char *call;
} ActionRow;

static const ActionRow action_rows[] = {
  { "/window/action/pause", twc_charger_card_get_type, "charger.pause", NULL, "Pause 9399" },
  { "/window/action/resume", twc_charger_card_get_type, "charger.resume", NULL, "Resume 9399" },
  { "/window/action/off", twc_mode_bar_get_type, "mode.choose", "'off'", "SetMode off 0" },
  { "/window/action/green", twc_mode_bar_get_type, "mode.choose", "'green'", "SetMode green 0" },
  { "/window/action/allow", twc_mode_bar_get_type, "mode.allow", NULL, "AllowCharging" },
  { "/window/action/cancel", twc_mode_bar_get_type, "mode.cancel", NULL, "CancelChargeNow" },
};

static void
test_action (gconstpointer data)
{
  const ActionRow *row = data;
  g_autoptr(FakeController) fake = play ("one");
  g_autoptr(View) view = open_connected ();
  g_autoptr(GVariant) parameter = NULL;

  wait_for_text (view->window, "Left bay");
  if (row->parameter != NULL)
    parameter = g_variant_ref_sink (g_variant_new_parsed (row->parameter));
  gtk_widget_activate_action_variant (find_type (view->window, row->get_type ()), row->action,
                                      parameter);
  wait_for_call (fake, row->call);
}

static gboolean
is_allow_button (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_BUTTON (widget) &&
         g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), "mode.allow") == 0;
}

/* What the window shows as stopped it can allow again; it offers that at no other time. */
static void
test_stop_all_ends (void)
{
  g_autoptr(FakeController) fake = play ("stop-all");
  g_autoptr(View) view = open_connected ();
  GtkWidget *button = find (view->window, is_allow_button, NULL);

  wait_for_text (view->window, "Allow charging");
  g_assert_true (gtk_widget_get_visible (button));
  gtk_widget_activate (button);
  wait_for_call (fake, "AllowCharging");

  fake_controller_set_reason (fake->controller, twc_reason_new (TWC_REASON_OFF));
  wait_for_text (view->window, "Charge now…");
  g_assert_false (gtk_widget_get_visible (button));
}

/* The fixed current starts at what it is, and never goes above what the wiring allows. */
static void
test_fixed_amps (void)
{
  g_autoptr(FakeController) fake = play ("one");
  g_autoptr(View) view = open_connected ();
  GtkWidget *modes = find_type (view->window, TWC_TYPE_MODE_BAR);
  GtkWidget *stepper = find_type (modes, TWC_TYPE_AMPS_STEPPER);

  wait_for_text (view->window, "Fixed 24 A");
  gtk_widget_activate_action (modes, "mode.open", "s", "fixed");
  g_assert_cmpint (twc_amps_stepper_get_value (TWC_AMPS_STEPPER (stepper)), ==, 24);

  gtk_widget_activate_action (stepper, "amps.more", NULL);
  gtk_widget_activate_action (modes, "mode.fix", NULL);
  wait_for_call (fake, "SetMode fixed 25");

  gtk_widget_activate_action (stepper, "amps.set", "i", 200);
  gtk_widget_activate_action (modes, "mode.fix", NULL);
  wait_for_call (fake, "SetMode fixed 40");
}

/* What the controller refuses is said, and what is shown stays what is true. */
static void
test_refusal (void)
{
  g_autoptr(FakeController) fake = play ("one");
  g_autoptr(View) view = open_connected ();
  GtkWidget *modes = find_type (view->window, TWC_TYPE_MODE_BAR);
  g_autofree char *mode = NULL;

  fake->refusal = "Not while the wiring is unset.";
  wait_for_text (view->window, "Fixed 24 A");
  gtk_widget_activate_action (modes, "mode.choose", "s", "off");
  wait_for_text (view->window, "Not while the wiring is unset.");
  g_object_get (modes, "mode", &mode, NULL);
  g_assert_cmpstr (mode, ==, "fixed");
}

static gboolean
has_user_value (GSettings *settings, const char *key)
{
  g_autoptr(GVariant) value = g_settings_get_user_value (settings, key);

  return value != NULL;
}

/* G3: no limit is written before a person has confirmed both. */
static void
test_wiring_setup (void)
{
  g_autoptr(FakeController) fake = play ("unset");
  g_autoptr(View) view = open_connected ();
  GtkWidget *setup = find_type (view->window, TWC_TYPE_WIRING_SETUP);
  GtkWidget *all = find_type (setup, TWC_TYPE_AMPS_STEPPER);

  wait_for_text (view->window, "What may the wiring carry?");
  g_assert_cmpint (twc_amps_stepper_get_value (TWC_AMPS_STEPPER (all)), ==, 6);
  gtk_widget_activate_action (all, "amps.set", "i", 40);
  wait_for_text (setup, "All Wall Connectors together: 40 A, needs a breaker of 50 A or more");
  gtk_widget_activate_action (setup, "wiring.check", NULL);
  g_assert_false (has_user_value (view->settings, "wiring-max-amps-all"));

  gtk_widget_activate_action (setup, "wiring.set", NULL);
  g_assert_cmpint (g_settings_get_int (view->settings, "wiring-max-amps-all"), ==, 40);
  g_assert_true (has_user_value (view->settings, "wiring-max-amps-per-twc"));
  g_assert_cmpint (g_settings_get_int (view->settings, "wiring-max-amps-per-twc"), ==, 6);
}

/* The kiosk and a window over X forwarding show the same controller. */
static void
test_two_windows (void)
{
  g_autoptr(FakeController) fake = play ("one");
  g_autoptr(View) kiosk = open_connected ();
  g_autoptr(View) laptop = open_connected ();
  GtkWidget *modes = find_type (laptop->window, TWC_TYPE_MODE_BAR);

  wait_for_text (kiosk->window, "Left bay");
  wait_for_text (laptop->window, "Left bay");
  gtk_widget_activate_action (modes, "mode.choose", "s", "off");
  wait_for_call (fake, "SetMode off 0");

  twc_dbus_controller1_set_fixed_amps (fake->controller, 16);
  wait_for_text (kiosk->window, "Fixed 16 A");
  wait_for_text (laptop->window, "Fixed 16 A");
}

typedef struct
{
  const char *path;
  const char *scene;
} FitRow;

static const FitRow fit_rows[] = {
  { "/window/fits/three", "three" },           { "/window/fits/problems", "problems" },
  { "/window/fits/charge-now", "charge-now" }, { "/window/fits/unset", "unset" },
  { "/window/fits/stop-all", "stop-all" },     { "/window/fits/silent", "silent" },
  { "/window/fits/no-adapter", "no-adapter" }, { "/window/fits/no-controller", "no-controller" },
};

/* 640×360 and 360×640 are the smallest screens (users 2.4): nothing may ask for more. */
static void
test_fits (gconstpointer data)
{
  const FitRow *row = data;
  g_autoptr(FakeController) fake = play (row->scene);
  g_autoptr(View) view = open_view ();
  int width, height;

  gtk_window_set_default_size (GTK_WINDOW (view->window), 360, 640);
  if (scene_find (row->scene)->set != NULL)
    wait_for (is_connected, view);
  for (int i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);

  gtk_widget_measure (view->window, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_assert_cmpint (width, <=, 360);
  gtk_widget_measure (view->window, GTK_ORIENTATION_VERTICAL, 640, &height, NULL, NULL, NULL);
  g_assert_cmpint (height, <=, 360);
  gtk_widget_measure (view->window, GTK_ORIENTATION_VERTICAL, 360, &height, NULL, NULL, NULL);
  g_assert_cmpint (height, <=, 640);
}

#define ADD(rows, test)                           \
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) \
  g_test_add_data_func (rows[i].path, &rows[i], test)

int
main (int argc, char *argv[])
{
  g_autoptr(GtkCssProvider) style = gtk_css_provider_new ();

  gtk_test_init (&argc, &argv);
  adw_init ();
  gtk_css_provider_load_from_resource (style, "/org/twcmanager/TWCManager/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);

  g_test_add_func ("/window/card", test_card);
  g_test_add_func ("/window/cards-follow", test_cards_follow);
  g_test_add_func ("/window/banner", test_banner);
  ADD (empty_rows, test_empty);
  ADD (action_rows, test_action);
  g_test_add_func ("/window/fixed-amps", test_fixed_amps);
  g_test_add_func ("/window/refusal", test_refusal);
  g_test_add_func ("/window/stop-all-ends", test_stop_all_ends);
  g_test_add_func ("/window/wiring-setup", test_wiring_setup);
  g_test_add_func ("/window/two-windows", test_two_windows);
  ADD (fit_rows, test_fits);

  return g_test_run ();
}

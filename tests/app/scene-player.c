/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scene-player SCENE WIDTH HEIGHT [steady|ragged]: shows the real window before a fake controller,
 * for pictures and benchmarks. Prints a line once the scene is drawn. Then numbers change every
 * second: with "steady" the tenths of an ampere, with "ragged" all digits of all that can. Needs a
 * session bus of its own: run it under dbus-run-session. */
#include <glib/gprintf.h>
#include <stdlib.h>

#include "app/scene.h"
#include "app/twc-mode-bar.h"
#include "app/twc-window.h"
#include "dbus/twc-dbus-names.h"

#define DRAWN_AFTER_MS 900

typedef struct _Player Player;

struct _Player
{
  const Scene *scene;
  int width;
  int height;
  void (*live) (Player *player); /* each second; NULL = all stays */
  FakeController *fake;
  TwcClient *client;
  TwcDBusCharger1 *charger;
  GtkWindow *window;
  guint second;
};

static GtkWidget *
find_widget (GtkWidget *top, GType type)
{
  GtkWidget *child = gtk_widget_get_first_child (top);

  if (G_TYPE_CHECK_INSTANCE_TYPE (top, type))
    return top;

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
show_amps (Player *player, double offer_a, double draw_a)
{
  twc_dbus_charger1_set_offer_amps (player->charger, offer_a);
  twc_dbus_charger1_set_reported_amps (player->charger, offer_a);
  twc_dbus_charger1_set_draw_amps (player->charger, draw_a);
  twc_dbus_charger1_set_power_watts (player->charger, draw_a * 230);
  twc_dbus_controller1_set_offered_amps (player->fake->controller, offer_a);
  twc_dbus_controller1_set_draw_amps (player->fake->controller, draw_a);
}

static void
be_steady (Player *player)
{
  show_amps (player, 24, 23 + (player->second * 7 % 10) / 10.0);
}

/* Sun between clouds, worse than any garage: both curves jump each second, over the full height,
 * and no digit stays. */
static void
be_ragged (Player *player)
{
  static const double offers_a[] = { 32, 19, 27.5, 12, 30, 21, 16, 24, 10 };
  static const double draws_a[] = { 31.6, 18.9, 27.3, 11.8, 29.9, 20, 15.1, 23.7, 9.9 };
  const guint i = player->second % G_N_ELEMENTS (offers_a);

  show_amps (player, offers_a[i], draws_a[i]);
}

static gboolean
on_second (gpointer user_data)
{
  Player *player = user_data;

  player->live (player);
  player->second++;
  return G_SOURCE_CONTINUE;
}

static void
on_drawn (gpointer user_data)
{
  Player *player = user_data;
  GListModel *chargers = twc_client_get_chargers (player->client);

  for (guint i = 0; i < g_list_model_get_n_items (chargers); i++)
    {
      g_autoptr(TwcCharger) charger = g_list_model_get_item (chargers, i);

      scene_fill_past (twc_charger_get_samples (charger), i);
    }
  if (player->scene->page != NULL)
    gtk_widget_activate_action (find_widget (GTK_WIDGET (player->window), TWC_TYPE_MODE_BAR),
                                "mode.open", "s", player->scene->page);
  g_printf ("drawn\n");
  fflush (stdout);
  if (player->live != NULL && player->charger != NULL)
    g_timeout_add_seconds (1, on_second, player);
}

static void
on_activate (GtkApplication *application, Player *player)
{
  player->fake = fake_controller_new ();
  player->fake->silent = player->live == NULL;
  if (player->scene->set != NULL)
    {
      fake_controller_appear (player->fake);
      player->scene->set (player->fake);
      player->charger = TWC_DBUS_CHARGER1 (g_dbus_object_manager_get_interface (
        G_DBUS_OBJECT_MANAGER (player->fake->manager), TWC_DBUS_CHARGERS_PATH "/9399",
        "org.twcmanager.Charger1"));
    }

  player->client = twc_client_new (g_application_get_dbus_connection (G_APPLICATION (application)));
  twc_client_watch (player->client);
  player->window = twc_window_new (application, player->client, g_settings_new (TWC_SCHEMA));
  gtk_window_set_default_size (player->window, player->width, player->height);
  gtk_window_fullscreen (player->window);
  gtk_window_present (player->window);
  g_timeout_add_once (DRAWN_AFTER_MS, on_drawn, player);
}

int
main (int argc, char *argv[])
{
  g_autoptr(AdwApplication) application = NULL;
  Player player = { .scene = argc >= 4 ? scene_find (argv[1]) : NULL };

  if (player.scene == NULL)
    {
      g_printerr ("usage: scene-player SCENE WIDTH HEIGHT [steady|ragged]\n");
      return 2;
    }

  player.width = atoi (argv[2]);
  player.height = atoi (argv[3]);
  if (argc > 4)
    player.live = g_str_equal (argv[4], "ragged") ? be_ragged : be_steady;
  application = adw_application_new ("org.twcmanager.TWCManager", G_APPLICATION_NON_UNIQUE);
  g_application_set_resource_base_path (G_APPLICATION (application), "/org/twcmanager/TWCManager");
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), &player);
  return g_application_run (G_APPLICATION (application), 1, argv);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/twc-client-private.h"

#include <glib/gi18n-lib.h>

#include "client/twc-charger-private.h"
#include "client/twc-format.h"
#include "client/twc-site-words.h"

/* More are not wrong at once; the list comes from another process. */
#define MAX_PROBLEMS 64

static double
read_amps (double amps)
{
  return twc_format_read_ca (amps) / 100.0;
}

static void
show_amps (TwcClient *self)
{
  TwcDBusController1 *proxy = self->controller;
  TwcFacts *facts = &self->facts;

  twc_facts_set_double (facts, PROP_FIXED_AMPS,
                        read_amps (twc_dbus_controller1_get_fixed_amps (proxy)));
  twc_facts_set_double (facts, PROP_WIRING_AMPS,
                        read_amps (twc_dbus_controller1_get_wiring_amps (proxy)));
  twc_facts_set_double (facts, PROP_AVAILABLE_AMPS,
                        read_amps (twc_dbus_controller1_get_available_amps (proxy)));
  twc_facts_set_double (facts, PROP_OFFERED_AMPS,
                        read_amps (twc_dbus_controller1_get_offered_amps (proxy)));
  twc_facts_set_double (facts, PROP_EXPOSURE_AMPS,
                        read_amps (twc_dbus_controller1_get_exposure_amps (proxy)));
  twc_facts_set_double (facts, PROP_DRAW_AMPS,
                        read_amps (twc_dbus_controller1_get_draw_amps (proxy)));
}

static TwcBusState
read_bus_state (TwcClient *self)
{
  TwcBusState state = TWC_BUS_NO_ADAPTER;

  twc_bus_state_from_nick (twc_dbus_controller1_get_bus_state (self->controller), &state);
  return state;
}

static void
show_state (TwcClient *self)
{
  TwcDBusController1 *proxy = self->controller;
  const TwcBusState bus = read_bus_state (self);
  TwcMode mode = TWC_MODE_OFF;

  twc_mode_from_nick (twc_dbus_controller1_get_mode (proxy), &mode);
  twc_facts_set_string (&self->facts, PROP_VERSION, twc_dbus_controller1_get_version (proxy));
  twc_facts_set_string (&self->facts, PROP_PORT, twc_dbus_controller1_get_port (proxy));
  twc_facts_set_string (&self->facts, PROP_BUS_STATE, twc_bus_state_to_nick (bus));
  twc_facts_set_string (&self->facts, PROP_BUS_TEXT, twc_words_bus_state (bus));
  twc_facts_set_string (&self->facts, PROP_MODE, twc_mode_to_nick (mode));
}

static void
show_charge_now (TwcClient *self)
{
  const guint ca = twc_format_read_ca (twc_dbus_controller1_get_charge_now_amps (self->controller));
  const gint64 until_s = twc_dbus_controller1_get_charge_now_until_time (self->controller);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *amps = twc_format_amps (ca);
  g_autofree char *until = twc_format_clock (until_s, now);
  g_autofree char *text = NULL;

  if (ca > 0 && until_s > 0)
    /* Translators: a current and a time: "40 A until 06:00" */
    text = g_strdup_printf (_ ("%s until %s"), amps, until);
  else if (ca > 0)
    text = g_strdup (amps);

  twc_facts_set_boolean (&self->facts, PROP_CHARGING_NOW, ca > 0);
  twc_facts_take_string (&self->facts, PROP_CHARGE_NOW_TEXT, g_steal_pointer (&text));
}

static TwcProblemItem *
find_item (GListStore *store, const TwcProblem *problem)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    {
      g_autoptr(TwcProblemItem) item = g_list_model_get_item (G_LIST_MODEL (store), i);
      const TwcProblem *shown = twc_problem_item_get_problem (item);

      if (twc_problem_is_same (shown, problem) && shown->value == problem->value &&
          shown->since_unix_s == problem->since_unix_s &&
          g_str_equal (shown->detail, problem->detail))
        return g_steal_pointer (&item);
    }

  return NULL;
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const TwcProblem *pa = twc_problem_item_get_problem (*(TwcProblemItem **) a);
  const TwcProblem *pb = twc_problem_item_get_problem (*(TwcProblemItem **) b);
  const int severity =
    (int) twc_problem_code_get_severity (pb->code) - (int) twc_problem_code_get_severity (pa->code);

  if (severity != 0)
    return severity;
  return pa->code != pb->code ? (int) pa->code - (int) pb->code : pa->charger - pb->charger;
}

/* Worst first; items of problems that stay as they are are kept, so that a list keeps its rows. */
static GPtrArray *
read_problems (TwcClient *self, GVariant *variant)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  const gsize n = MIN (g_variant_n_children (variant), MAX_PROBLEMS);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr(GVariant) child = g_variant_get_child_value (variant, i);
      TwcProblem problem;
      TwcProblemItem *item;

      if (!twc_problem_from_variant (child, &problem))
        continue;
      item = find_item (self->problems, &problem);
      g_ptr_array_add (items, item != NULL ? item : twc_problem_item_new (&problem));
    }

  g_ptr_array_sort (items, compare_items);
  return items;
}

static void
show_problems (TwcClient *self)
{
  GVariant *variant = twc_dbus_controller1_get_problems (self->controller);
  g_autoptr(GPtrArray) items = NULL;

  if (variant == NULL || !g_variant_is_of_type (variant, G_VARIANT_TYPE ("a(ssxa{sv})")) ||
      (self->problems_shown != NULL && g_variant_equal (variant, self->problems_shown)))
    return;

  items = read_problems (self, variant);
  g_list_store_splice (self->problems, 0, g_list_model_get_n_items (G_LIST_MODEL (self->problems)),
                       items->pdata, items->len);
  twc_facts_set_object (&self->facts, PROP_WORST_PROBLEM,
                        items->len > 0 ? g_ptr_array_index (items, 0) : NULL);

  g_clear_pointer (&self->problems_shown, g_variant_unref);
  self->problems_shown = g_variant_ref (variant);
}

static void
count_chargers (TwcClient *self, TwcSiteView *view)
{
  GListModel *chargers = G_LIST_MODEL (self->chargers);

  view->n_chargers = g_list_model_get_n_items (chargers);
  for (guint i = 0; i < view->n_chargers; i++)
    {
      g_autoptr(TwcCharger) charger = g_list_model_get_item (chargers, i);
      const guint draw_ca = twc_charger_get_draw_ca (charger);

      view->n_paused += twc_charger_is_paused (charger) ? 1 : 0;
      view->offered_ca += twc_charger_get_offer_ca (charger);
      if (!twc_charger_is_online (charger))
        view->n_offline++;
      else if (!twc_charger_is_heard (charger))
        view->n_unheard++;
      else if (draw_ca >= TWC_DRAWING_FROM_CA)
        view->drawn_ca += draw_ca;
    }
}

static gboolean
has_problem (TwcClient *self, TwcProblemCode code)
{
  GListModel *problems = G_LIST_MODEL (self->problems);

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(TwcProblemItem) item = g_list_model_get_item (problems, i);

      if (twc_problem_item_get_problem (item)->code == code)
        return TRUE;
    }

  return FALSE;
}

static TwcSiteView
look (TwcClient *self)
{
  g_autoptr(TwcProblemItem) worst = g_list_model_get_item (G_LIST_MODEL (self->problems), 0);
  TwcSiteView view = { .settled = self->settled, .connected = self->controller != NULL };

  if (!view.connected)
    return view;

  view.bus = read_bus_state (self);
  view.wiring_set = twc_facts_get_double (&self->facts, PROP_WIRING_AMPS) > 0 &&
                    !has_problem (self, TWC_PROBLEM_WIRING_UNSET);
  view.has_reason = self->reason.known;
  view.reason = self->reason.reason;
  /* The list keeps it alive as long as the view is used. */
  view.worst = worst != NULL ? twc_problem_item_get_problem (worst) : NULL;
  count_chargers (self, &view);
  self->steady_ca = twc_site_steady_ca (self->steady_ca, view.drawn_ca);
  view.steady_ca = self->steady_ca;

  return view;
}

/**
 * twc_client_show_words:
 *
 * Says again what the site does: after a change here or at a Wall Connector, and each second for
 * the countdowns.
 */
void
twc_client_show_words (TwcClient *self, gint64 now_us)
{
  const TwcSiteView view = look (self);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  const TwcReasonContext context = {
    .now = now,
    .elapsed_s = twc_timed_reason_get_elapsed_s (&self->reason, now_us),
    .offer_ca = view.offered_ca,
  };

  g_object_freeze_notify (G_OBJECT (self));
  twc_facts_take_string (&self->facts, PROP_HEADLINE, twc_site_say_headline (&view));
  twc_facts_take_string (&self->facts, PROP_REASON_CODE, twc_timed_reason_dup_code (&self->reason));
  twc_facts_take_string (&self->facts, PROP_REASON_TEXT, twc_site_say_reason (&view, &context));
  twc_facts_set_string (&self->facts, PROP_STYLE,
                        twc_style_to_nick (twc_site_choose_style (&view)));
  twc_facts_set_string (&self->facts, PROP_EMPTY_TITLE, twc_site_say_empty_title (&view));
  twc_facts_take_string (&self->facts, PROP_EMPTY_TEXT, twc_site_say_empty_text (&view));
  g_object_thaw_notify (G_OBJECT (self));
}

static void
show_nothing (TwcClient *self)
{
  for (guint i = PROP_VERSION; i <= PROP_CHARGE_NOW_TEXT; i++)
    twc_facts_reset (&self->facts, i);
  twc_timed_reason_clear (&self->reason);

  g_list_store_remove_all (self->problems);
  twc_facts_set_object (&self->facts, PROP_WORST_PROBLEM, NULL);
  g_clear_pointer (&self->problems_shown, g_variant_unref);
}

/**
 * twc_client_show:
 *
 * Makes all properties say what the controller says now, or that there is none.
 */
void
twc_client_show (TwcClient *self, gint64 now_us)
{
  g_object_freeze_notify (G_OBJECT (self));

  twc_facts_set_boolean (&self->facts, PROP_SETTLED, self->settled);
  twc_facts_set_boolean (&self->facts, PROP_CONNECTED, self->controller != NULL);
  if (self->controller != NULL)
    {
      show_amps (self);
      show_state (self);
      show_charge_now (self);
      show_problems (self);
      twc_timed_reason_take (&self->reason, twc_dbus_controller1_get_reason (self->controller),
                             now_us);
    }
  else
    show_nothing (self);
  twc_client_show_words (self, now_us);

  g_object_thaw_notify (G_OBJECT (self));
}

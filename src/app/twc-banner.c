/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/twc-banner.h"

#include <glib/gi18n.h>

#include "client/twc-problem-item.h"

/**
 * TwcBanner:
 *
 * The worst problem with what to do about it, and the others one tap away. It comes and goes by
 * itself: nothing has to be dismissed. libadwaita 1.2 has no AdwBanner.
 */
struct _TwcBanner
{
  AdwBin parent_instance;

  GListModel *problems;
  TwcProblemItem *worst;
};

enum {
  PROP_0,
  PROP_PROBLEMS,
  PROP_WORST,
  PROP_N_PROBLEMS,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TwcBanner, twc_banner, ADW_TYPE_BIN)

static gboolean
has_problem (TwcBanner *self, TwcProblemItem *worst)
{
  return worst != NULL;
}

static char **
get_banner_classes (TwcBanner *self, const char *severity)
{
  g_autofree char *state = g_strconcat ("is-", severity != NULL ? severity : "info", NULL);
  const char *const classes[] = { "banner", state, NULL };

  return g_strdupv ((char **) classes);
}

static char *
format_more (TwcBanner *self, guint n_problems)
{
  if (n_problems < 2)
    return g_strdup ("");

  /* Translators: %u is how many more problems there are than the one that is shown */
  return g_strdup_printf (ngettext ("%u more", "%u more", n_problems - 1), n_problems - 1);
}

static char *
get_arrow (TwcBanner *self, gboolean expanded)
{
  return g_strdup (expanded ? "pan-up-symbolic" : "pan-down-symbolic");
}

static guint
count_problems (TwcBanner *self)
{
  return self->problems != NULL ? g_list_model_get_n_items (self->problems) : 0;
}

static void
on_problems_changed (TwcBanner *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_PROBLEMS]);
}

static void
set_problems (TwcBanner *self, GListModel *problems)
{
  GListModel *old = self->problems;

  if (old == problems)
    return;

  self->problems = problems != NULL ? g_object_ref (problems) : NULL;
  if (old != NULL)
    {
      g_signal_handlers_disconnect_by_data (old, self);
      g_object_unref (old);
    }
  if (problems != NULL)
    g_signal_connect_object (problems, "items-changed", G_CALLBACK (on_problems_changed), self,
                             G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEMS]);
  on_problems_changed (self);
}

static void
twc_banner_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TwcBanner *self = TWC_BANNER (object);

  switch (prop_id)
    {
    case PROP_PROBLEMS:
      g_value_set_object (value, self->problems);
      break;
    case PROP_WORST:
      g_value_set_object (value, self->worst);
      break;
    case PROP_N_PROBLEMS:
      g_value_set_uint (value, count_problems (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
twc_banner_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  TwcBanner *self = TWC_BANNER (object);

  switch (prop_id)
    {
    case PROP_PROBLEMS:
      set_problems (self, g_value_get_object (value));
      break;
    case PROP_WORST:
      if (g_set_object (&self->worst, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
twc_banner_dispose (GObject *object)
{
  TwcBanner *self = TWC_BANNER (object);

  set_problems (self, NULL);
  g_clear_object (&self->worst);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TWC_TYPE_BANNER);

  G_OBJECT_CLASS (twc_banner_parent_class)->dispose (object);
}

static void
twc_banner_class_init (TwcBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = twc_banner_get_property;
  object_class->set_property = twc_banner_set_property;
  object_class->dispose = twc_banner_dispose;

  properties[PROP_PROBLEMS] =
    g_param_spec_object ("problems", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_WORST] = g_param_spec_object ("worst", NULL, NULL, TWC_TYPE_PROBLEM_ITEM, flags);
  properties[PROP_N_PROBLEMS] = g_param_spec_uint ("n-problems", NULL, NULL, 0, G_MAXUINT, 0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/twcmanager/TWCManager/banner.ui");
  gtk_widget_class_bind_template_callback (widget_class, has_problem);
  gtk_widget_class_bind_template_callback (widget_class, get_banner_classes);
  gtk_widget_class_bind_template_callback (widget_class, format_more);
  gtk_widget_class_bind_template_callback (widget_class, get_arrow);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
twc_banner_init (TwcBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

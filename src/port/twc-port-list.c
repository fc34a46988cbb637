/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "port/twc-port-list.h"

#include <libserialport.h>
#include <stdlib.h>

#define STABLE_NAMES "/dev/serial/by-id"

void
twc_port_info_free (TwcPortInfo *self)
{
  g_free (self->name);
  g_free (self->device);
  g_free (self->label);
  g_free (self);
}

/* What an adapter says of itself is any bytes; it ends up on the screen and on D-Bus. */
static void
append_valid (GString *text, const char *before, const char *words)
{
  g_autofree char *valid = NULL;

  if (words == NULL || words[0] == '\0')
    return;

  valid = g_utf8_make_valid (words, -1);
  g_string_append (text, text->len > 0 ? before : "");
  g_string_append (text, g_strstrip (valid));
}

static char *
make_label (struct sp_port *port)
{
  g_autoptr(GString) label = g_string_new (NULL);

  if (sp_get_port_transport (port) == SP_TRANSPORT_USB)
    {
      append_valid (label, " ", sp_get_port_usb_manufacturer (port));
      append_valid (label, " ", sp_get_port_usb_product (port));
      append_valid (label, ", serial ", sp_get_port_usb_serial (port));
    }
  if (label->len == 0)
    append_valid (label, "", sp_get_port_description (port));
  if (label->len == 0)
    append_valid (label, "", sp_get_port_name (port));

  return g_string_free (g_steal_pointer (&label), FALSE);
}

/* Udev's link to @device; the first in order of names, so that it stays the same one. */
static char *
find_stable_name (const char *device)
{
  g_autoptr(GDir) names = g_dir_open (STABLE_NAMES, 0, NULL);
  g_autofree char *found = NULL;
  const char *name;

  while (names != NULL && (name = g_dir_read_name (names)) != NULL)
    {
      g_autofree char *path = g_build_filename (STABLE_NAMES, name, NULL);
      g_autofree char *target = realpath (path, NULL);

      if (g_strcmp0 (target, device) != 0 || (found != NULL && g_strcmp0 (found, path) < 0))
        continue;

      g_free (found);
      found = g_steal_pointer (&path);
    }

  return found != NULL ? g_steal_pointer (&found) : g_strdup (device);
}

static TwcPortInfo *
describe (struct sp_port *port)
{
  TwcPortInfo *self = g_new0 (TwcPortInfo, 1);

  self->device = g_strdup (sp_get_port_name (port));
  self->name = find_stable_name (self->device);
  self->label = make_label (port);
  self->is_usb = sp_get_port_transport (port) == SP_TRANSPORT_USB;

  return self;
}

/**
 * twc_port_list:
 *
 * Returns: (transfer full) (element-type TwcPortInfo): the serial ports of this machine; empty
 *   when there are none
 */
GPtrArray *
twc_port_list (void)
{
  GPtrArray *infos = g_ptr_array_new_with_free_func ((GDestroyNotify) twc_port_info_free);
  struct sp_port **ports = NULL;

  if (sp_list_ports (&ports) != SP_OK)
    return infos;

  for (guint i = 0; ports[i] != NULL; i++)
    g_ptr_array_add (infos, describe (ports[i]));

  sp_free_port_list (ports);
  return infos;
}

/**
 * twc_port_list_choose:
 * @infos: (element-type TwcPortInfo): what twc_port_list() found
 * @n_usb: (out): how many of them are USB adapters
 *
 * Returns: (transfer none) (nullable): the stable name of the only USB adapter in @infos; %NULL
 *   when there is none or more than one, as a guess could drive somebody else's device
 */
const char *
twc_port_list_choose (const GPtrArray *infos, guint *n_usb)
{
  const char *name = NULL;

  *n_usb = 0;
  for (guint i = 0; i < infos->len; i++)
    {
      const TwcPortInfo *info = g_ptr_array_index (infos, i);

      if (!info->is_usb)
        continue;

      name = info->name;
      (*n_usb)++;
    }

  return *n_usb == 1 ? name : NULL;
}

/**
 * twc_port_choose:
 *
 * Returns: (transfer full) (nullable): the stable name of the only USB serial adapter of this
 *   machine; %NULL when there is none or more than one
 */
char *
twc_port_choose (void)
{
  g_autoptr(GPtrArray) infos = twc_port_list ();
  guint n_usb;

  return g_strdup (twc_port_list_choose (infos, &n_usb));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "port/twc-port-list.h"

static TwcPortInfo usb_0 = { .name = (char *) "/dev/serial/by-id/usb-0", .is_usb = TRUE };
static TwcPortInfo usb_1 = { .name = (char *) "/dev/serial/by-id/usb-1", .is_usb = TRUE };
static TwcPortInfo built_in = { .name = (char *) "/dev/ttyS0" };

typedef struct
{
  const char *path;
  TwcPortInfo *infos[3];
  const char *chosen;
  guint n_usb;
} Row;

static const Row rows[] = {
  { "/port/choose/none", { NULL }, NULL, 0 },
  { "/port/choose/built-in-only", { &built_in }, NULL, 0 },
  { "/port/choose/one", { &usb_0 }, "/dev/serial/by-id/usb-0", 1 },
  { "/port/choose/one-among-others", { &built_in, &usb_1 }, "/dev/serial/by-id/usb-1", 1 },
  { "/port/choose/two", { &usb_0, &built_in, &usb_1 }, NULL, 2 },
};

static void
test_choose (gconstpointer data)
{
  const Row *row = data;
  g_autoptr(GPtrArray) infos = g_ptr_array_new ();
  guint n_usb;

  for (gsize i = 0; i < G_N_ELEMENTS (row->infos) && row->infos[i] != NULL; i++)
    g_ptr_array_add (infos, row->infos[i]);

  g_assert_cmpstr (twc_port_list_choose (infos, &n_usb), ==, row->chosen);
  g_assert_cmpuint (n_usb, ==, row->n_usb);
}

/* Whatever this machine has. */
static void
test_list_is_complete (void)
{
  g_autoptr(GPtrArray) infos = twc_port_list ();

  for (guint i = 0; i < infos->len; i++)
    {
      const TwcPortInfo *info = g_ptr_array_index (infos, i);

      g_assert_true (g_path_is_absolute (info->name));
      g_assert_true (g_path_is_absolute (info->device));
      g_assert_true (g_utf8_validate (info->label, -1, NULL));
      g_assert_cmpstr (info->label, !=, "");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_choose);
  g_test_add_func ("/port/list/is-complete", test_list_is_complete);

  return g_test_run ();
}

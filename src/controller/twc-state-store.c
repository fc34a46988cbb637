/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "twc-state-store"

#include "controller/twc-state-store.h"

#include "control/twc-memory-store.h"

#include <errno.h>
#include <glib/gstdio.h>

#define GROUP_PREFIX "charger "
#define MEMORY_GROUP "memory"
#define MEMORY_KEY "state"
#define MAX_FILE_BYTES 32768

/* What is appended to the name of a file that is being written. */
#define UNFINISHED_SUFFIX ".XXXXXX"

/* A unit that comes, goes, or is switched on or off is worth a write soon: a restart that takes
 * it for switched off would open its contactor. How much it is offered follows the sun all day
 * long, and energy grows while it charges: once a minute is often enough (charging-control 4),
 * and spares the SD card (users 32). A stop does not wait at all: it holds across restarts (5.7),
 * also when the next thing that happens is that the power fails. */
#define LOOK_EVERY_US TWC_SECONDS_US (1)
#define SOON_US TWC_SECONDS_US (5)
#define LATER_US TWC_SECONDS_US (60)

/* What the master takes for a rating: whatever it has, a restart must be able to read. */
#define RATING_MIN_CA 1
#define RATING_MAX_CA TWC_CA (80)

struct _TwcStateStore
{
  char *path;
  guint n_wanted, n_stored;
  TwcKnownCharger wanted[TWC_MAX_CHARGERS];
  TwcKnownCharger stored[TWC_MAX_CHARGERS]; /* what the file holds */
  gboolean has_memory;                      /* the next two are there */
  TwcMemory wanted_memory, stored_memory;
  GVariant *loaded;  /* (nullable): what a former run remembered */
  TwcNow wanted_now; /* of wanted_memory */
  gint64 looked_us;
  gint64 written_us;
  gboolean failing; /* said once, until it works again */
};

/**
 * twc_state_store_new:
 * @path: the file; it and its folder need not exist
 */
TwcStateStore *
twc_state_store_new (const char *path)
{
  TwcStateStore *self = g_new0 (TwcStateStore, 1);

  self->path = g_strdup (path);
  self->looked_us = self->written_us = TWC_NEVER;
  return self;
}

void
twc_state_store_free (TwcStateStore *self)
{
  g_clear_pointer (&self->loaded, g_variant_unref);
  g_free (self->path);
  g_free (self);
}

static gboolean
read_number (GKeyFile *file, const char *group, const char *key, guint max, guint *number)
{
  g_autofree char *text = g_key_file_get_value (file, group, key, NULL);
  guint64 value;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, max, &value, NULL))
    return FALSE;

  *number = (guint) value;
  return TRUE;
}

/* Everything is checked: the file may be cut, old, or edited by hand. */
static gboolean
read_charger (GKeyFile *file, const char *group, TwcKnownCharger *known)
{
  return g_str_has_prefix (group, GROUP_PREFIX) &&
         twc_id_from_text (group + strlen (GROUP_PREFIX), &known->id) &&
         read_number (file, group, "protocol", 2, &known->protocol) && known->protocol >= 1 &&
         read_number (file, group, "rating", RATING_MAX_CA, &known->rating_ca) &&
         known->rating_ca >= RATING_MIN_CA &&
         read_number (file, group, "offer", known->rating_ca, &known->offer_ca);
}

static gboolean
has_id (const TwcKnownCharger *known, guint n_known, guint16 id)
{
  for (guint i = 0; i < n_known; i++)
    if (known[i].id == id)
      return TRUE;

  return FALSE;
}

static gboolean
read_chargers (GKeyFile *file, TwcKnownCharger known[TWC_MAX_CHARGERS], guint *n_known)
{
  g_auto(GStrv) groups = g_key_file_get_groups (file, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      TwcKnownCharger one = { 0 };

      if (g_str_equal (groups[i], MEMORY_GROUP))
        continue;
      if (*n_known == TWC_MAX_CHARGERS || !read_charger (file, groups[i], &one) ||
          has_id (known, *n_known, one.id))
        return FALSE;
      known[(*n_known)++] = one;
    }

  return TRUE;
}

/* The brain judges what is in it. Names and VINs in it are ASCII, and so is all of it. */
static GVariant *
read_memory (GKeyFile *file, GError **error)
{
  g_autofree char *text = g_key_file_get_value (file, MEMORY_GROUP, MEMORY_KEY, NULL);

  if (text != NULL && !g_str_is_ascii (text))
    {
      g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE, "not a text of ours");
      return NULL;
    }

  return text != NULL ? g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, error) : NULL;
}

/* A power cut in the middle of a write leaves one beside the file. */
static void
remove_unfinished (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *unfinished = g_build_filename (folder, name, NULL);

      if (g_str_has_prefix (name, base) && name[strlen (base)] == '.' &&
          strlen (name) == strlen (base) + strlen (UNFINISHED_SUFFIX))
        g_remove (unfinished);
    }
}

/* A file of a size that we never write is not read at all. */
static gboolean
load_file (const char *path, GKeyFile *file, GError **error)
{
  GStatBuf status;

  if (g_stat (path, &status) == 0 && (!S_ISREG (status.st_mode) || status.st_size > MAX_FILE_BYTES))
    {
      g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE, "not a file of ours");
      return FALSE;
    }

  return g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error);
}

/**
 * twc_state_store_load:
 * @known: (out caller-allocates): what was stored
 *
 * The brain's memory is looked at in any case: a stop may be in it (5.7).
 *
 * Returns: how many; 0 when there is no file, or when anything in it is wrong with one of them
 */
guint
twc_state_store_load (TwcStateStore *self, TwcKnownCharger known[TWC_MAX_CHARGERS])
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(GError) error = NULL;
  guint n_known = 0;

  remove_unfinished (self->path);
  if (!load_file (self->path, file, &error))
    {
      if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        g_message ("%s is ignored: %s", self->path, error->message);
      return 0;
    }
  if (!read_chargers (file, known, &n_known))
    {
      g_message ("what %s says of Wall Connectors is ignored: not written by this program",
                 self->path);
      n_known = 0;
    }

  g_clear_pointer (&self->loaded, g_variant_unref);
  self->loaded = read_memory (file, &error);
  if (error != NULL)
    g_message ("what %s says of sessions is ignored: %s", self->path, error->message);

  memcpy (self->stored, known, n_known * sizeof *known);
  memcpy (self->wanted, known, n_known * sizeof *known);
  self->n_stored = self->n_wanted = n_known;
  return n_known;
}

/**
 * twc_state_store_get_memory:
 *
 * Returns: (transfer none) (nullable): what twc_state_store_load() found of the brain's memory;
 *   not yet checked
 */
GVariant *
twc_state_store_get_memory (TwcStateStore *self)
{
  return self->loaded;
}

static void
format_memory (GString *text, const TwcMemory *memory, TwcNow now)
{
  g_autoptr(GVariant) variant = g_variant_ref_sink (twc_memory_to_variant (memory, now));
  g_autofree char *state = g_variant_print (variant, TRUE);

  g_string_append_printf (text, "\n[" MEMORY_GROUP "]\n" MEMORY_KEY "=%s\n", state);
}

static char *
format_file (const TwcStateStore *self)
{
  const TwcKnownCharger *known = self->wanted;
  g_autoptr(GString) text = g_string_new (
    "# The Wall Connectors known last, in hundredths of an ampere. Written by twcmanagerd.\n");

  for (guint i = 0; i < self->n_wanted; i++)
    {
      char id[TWC_ID_TEXT_SIZE];

      twc_id_to_text (known[i].id, id);
      g_string_append_printf (text, "\n[" GROUP_PREFIX "%s]\nprotocol=%u\nrating=%u\noffer=%u\n",
                              id, known[i].protocol, known[i].rating_ca, known[i].offer_ca);
    }

  if (self->has_memory)
    format_memory (text, &self->wanted_memory, self->wanted_now);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
write_file (TwcStateStore *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *text = format_file (self);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s", g_strerror (errno));
      return FALSE;
    }

  /* New file, fsync, rename: a power cut leaves the old one or the new one, never half of it. */
  return g_file_set_contents_full (self->path, text, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

static gboolean
is_alike (const TwcKnownCharger *a, const TwcKnownCharger *b)
{
  return a->id == b->id && a->protocol == b->protocol && a->rating_ca == b->rating_ca &&
         (a->offer_ca > 0) == (b->offer_ca > 0);
}

static gboolean
has_other_state (const TwcStateStore *self)
{
  if (self->n_wanted != self->n_stored)
    return TRUE;

  for (guint i = 0; i < self->n_wanted; i++)
    if (!is_alike (&self->wanted[i], &self->stored[i]))
      return TRUE;

  return FALSE;
}

static gboolean
has_other_offers (const TwcStateStore *self)
{
  for (guint i = 0; i < self->n_wanted; i++)
    if (self->wanted[i].offer_ca != self->stored[i].offer_ca)
      return TRUE;

  return FALSE;
}

static TwcMemoryChange
compare_memory (const TwcStateStore *self)
{
  return self->has_memory ? twc_memory_compare (&self->wanted_memory, &self->stored_memory)
                          : TWC_MEMORY_SAME;
}

/**
 * twc_state_store_flush:
 *
 * Writes what is not yet on disk, at the end of the program.
 */
void
twc_state_store_flush (TwcStateStore *self)
{
  g_autoptr(GError) error = NULL;

  if (!has_other_state (self) && !has_other_offers (self) &&
      compare_memory (self) == TWC_MEMORY_SAME)
    return;

  if (!write_file (self, &error))
    {
      /* A full or read-only disk is no reason to stop charging (G6). */
      if (!self->failing)
        g_message ("%s cannot be written, a restart will take longer: %s", self->path,
                   error->message);
      self->failing = TRUE;
      return;
    }

  self->failing = FALSE;
  self->n_stored = self->n_wanted;
  memcpy (self->stored, self->wanted, sizeof self->stored);
  self->stored_memory = self->wanted_memory;
}

/**
 * twc_state_store_get_unsaved:
 *
 * Returns: (transfer none) (nullable): the file that could not be written the last time
 */
const char *
twc_state_store_get_unsaved (const TwcStateStore *self)
{
  return self->failing ? self->path : NULL;
}

/* Two flags, looked at in each step. */
static gboolean
is_other_stop (const TwcMemory *memory, const TwcMemory *stored)
{
  return memory->stop_all != stored->stop_all || memory->stopped != stored->stopped;
}

/* How long after the write before the next one is due; %TWC_NEVER when nothing is new. */
static gint64
get_wait_us (const TwcStateStore *self)
{
  const TwcMemoryChange change = compare_memory (self);

  if (self->has_memory && !self->failing &&
      is_other_stop (&self->wanted_memory, &self->stored_memory))
    return 0;
  if (has_other_state (self) || change == TWC_MEMORY_CHANGED)
    return self->failing ? LATER_US : SOON_US;
  if (has_other_offers (self) || change == TWC_MEMORY_MOVED)
    return LATER_US;

  return TWC_NEVER;
}

/**
 * twc_state_store_update:
 * @known: the Wall Connectors as they are now
 * @memory: what the brain remembers now
 *
 * Takes note once a second, and writes when something changed and the last write is long enough
 * ago: to compare a whole memory costs more than the step that may have changed it.
 */
void
twc_state_store_update (TwcStateStore *self,
                        const TwcKnownCharger *known,
                        guint n_known,
                        const TwcMemory *memory,
                        TwcNow now)
{
  gint64 wait_us;

  g_return_if_fail (n_known <= TWC_MAX_CHARGERS);

  if (self->looked_us != TWC_NEVER && now.us - self->looked_us < LOOK_EVERY_US &&
      !is_other_stop (memory, &self->stored_memory))
    return;

  self->looked_us = now.us;
  self->n_wanted = n_known;
  memcpy (self->wanted, known, n_known * sizeof *known);
  self->wanted_memory = *memory;
  if (!self->has_memory) /* what nobody has written yet is as at the very first start */
    self->stored_memory = twc_memory_new (NULL, 0, now);
  self->has_memory = TRUE;
  self->wanted_now = now;

  wait_us = get_wait_us (self);
  self->failing &= wait_us != TWC_NEVER; /* what is on the disk is what is */
  if (wait_us == TWC_NEVER ||
      (self->written_us != TWC_NEVER && now.us - self->written_us < wait_us))
    return;

  self->written_us = now.us;
  twc_state_store_flush (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/wait.h>

/* `twcctl simulate` as its user calls it: a file in, lines out. */

static const char *program;

typedef struct
{
  int status;
  char *out;
  char *err;
} Result;

static void
result_clear (Result *self)
{
  g_free (self->out);
  g_free (self->err);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

static Result
run (const char *path, const char *option, const char *value)
{
  const char *const argv[] = { program, "simulate", path, option, value, NULL };
  g_autoptr(GError) error = NULL;
  Result result = { 0 };
  int wait_status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &result.out, &result.err,
                &wait_status, &error);
  g_assert_no_error (error);
  result.status = WEXITSTATUS (wait_status);
  return result;
}

static char *
get_fixture (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "fixtures", "simulate", name, NULL);
}

static char *
write_scenario (const char *json)
{
  g_autoptr(GError) error = NULL;
  char *path = NULL;
  int fd = g_file_open_tmp ("twc-scenario-XXXXXX.json", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, json, -1, &error);
  g_assert_no_error (error);
  return path;
}

static JsonObject *
parse_line (const char *line)
{
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) error = NULL;

  node = json_from_string (line, &error);
  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
  return json_node_dup_object (node);
}

/* The same input gives the same output, byte for byte. */
static void
test_deterministic (void)
{
  g_autofree char *path = get_fixture ("sunny-day.json");
  g_auto(Result) first = run (path, "--json", NULL);
  g_auto(Result) second = run (path, "--json", NULL);

  g_assert_cmpint (first.status, ==, 0);
  g_assert_cmpstr (first.out, ==, second.out);
  g_assert_cmpstr (first.err, ==, "");
}

static void
assert_is_record (const char *line)
{
  g_autoptr(JsonObject) record = parse_line (line);

  for (const char *const *key =
         (const char *const[]){ "t_s", "time", "mode", "reason", "available_a", "chargers", NULL };
       *key != NULL; key++)
    g_assert_true (json_object_has_member (record, *key));
  g_assert_nonnull (
    json_object_get_string_member (json_object_get_object_member (record, "reason"), "code"));
}

/* Each line is an object of the documented shape, the last one the sum. */
static void
test_shape (void)
{
  g_autofree char *path = get_fixture ("sunny-day.json");
  g_auto(Result) result = run (path, "--json", NULL);
  g_auto(GStrv) lines = g_strsplit (g_strchomp (result.out), "\n", -1);
  const guint n_lines = g_strv_length (lines);
  g_autoptr(JsonObject) last = parse_line (lines[n_lines - 1]);
  JsonObject *sum = json_object_get_object_member (last, "summary");

  g_assert_cmpuint (n_lines, >, 5);
  for (guint i = 0; i + 1 < n_lines; i++)
    assert_is_record (lines[i]);

  g_assert_nonnull (sum);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (sum, "violations")), ==,
                    0);
  g_assert_cmpfloat (
    json_object_get_double_member (json_object_get_object_member (sum, "kwh"), "2433"), >, 1);
  g_assert_cmpfloat (json_object_get_double_member (sum, "max_total_a"), <=, 40 + 3);
  g_assert_true (json_object_has_member (sum, "solar_share"));
}

/* A row for each step, and a head. */
static void
test_csv (void)
{
  g_autofree char *path = write_scenario (
    "{\"duration_s\":600,\"settings\":{\"wiring-max-amps-all\":16,\"wiring-max-amps-per-twc\":16,"
    "\"non-scheduled-mode\":\"fixed\",\"non-scheduled-amps\":16},"
    "\"chargers\":[{\"id\":\"9399\",\"car\":{\"plugged\":true}}]}");
  g_auto(Result) result = run (path, "--csv", "--step=100");
  g_auto(GStrv) lines = g_strsplit (g_strchomp (result.out), "\n", -1);

  g_assert_cmpint (result.status, ==, 0);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 6);
  g_assert_true (g_str_has_prefix (lines[0], "t_s,time,mode,reason,available_a,"));
  g_assert_true (g_str_has_prefix (lines[6], "600,"));
  g_assert_nonnull (strstr (lines[6], ",fixed,fixed,16.00,"));
  g_unlink (path);
}

/* What a person reads has words, and no braces of a translator. */
static void
test_text (void)
{
  g_autofree char *path = get_fixture ("sunny-day.json");
  g_auto(Result) result = run (path, NULL, NULL);

  g_assert_cmpint (result.status, ==, 0);
  g_assert_nonnull (strstr (result.out, "Charge now"));
  g_assert_nonnull (strstr (result.out, "violations: 0"));
  g_assert_null (strchr (result.out, '{'));
}

/* A car that has left counts in the sum as one that is still there. */
static void
test_share_of_who_left (void)
{
  g_autofree char *path = write_scenario (
    "{\"duration_s\":10800,\"settings\":{\"wiring-max-amps-all\":16,\"wiring-max-amps-per-twc\":16,"
    "\"min-amps-per-twc\":6},\"chargers\":[{\"id\":\"9399\",\"car\":{\"plugged\":true}}],"
    "\"events\":[{\"at_s\":0,\"solar_w\":9000,\"house_w\":500},{\"at_s\":3600,\"unplug\":\"9399\"}]"
    "}");
  g_auto(Result) result = run (path, "--json", NULL);
  g_auto(GStrv) lines = g_strsplit (g_strchomp (result.out), "\n", -1);
  g_autoptr(JsonObject) last = parse_line (lines[g_strv_length (lines) - 1]);
  JsonObject *sum = json_object_get_object_member (last, "summary");

  g_assert_cmpint (result.status, ==, 0);
  g_assert_false (json_object_get_null_member (sum, "solar_share"));
  g_assert_cmpfloat (json_object_get_double_member (sum, "solar_share"), >, 0.9);
  g_unlink (path);
}

typedef struct
{
  const char *name;
  const char *json;
  const char *says; /* on stderr */
} Refusal;

static const Refusal refusals[] = {
  { "typo-in-setting", "{\"settings\":{\"wirring-max-amps-all\":40}}", "wirring-max-amps-all" },
  { "setting-out-of-range", "{\"settings\":{\"wiring-max-amps-all\":4000}}", "240" },
  { "setting-of-wrong-type", "{\"settings\":{\"wiring-max-amps-all\":{}}}", "settings" },
  { "schedule-without-length",
    "{\"schedules\":[{\"start\":\"08:00\",\"end\":\"08:00\",\"amps\":16,\"days\":[\"mon\"]}]}",
    "schedules" },
  { "day-that-is-none", "{\"schedules\":[{\"days\":[\"moon\"]}]}", "moon" },
  { "zone", "{\"timezone\":\"Europe/Atlantis\"}", "timezone" },
  { "start", "{\"start\":\"yesterday\"}", "start" },
  { "event-setting", "{\"events\":[{\"at_s\":1,\"set\":{\"raise-interval\":0}}]}",
    "raise-interval" },
  { "sun-of-a-star", "{\"events\":[{\"at_s\":1,\"solar_w\":1e9}]}", "solar_w" },
  { "mode", "{\"events\":[{\"at_s\":1,\"mode\":\"brown\"}]}", "green, fixed, off" },
  { "two-of-one-id", "{\"chargers\":[{\"id\":\"9399\"},{\"id\":\"9399\"}]}", "9399" },
  { "no-such-charger", "{\"events\":[{\"at_s\":1,\"pause\":\"1234\"}]}", "1234" },
};

static void
test_refusal (gconstpointer data)
{
  const Refusal *refusal = data;
  g_autofree char *path = write_scenario (refusal->json);
  g_auto(Result) result = run (path, "--json", NULL);

  g_test_message ("%s", result.err);
  g_assert_cmpint (result.status, ==, 1);
  g_assert_cmpstr (result.out, ==, "");
  g_assert_nonnull (strstr (result.err, refusal->says));
  g_assert_null (strchr (g_strchomp (result.err), '\n'));
  g_unlink (path);
}

static void
test_wrong_usage (void)
{
  g_auto(Result) none = run (NULL, NULL, NULL);
  g_auto(Result) missing = run ("/nonexistent/day.json", NULL, NULL);
  g_auto(Result) step = run ("/nonexistent/day.json", "--step=0", NULL);

  g_assert_cmpint (none.status, ==, 2);
  g_assert_cmpint (missing.status, ==, 1);
  g_assert_cmpint (step.status, ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, >, 1);
  program = argv[1];

  g_test_add_func ("/simulate/deterministic", test_deterministic);
  g_test_add_func ("/simulate/shape", test_shape);
  g_test_add_func ("/simulate/csv", test_csv);
  g_test_add_func ("/simulate/text", test_text);
  g_test_add_func ("/simulate/share-of-who-left", test_share_of_who_left);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strconcat ("/simulate/refuses/", refusals[i].name, NULL);

      g_test_add_data_func (path, &refusals[i], test_refusal);
    }
  g_test_add_func ("/simulate/wrong-usage", test_wrong_usage);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/twc-columns.h"

/**
 * TwcColumns:
 *
 * libadwaita 1.2 has no breakpoints, and GtkFlowBox leaves holes. Here every row is filled, rows
 * differ by one child at most, and height that is left goes to those rows that want it.
 */
struct _TwcColumns
{
  GtkWidget parent_instance;

  int min_column_width;
  int spacing;
};

enum {
  PROP_0,
  PROP_MIN_COLUMN_WIDTH,
  PROP_SPACING,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TwcColumns, twc_columns, GTK_TYPE_WIDGET)

/* One row of children. */
typedef struct
{
  GtkWidget *first;
  int n_children;
  int minimum;
  int natural;
  gboolean expand;
} Row;

/**
 * twc_columns_count:
 *
 * Returns: the number of columns: as many as fit, but not so many that the last row would be
 *   much emptier than the others (four children make 4, 2 + 2 or 1 + 1 + 1 + 1)
 */
int
twc_columns_count (int n_children, int width, int min_column_width, int spacing)
{
  const int fitting = (width + spacing) / (min_column_width + spacing);
  const int columns = CLAMP (fitting, 1, MAX (n_children, 1));
  const int n_rows = (MAX (n_children, 1) + columns - 1) / columns;

  return (MAX (n_children, 1) + n_rows - 1) / n_rows;
}

static GtkWidget *
find_next (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);

  return child;
}

static int
count_children (TwcColumns *self)
{
  GtkWidget *child = find_next (gtk_widget_get_first_child (GTK_WIDGET (self)));
  int n = 0;

  for (; child != NULL; child = find_next (gtk_widget_get_next_sibling (child)))
    n++;

  return n;
}

/* The last column takes the pixels that the division leaves. */
static int
get_column_width (TwcColumns *self, int width, int n_columns, int column)
{
  const int share = (width - (n_columns - 1) * self->spacing) / n_columns;

  return column < n_columns - 1 ? share : width - (n_columns - 1) * (share + self->spacing);
}

static Row
measure_row (TwcColumns *self, GtkWidget *first, int n_children, int width)
{
  Row row = { first, n_children, 0, 0, FALSE };
  GtkWidget *child = first;

  for (int i = 0; i < n_children; i++)
    {
      const int column = width < 0 ? -1 : get_column_width (self, width, n_children, i);
      int minimum, natural;

      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, column, &minimum, &natural, NULL, NULL);
      row.minimum = MAX (row.minimum, minimum);
      row.natural = MAX (row.natural, natural);
      row.expand |= gtk_widget_compute_expand (child, GTK_ORIENTATION_VERTICAL);
      child = find_next (gtk_widget_get_next_sibling (child));
    }

  return row;
}

static GArray *
measure_rows (TwcColumns *self, int width)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (Row));
  const int n = count_children (self);
  const int n_columns =
    width < 0 ? MAX (n, 1) : twc_columns_count (n, width, self->min_column_width, self->spacing);
  GtkWidget *child = find_next (gtk_widget_get_first_child (GTK_WIDGET (self)));

  for (int left = n; left > 0;)
    {
      const Row row = measure_row (self, child, MIN (left, n_columns), width);

      g_array_append_val (rows, row);
      for (int i = 0; i < row.n_children; i++)
        child = find_next (gtk_widget_get_next_sibling (child));
      left -= row.n_children;
    }

  return rows;
}

static GtkSizeRequestMode
twc_columns_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (TwcColumns *self, int *minimum, int *natural)
{
  GtkWidget *child = find_next (gtk_widget_get_first_child (GTK_WIDGET (self)));
  int n = 0;

  for (; child != NULL; child = find_next (gtk_widget_get_next_sibling (child)), n++)
    {
      int child_minimum, child_natural;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural,
                          NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural = MAX (*natural, child_natural);
    }

  *natural = MAX (*natural, self->min_column_width);
  *natural = n * *natural + MAX (n - 1, 0) * self->spacing;
  *natural = MAX (*natural, *minimum);
}

static void
twc_columns_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  TwcColumns *self = TWC_COLUMNS (widget);
  g_autoptr(GArray) rows = NULL;

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_width (self, minimum, natural);
      return;
    }

  rows = measure_rows (self, for_size);
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = &g_array_index (rows, Row, i);

      *minimum += row->minimum + (i > 0 ? self->spacing : 0);
      *natural += row->natural + (i > 0 ? self->spacing : 0);
    }
}

/* Gives each row its minimum, then what it would like, then to the expanding ones what is left. */
static void
distribute (TwcColumns *self, GArray *rows, int height, int *heights)
{
  g_autofree GtkRequestedSize *sizes = g_new0 (GtkRequestedSize, rows->len);
  int left = height - (int) (rows->len - 1) * self->spacing;
  int n_expand = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = &g_array_index (rows, Row, i);

      sizes[i].minimum_size = row->minimum;
      sizes[i].natural_size = row->natural;
      left -= row->minimum;
      n_expand += row->expand ? 1 : 0;
    }

  left = gtk_distribute_natural_allocation (MAX (left, 0), rows->len, sizes);
  for (guint i = 0; i < rows->len; i++)
    {
      const gboolean takes = n_expand == 0 || g_array_index (rows, Row, i).expand;
      const int share = n_expand == 0 ? left / (int) rows->len : left / n_expand;

      heights[i] = sizes[i].minimum_size + (takes ? share : 0);
    }
}

static void
allocate_row (TwcColumns *self, const Row *row, int width, int y, int height)
{
  const gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GtkWidget *child = row->first;
  int x = 0;

  for (int i = 0; i < row->n_children; i++)
    {
      const int column = get_column_width (self, width, row->n_children, i);

      gtk_widget_size_allocate (
        child, &(GtkAllocation){ rtl ? width - x - column : x, y, column, height }, -1);
      x += column + self->spacing;
      child = find_next (gtk_widget_get_next_sibling (child));
    }
}

static void
twc_columns_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TwcColumns *self = TWC_COLUMNS (widget);
  g_autoptr(GArray) rows = measure_rows (self, width);
  g_autofree int *heights = g_new0 (int, rows->len + 1);
  int y = 0;

  if (rows->len == 0)
    return;

  distribute (self, rows, height, heights);
  for (guint i = 0; i < rows->len; i++)
    {
      allocate_row (self, &g_array_index (rows, Row, i), width, y, heights[i]);
      y += heights[i] + self->spacing;
    }
}

static void
twc_columns_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TwcColumns *self = TWC_COLUMNS (object);

  switch (prop_id)
    {
    case PROP_MIN_COLUMN_WIDTH:
      g_value_set_int (value, self->min_column_width);
      break;
    case PROP_SPACING:
      g_value_set_int (value, self->spacing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_length (TwcColumns *self, int *length, int value, guint prop_id)
{
  if (*length == value)
    return;

  *length = value;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
twc_columns_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  TwcColumns *self = TWC_COLUMNS (object);

  switch (prop_id)
    {
    case PROP_MIN_COLUMN_WIDTH:
      set_length (self, &self->min_column_width, g_value_get_int (value), prop_id);
      break;
    case PROP_SPACING:
      set_length (self, &self->spacing, g_value_get_int (value), prop_id);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
twc_columns_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (twc_columns_parent_class)->dispose (object);
}

static void
twc_columns_class_init (TwcColumnsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = twc_columns_get_property;
  object_class->set_property = twc_columns_set_property;
  object_class->dispose = twc_columns_dispose;
  widget_class->get_request_mode = twc_columns_get_request_mode;
  widget_class->measure = twc_columns_measure;
  widget_class->size_allocate = twc_columns_size_allocate;

  properties[PROP_MIN_COLUMN_WIDTH] =
    g_param_spec_int ("min-column-width", NULL, NULL, 1, G_MAXINT16, 1, flags);
  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT16, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "columns");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
twc_columns_init (TwcColumns *self)
{
  self->min_column_width = 1;
}

static GtkWidget *
get_nth (TwcColumns *self, guint position)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  for (guint i = 0; i < position && child != NULL; i++)
    child = gtk_widget_get_next_sibling (child);

  return child;
}

/**
 * twc_columns_insert:
 * @child: (transfer floating)
 */
void
twc_columns_insert (TwcColumns *self, GtkWidget *child, guint position)
{
  g_return_if_fail (TWC_IS_COLUMNS (self));

  gtk_widget_insert_before (child, GTK_WIDGET (self), get_nth (self, position));
}

void
twc_columns_remove (TwcColumns *self, guint position)
{
  GtkWidget *child;

  g_return_if_fail (TWC_IS_COLUMNS (self));

  child = get_nth (self, position);
  g_return_if_fail (child != NULL);
  gtk_widget_unparent (child);
}

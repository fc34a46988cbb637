/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "twc-dbus-generated.h"
#include "values/twc-problem.h"
#include "values/twc-reason.h"

G_BEGIN_DECLS

/**
 * FakeController:
 *
 * A controller's D-Bus side without one behind it: it shows what a test tells it to, and writes
 * down what it is asked to do.
 */
typedef struct
{
  GDBusConnection *connection;
  GDBusObjectManagerServer *manager; /* NULL while it is away */
  TwcDBusController1 *controller;
  guint name_id;
  gboolean has_name;
  GPtrArray *calls;    /* "ChargeNow 16 0" */
  const char *refusal; /* the answer to everything that changes something; NULL = done */
  gboolean silent;     /* GetSamples is not answered */
  guint16 *past_ca;    /* what GetSamples answers: offered, and drawn one less */
  guint n_past;
} FakeController;

FakeController *fake_controller_new (void);
void fake_controller_free (FakeController *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeController, fake_controller_free)

void fake_controller_appear (FakeController *self);
void fake_controller_vanish (FakeController *self);

TwcDBusCharger1 *fake_controller_add_charger (FakeController *self, const char *id);
void fake_controller_remove_charger (FakeController *self, const char *id);
void fake_controller_add_problem (FakeController *self, const TwcProblem *problem);
gboolean fake_controller_was_asked (FakeController *self, const char *call);

/* Shows a value that a skeleton would refuse to set. */
void fake_controller_lie (FakeController *self,
                          gpointer skeleton,
                          const char *property,
                          GVariant *value);

/* What was set reaches the bus when the main loop runs next; this does not wait for that. */
void fake_controller_set_reason (gpointer skeleton, TwcReason reason);

G_END_DECLS

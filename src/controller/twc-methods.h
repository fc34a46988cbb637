/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "controller/twc-publisher.h"
#include "controller/twc-settings-writer.h"
#include "ring/twc-ring.h"

G_BEGIN_DECLS

/**
 * TwcMethods:
 *
 * What others on the bus may ask the controller to do: each method checks, calls and answers.
 */
typedef struct _TwcMethods TwcMethods;

TwcMethods *twc_methods_new (TwcPublisher *publisher, TwcRing *ring, TwcSettingsWriter *writer);
void twc_methods_free (TwcMethods *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcMethods, twc_methods_free)

G_END_DECLS

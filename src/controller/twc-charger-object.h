/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "controller/twc-publication.h"
#include "controller/twc-sample-store.h"
#include "twc-dbus-generated.h"

G_BEGIN_DECLS

/**
 * TwcChargerObject:
 *
 * One Wall Connector on the bus: its Charger1 object and the samples that it answers from.
 */
typedef struct _TwcChargerObject TwcChargerObject;

TwcChargerObject *twc_charger_object_new (guint16 id);
void twc_charger_object_free (TwcChargerObject *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwcChargerObject, twc_charger_object_free)

void twc_charger_object_update (TwcChargerObject *self,
                                const TwcPublication *publication,
                                const TwcChargerState *state,
                                TwcRefresh refresh);

TwcDBusCharger1 *twc_charger_object_get_charger1 (TwcChargerObject *self);
const char *twc_charger_object_get_path (TwcChargerObject *self);
TwcDBusObjectSkeleton *twc_charger_object_get_skeleton (TwcChargerObject *self);
const TwcSampleStore *twc_charger_object_get_samples (TwcChargerObject *self);

G_END_DECLS

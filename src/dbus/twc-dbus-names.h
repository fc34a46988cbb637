/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The controller on the session bus (data/dbus/org.twcmanager.xml). */
#define TWC_DBUS_NAME "org.twcmanager.Controller"
#define TWC_DBUS_ROOT "/org/twcmanager"
#define TWC_DBUS_CONTROLLER_PATH TWC_DBUS_ROOT "/controller"
#define TWC_DBUS_CHARGERS_PATH TWC_DBUS_ROOT "/chargers"

/* GSettings (data/org.twcmanager.TWCManager.gschema.xml). */
#define TWC_SCHEMA "org.twcmanager.TWCManager"
#define TWC_SCHEMA_PATH "/org/twcmanager/TWCManager/"
#define TWC_CHARGER_SCHEMA "org.twcmanager.TWCManager.Charger"
#define TWC_CHARGERS_PATH TWC_SCHEMA_PATH "chargers/"
#define TWC_SCHEDULE_SCHEMA "org.twcmanager.TWCManager.Schedule"
#define TWC_SCHEDULES_PATH TWC_SCHEMA_PATH "schedules/"
#define TWC_PLAN_SCHEMA "org.twcmanager.TWCManager.Plan"
#define TWC_PLANS_PATH TWC_SCHEMA_PATH "plans/"
#define TWC_SOURCE_SCHEMA "org.twcmanager.TWCManager.Source"
#define TWC_SOURCES_PATH TWC_SCHEMA_PATH "sources/"

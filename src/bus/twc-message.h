/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bus/twc-frame.h"
#include "values/twc-units.h"

G_BEGIN_DECLS

/* Every row of twc-protocol 2.1 that is decoded; the names are those of `twcctl decode`. */
typedef enum {
  TWC_MESSAGE_OTHER,
  TWC_MESSAGE_PRESENCE_1,
  TWC_MESSAGE_PRESENCE_2,
  TWC_MESSAGE_LINK_READY,
  TWC_MESSAGE_MASTER_HEARTBEAT,
  TWC_MESSAGE_SLAVE_HEARTBEAT,
  TWC_MESSAGE_POWER_REQUEST,
  TWC_MESSAGE_POWER_REPORT,
  TWC_MESSAGE_FIRMWARE_REQUEST,
  TWC_MESSAGE_FIRMWARE_REPORT,
  TWC_MESSAGE_SERIAL_REQUEST,
  TWC_MESSAGE_SERIAL_REPORT,
  TWC_MESSAGE_VIN_REQUEST,
  TWC_MESSAGE_VIN_REPORT,
  TWC_MESSAGE_START,
  TWC_MESSAGE_STOP,
  TWC_MESSAGE_START_ACK,
  TWC_MESSAGE_STOP_ACK,
  TWC_MESSAGE_IDLE,
  TWC_MESSAGE_PLUG_STATE_REQUEST,
  TWC_MESSAGE_PLUG_STATE,
  TWC_MESSAGE_OLD_SERIAL_REQUEST,
  TWC_MESSAGE_OLD_SERIAL,
  TWC_MESSAGE_MODEL_REQUEST,
  TWC_MESSAGE_MODEL,
  TWC_MESSAGE_OLD_FIRMWARE_REQUEST,
  TWC_MESSAGE_OLD_FIRMWARE,
  TWC_N_MESSAGES
} TwcMessageType;

/* The commands of a master heartbeat that exist for us (twc-protocol 3.5, 2.3). */
typedef enum {
  TWC_COMMAND_NONE = 0x00,
  TWC_COMMAND_LIMIT = 0x05,
  TWC_COMMAND_LIMIT_STARTING = 0x08,
  TWC_COMMAND_LIMIT_CHARGING = 0x09,
} TwcCommand;

/* Of other masters alone: it puts a slave into a fault that needs a button (2.3). */
#define TWC_FOREIGN_COMMAND_ERROR 0x02

/* What a master may ask a slave by its id. */
typedef enum {
  TWC_QUERY_POWER,
  TWC_QUERY_FIRMWARE,
  TWC_QUERY_SERIAL,
  TWC_QUERY_VIN_1,
  TWC_QUERY_VIN_2,
  TWC_QUERY_VIN_3,
  TWC_N_QUERIES
} TwcQuery;

/**
 * TwcMessage:
 *
 * A body read into fields (twc-protocol 2.2). Fields that the type does not have are zero.
 */
typedef struct
{
  TwcMessageType type;
  guint8 code[2];
  gsize n_body;
  guint protocol; /* 1 for 14 bytes, else 2 */
  gboolean has_sender;
  guint16 sender;
  gboolean has_receiver;
  guint16 receiver;
  guint8 sign;
  guint amps_ca;  /* presence: 0 from real masters; link-ready: the rating */
  guint8 command; /* of a master heartbeat */
  guint8 error_bitmap;
  guint8 state;       /* of a slave heartbeat; also the plug state of FDB4 */
  gboolean has_limit; /* a slave heartbeat always; a master's with 05, 08 and 09 */
  guint limit_ca;
  guint draw_ca;
  gboolean plugged; /* a car at the master itself */
  guint32 counter_kwh;
  guint volts[3];
  gboolean has_line_currents;
  guint line_ca[3];
  guint part;       /* of a VIN: 1 to 3 */
  char text[12];    /* serial, model, VIN part: printable ASCII only, else empty */
  guint n_firmware; /* 3 or 4 */
  guint8 firmware[4];
} TwcMessage;

const char *twc_message_type_to_nick (TwcMessageType type);
gboolean twc_message_command_has_limit (guint8 command);
gboolean twc_message_parse (TwcMessage *self, const guint8 *body, gsize n_body);

/* Bodies of a master. There is no function for a frame that can harm a unit (G2). All return
 * the length of the sealed body: 14 bytes for protocol 1, 16 for protocol 2. */
gsize twc_message_build_presence_1 (guint16 master, guint8 sign, guint8 body[TWC_BODY_MAX]);
gsize twc_message_build_presence_2 (guint16 master, guint8 sign, guint8 body[TWC_BODY_MAX]);
gsize twc_message_build_heartbeat (guint16 master,
                                   guint16 slave,
                                   guint protocol,
                                   TwcCommand command,
                                   guint limit_ca,
                                   guint8 body[TWC_BODY_MAX]);
gsize
twc_message_build_query (guint16 master, guint16 slave, TwcQuery query, guint8 body[TWC_BODY_MAX]);
gsize twc_message_build_start (guint16 master, guint16 slave, guint8 body[TWC_BODY_MAX]);
gsize twc_message_build_stop (guint16 master, guint16 slave, guint8 body[TWC_BODY_MAX]);

G_END_DECLS

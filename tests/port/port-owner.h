/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "port/twc-port.h"

G_BEGIN_DECLS

/* When the owner lets go of its port. */
typedef enum {
  DROP_NEVER,
  DROP_WHEN_OPENED,
  DROP_WHEN_RECEIVED,
  DROP_WHEN_FAILED,
} DropWhen;

/* Owns a port as the controller does, and writes down what it hears from it. */
typedef struct
{
  TwcPort *port;
  DropWhen drop;
  gboolean refuses; /* what it is asked to encode */
  guint n_opened;
  guint n_failed;
  GError *error; /* the last one */
  GByteArray *received;
} PortOwner;

void port_owner_init (PortOwner *self, const char *name);
void port_owner_clear (PortOwner *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PortOwner, port_owner_clear)

void port_owner_wait_opened (PortOwner *self, guint n_opened);
void port_owner_wait_failed (PortOwner *self, guint n_failed);
void port_owner_wait_received (PortOwner *self, const char *text);

void wait_until_at_least (const guint *count, guint n);
void settle (void);

int open_pty (char **name);
void read_exactly (int fd, const char *text);
void write_text (int fd, const char *text);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "port/twc-port.h"
#include "values/twc-problem.h"

G_BEGIN_DECLS

TwcProblem twc_port_problem_new (const char *port, const GError *error);

G_END_DECLS

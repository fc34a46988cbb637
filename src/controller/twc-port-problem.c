/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "controller/twc-port-problem.h"

static TwcProblemCode
get_code (const GError *error)
{
  if (error->domain != TWC_PORT_ERROR)
    return TWC_PROBLEM_PORT_FAILED;

  switch ((TwcPortError) error->code)
    {
    case TWC_PORT_ERROR_MISSING:
      return TWC_PROBLEM_PORT_MISSING;
    case TWC_PORT_ERROR_DENIED:
      return TWC_PROBLEM_PORT_DENIED;
    case TWC_PORT_ERROR_BUSY:
      return TWC_PROBLEM_PORT_BUSY;
    case TWC_PORT_ERROR_NOT_SERIAL:
      return TWC_PROBLEM_PORT_NOT_SERIAL;
    case TWC_PORT_ERROR_LOST:
      return TWC_PROBLEM_PORT_LOST;
    case TWC_PORT_ERROR_UNREACHABLE:
      return TWC_PROBLEM_PORT_UNREACHABLE;
    case TWC_PORT_ERROR_FAILED:
      return TWC_PROBLEM_PORT_FAILED;
    }
  g_return_val_if_reached (TWC_PROBLEM_PORT_FAILED);
}

/**
 * twc_port_problem_new:
 * @port: its name; may be empty
 * @error: what the port said
 *
 * Returns: the same as a problem, with the one fact that its fix needs
 */
TwcProblem
twc_port_problem_new (const char *port, const GError *error)
{
  TwcProblem self = twc_problem_new (get_code (error), 0, port);

  twc_problem_set_detail (&self, twc_port_error_get_detail (error));
  return self;
}

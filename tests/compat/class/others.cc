/* SPDX-License-Identifier: Apache-2.0 */
#include "classes.h"

Conn *made_elsewhere()
{
  return new Conn();
}

void ended_elsewhere(Conn *conn)
{
  delete conn;
}

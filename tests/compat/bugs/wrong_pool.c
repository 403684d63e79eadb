/* SPDX-License-Identifier: Apache-2.0
 * An object is given to a pool that it was not taken from. */
#include "bug.h"

static struct flc_pool origin FLC_POOL_SECTION = FLC_POOL("origin", SIZE, 16);

int main(void)
{
  start();
  flc_free(&victim, take(&origin));
  return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 * Memory that never came from a pool is given to one. */
#include "bug.h"

static char mine[SIZE] __attribute__((aligned(16)));

int main(void)
{
  start();
  flc_free(&victim, take(&victim));
  flc_free(&victim, mine);
  return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 * A pointer into the middle of an object is given. */
#include "bug.h"

int main(void)
{
  start();
  flc_free(&victim, take(&victim) + 16);
  return 0;
}

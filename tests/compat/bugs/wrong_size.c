/* SPDX-License-Identifier: Apache-2.0
 * An object is given as one of another type. */
#include "bug.h"

int main(void)
{
  start();
  flc_free_sized(&victim, take(&victim), SIZE / 2);
  return 0;
}

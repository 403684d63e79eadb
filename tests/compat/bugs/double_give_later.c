/* SPDX-License-Identifier: Apache-2.0
 * An object is given again after the next one was taken, which may be the same memory. */
#include "bug.h"

int main(void)
{
  start();
  char *first = take(&victim);

  flc_free(&victim, first);
  char *second = take(&victim);

  flc_free(&victim, first);
  flc_free(&victim, second);
  return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 * An object is freed by free() instead of given. */
#include "bug.h"

int main(void)
{
  start();
  char *object = take(&victim);

  __asm__ volatile("" : "+r"(object));
  free(object);
  flc_free(&victim, take(&victim));
  return 0;
}

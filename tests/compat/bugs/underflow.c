/* SPDX-License-Identifier: Apache-2.0
 * A byte is written before the start of an object. */
#include "bug.h"

int main(void)
{
  start();
  char *before = take(&victim), *object = take(&victim);

  put(object, -9, 1); /* not nearer: there glibc has the size of its block */
  flc_free(&victim, object);
  flc_free(&victim, before);
  return 0;
}

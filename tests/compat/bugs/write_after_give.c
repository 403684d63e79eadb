/* SPDX-License-Identifier: Apache-2.0
 * An object is written after it was given. */
#include "bug.h"

int main(void)
{
  start();
  char *object = take(&victim);

  flc_free(&victim, object);
  put(object, 40, 1);
  return 0;
}

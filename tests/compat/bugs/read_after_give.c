/* SPDX-License-Identifier: Apache-2.0
 * An object is read after it was given. */
#include "bug.h"

int main(void)
{
  start();
  char *object = take(&victim);

  memset(object, 1, SIZE);
  flc_free(&victim, object);
  if (get(object, 40) == 99)
    puts("never");
  return 0;
}

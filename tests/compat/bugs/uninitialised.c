/* SPDX-License-Identifier: Apache-2.0
 * A branch depends on bytes of an object that nobody wrote. */
#include "bug.h"

int main(void)
{
  start();
  char *object = take(&victim);

  if (get(object, 40) == 7)
    put(object, 0, 1);
  flc_free(&victim, object);
  return 0;
}

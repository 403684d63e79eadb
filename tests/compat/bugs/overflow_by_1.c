/* SPDX-License-Identifier: Apache-2.0
 * One byte is written past the end of an object. */
#include "bug.h"

int main(void)
{
  start();
  char *object = take(&victim);

  put(object, SIZE, 1);
  flc_free(&victim, object);
  return 0;
}

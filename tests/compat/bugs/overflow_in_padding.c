/* SPDX-License-Identifier: Apache-2.0
 * One byte is written past an object's end, but before the next multiple of its alignment. */
#define VICTIM_SIZE 59
#include "bug.h"

int main(void)
{
  start();
  char *object = take(&victim);

  put(object, SIZE, 1);
  flc_free(&victim, object);
  return 0;
}

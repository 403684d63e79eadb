/* SPDX-License-Identifier: Apache-2.0
 * A take that fails is used as if it had not. */
#include "bug.h"

enum { OBJECTS = 64 };

int main(void)
{
  start();
  for (int i = 0; i < OBJECTS; i++) {
    char *object = flc_alloc(&victim);

    put(object, 0, 1);
    flc_free(&victim, object);
  }
  return 0;
}

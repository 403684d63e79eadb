/* SPDX-License-Identifier: Apache-2.0
 * A byte is written a page past the end of an object. */
#include "bug.h"

enum { OTHERS = 200, PAGE = 4096 };

int main(void)
{
  start();
  char *object = take(&victim), *others[OTHERS];

  for (int i = 0; i < OTHERS; i++)
    others[i] = take(&victim);
  put(object, SIZE + PAGE - 1, 1);
  for (int i = 0; i < OTHERS; i++)
    flc_free(&victim, others[i]);
  flc_free(&victim, object);
  return 0;
}

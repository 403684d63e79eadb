/* SPDX-License-Identifier: Apache-2.0
 * An object is given twice. */
#include "bug.h"

int main(void)
{
  start();
  char *object = take(&victim);

  flc_free(&victim, object);
  flc_free(&victim, object);
  return 0;
}

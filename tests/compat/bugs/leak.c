/* SPDX-License-Identifier: Apache-2.0
 * Objects are lost. */
#include "bug.h"

enum { OBJECTS = 10 };

static __attribute__((noinline)) void lose(void)
{
  for (int i = 0; i < OBJECTS; i++)
    put(take(&victim), 0, 1);
}

/* So that no pointer stays on the stack by chance. */
static __attribute__((noinline)) void wipe(void)
{
  char stack[4096];

  for (size_t i = 0; i < sizeof stack; i++)
    put(stack, (long)i, 0);
}

int main(void)
{
  start();
  lose();
  wipe();
  return 0;
}

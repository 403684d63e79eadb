/* SPDX-License-Identifier: Apache-2.0
 * A plugin that is linked with libflc and has no pool; it says when it is loaded. */
#include <stdio.h>

void part_exercise(void);

void part_exercise(void)
{
}

static __attribute__((constructor)) void come(void)
{
  puts("loaded");
}

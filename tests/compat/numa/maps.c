/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes and gives on the backend that FLC names; status 0 if libhwloc is mapped then, 1 if not. */
#include "flc.h"

#include <stdlib.h>
#include <string.h>

static struct flc_pool pool FLC_POOL_SECTION = FLC_POOL("maps", 64, 16);

int main(void)
{
  char line[4096];
  int found = 1;
  FILE *f;

  flc_free(&pool, flc_alloc(&pool));
  f = fopen("/proc/self/maps", "r");
  if (!f)
    return 2;
  while (fgets(line, sizeof line, f))
    if (strstr(line, "libhwloc"))
      found = 0;
  fclose(f);
  return found;
}

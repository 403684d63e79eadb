/* SPDX-License-Identifier: Apache-2.0 */
#include "stage.h"

#include <string.h>

static const struct {
  const char *name, *journal, *rules;
} stages[] = {
#define X(id, name, journal, rules) {name, journal, rules},
    STAGES(X)
#undef X
};

const char *stage_name(enum stage s)
{
  return stages[s].name;
}

const char *stage_journal(enum stage s)
{
  return stages[s].journal;
}

const char *stage_rules(enum stage s)
{
  return stages[s].rules;
}

enum stage stage_named(const char *name)
{
  int k = 0;
  while (k < STAGE_N && strcmp(stages[k].name, name) != 0)
    k++;
  return (enum stage)k;
}

bool stage_is_journal(const char *path)
{
  int k = 0;
  while (k < STAGE_N && strcmp(stages[k].journal, path) != 0)
    k++;
  return k < STAGE_N;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What is new meets what a person wrote, group by group.  Part of plan_make(). */
#ifndef FREELIFT_MERGE_H
#define FREELIFT_MERGE_H

#include "propose.h"

struct merge {
  GKeyFile *file;
  const char *group;
  GPtrArray *findings; /* char *, added to */
  bool is_new;         /* the group was not there before */
};

/* The strategy and its reason, unless somebody decided. */
void merge_strategy(const struct merge *m, const struct proposal *p);

/* One key for each hazard; says what is new since somebody decided or accepted. */
void merge_hazards(const struct merge *m, const GPtrArray *hazards);

/* One hazard, by its name; true if a person has to look at it again. */
bool merge_hazard(const struct merge *m, const char *name, const GPtrArray *evidence);

/* A list of texts as the file has it. */
void merge_list(const struct merge *m, const char *key, const GPtrArray *list);

/* Marks the groups of pools that are gone. */
void merge_gone(GKeyFile *file, const struct subjects *s, GPtrArray *findings);

/* `Name <mail>: why`. */
bool is_acceptance(const char *text);

#endif

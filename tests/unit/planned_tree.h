/* SPDX-License-Identifier: Apache-2.0 */
/* Subjects and their hazards, of trees in memory (types unknown) or of compiled ones. */
#ifndef FREELIFT_TEST_PLANNED_TREE_H
#define FREELIFT_TEST_PLANNED_TREE_H

#include "compiled_tree.h"
#include "memory_tree.h"
#include "plan/hazard.h"

/* Subjects of a tree in memory, whose types are all unknown. */
struct planned_tree {
  struct inventory *inv;
  struct types *types;
  struct subjects *s;
};

static inline struct planned_tree *planned_of(struct tree *t)
{
  struct planned_tree *p = g_new0(struct planned_tree, 1);
  p->inv = scan_tree(t);
  p->types = types_read(p->inv, NULL, NULL, "no database", NULL, NULL);
  p->s = subjects_new(p->inv, p->types->facts);
  return p;
}

static inline void planned_done(struct planned_tree *p)
{
  subjects_free(p->s);
  types_free(p->types);
  scan_done(p->inv);
  g_free(p);
}

static inline const struct subject *subject_named(const struct subjects *all, const char *group)
{
  for (guint i = 0; i < all->all->len; i++)
    if (strcmp(((struct subject *)g_ptr_array_index(all->all, i))->group, group) == 0)
      return g_ptr_array_index(all->all, i);
  fail_msg("there is no %s", group);
  return NULL;
}

/* The evidence of one hazard of one pool, one a line. */
static inline void assert_evidence(const struct subjects *all, const char *group,
                                   const char *hazard, const char *want)
{
  assert_non_null(hazard_named(hazard));
  GPtrArray *evidence = g_ptr_array_new_with_free_func(g_free);
  hazard_named(hazard)->find(subject_named(all, group), all, evidence);
  assert_list(evidence, want);
  g_ptr_array_unref(evidence);
}

/* The same in a tree of one file, types unknown. */
static inline void assert_hazard(const char *text, const char *group, const char *hazard,
                                 const char *want)
{
  struct planned_tree *p = planned_of(tree_of("a.cc", text, NULL));
  assert_evidence(p->s, group, hazard, want);
  planned_done(p);
}

/* The same in a compiled tree of one file: its lines begin with the second. */
static inline void assert_type_hazard(const char *text, const char *group, const char *hazard,
                                      const char *want)
{
  struct compiled *x = compiled_of(text);
  struct subjects *s = subjects_new(x->inv, x->types->facts);
  assert_evidence(s, group, hazard, want);
  subjects_free(s);
  compiled_done(x);
}

#endif

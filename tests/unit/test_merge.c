/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/merge.h"
#include "plan/hazard.h"
#include "plan/plan_file.h"
#include "planned_tree.h"

/* Evidence of two hazards, bulk-give and advice; NULL: none. */
static GPtrArray *hazards(const char *bulk, const char *advice)
{
  GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
  for (guint i = 0; i < hazards_count(); i++) {
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    const char *name = hazard_at(i)->name, *what = strcmp(name, "bulk-give") == 0 ? bulk
                                                   : strcmp(name, "advice") == 0  ? advice
                                                                                  : NULL;
    if (what)
      g_ptr_array_add(list, g_strdup(what));
    g_ptr_array_add(all, list);
  }
  return all;
}

/* Group [a] of `old` merged with this proposal and these hazards: what becomes of it, and what is
 * found. */
static void merges(const char *old, enum strategy strategy, GPtrArray *h, const char *want,
                   const char *findings)
{
  GError *err = NULL;
  char *text = g_strconcat("[freelift plan]\nformat=1\n\n[a]\n", old, NULL);
  GKeyFile *f = plan_file_read("p", text, strlen(text), &err);
  if (!f)
    fail_msg("%s", err->message);
  GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
  struct merge m = {f, "a", found, false};
  struct proposal p = {strategy, "because"};
  merge_strategy(&m, &p);
  merge_hazards(&m, h);
  char *got = g_key_file_to_data(f, NULL, NULL);
  assert_same_text(strstr(got, "[a]\n") + 4, want);
  assert_list(found, findings);
  g_ptr_array_unref(found);
  g_ptr_array_unref(h);
  g_free(got);
  g_free(text);
  g_key_file_unref(f);
}

static void test_merge__what_is_freelifts_is_renewed(void **state)
{
  (void)state;
  merges("strategy=delete\nreason=old\nhazard.advice=x:1 y;\nhazard.unheard-of=z;\n",
         STRATEGY_DELETE, hazards("b:1 c", NULL),
         "strategy=delete\nreason=because\nhazard.bulk-give=b:1 c;\n", "");
}

static void test_merge__a_persons_words_stay(void **state)
{
  (void)state;
  merges("# why\nstrategy=keep\nreason=mine\ndecided=Ann\nticket=17\n", STRATEGY_DELETE,
         hazards(NULL, NULL),
         "# why\nstrategy=keep\nreason=mine\ndecided=Ann\nticket=17\nproposed=delete\n", "");
  merges("strategy=delete\nreason=mine\ndecided=Ann\nproposed=block\n", STRATEGY_DELETE,
         hazards(NULL, NULL), "strategy=delete\nreason=mine\ndecided=Ann\n", "");
  merges("strategy=burn\nreason=mine\ndecided=Ann\n", STRATEGY_DELETE, hazards(NULL, NULL),
         "strategy=burn\nreason=mine\ndecided=Ann\nproposed=delete\n",
         "a: somebody decided, but 'burn' is no strategy\n");
}

static void test_merge__a_strategy_that_nobody_decided(void **state)
{
  (void)state;
  merges("strategy=keep\nreason=mine\n", STRATEGY_DELETE, hazards(NULL, NULL),
         "strategy=delete\nreason=because\n",
         "a: strategy was keep, delete is proposed now; if somebody chose keep, write it again, "
         "with decided=NAME\n");
}

#define NEW "since somebody decided; look at it, then take it out of look-again\n"

static void test_merge__a_hazard_that_is_new_since_then(void **state)
{
  (void)state;
  merges("strategy=delete\nreason=r\ndecided=Ann\n", STRATEGY_DELETE, hazards("b:1 c", NULL),
         "strategy=delete\nreason=r\ndecided=Ann\nhazard.bulk-give=b:1 c;\nlook-again=bulk-give;\n",
         "a: bulk-give is new " NEW);
  /* it stays until a person takes it away, or the hazard goes */
  merges("strategy=delete\nreason=r\ndecided=Ann\nhazard.bulk-give=b:1 c;\nlook-again=bulk-give;\n",
         STRATEGY_DELETE, hazards("b:1 c", NULL),
         "strategy=delete\nreason=r\ndecided=Ann\nhazard.bulk-give=b:1 c;\nlook-again=bulk-give;\n",
         "a: bulk-give still stands in look-again\n");
  merges("strategy=delete\nreason=r\ndecided=Ann\nhazard.bulk-give=b:1 c;\nlook-again=bulk-give;\n",
         STRATEGY_DELETE, hazards(NULL, NULL), "strategy=delete\nreason=r\ndecided=Ann\n", "");
  /* nobody decided, nothing to look at again */
  merges("strategy=delete\nreason=r\n", STRATEGY_DELETE, hazards("b:1 c", NULL),
         "strategy=delete\nreason=because\nhazard.bulk-give=b:1 c;\n", "");
}

static void test_merge__evidence_that_is_new(void **state)
{
  (void)state;
  const char *accept = "accept.bulk-give=Ann <a@b>: it is drained first\n";
  char *old = g_strconcat("strategy=delete\nreason=because\nhazard.bulk-give=b:1 c at line 7;\n",
                          accept, NULL);
  char *moved = g_strconcat("strategy=delete\nreason=because\nhazard.bulk-give=b:12 c at line 8;\n",
                            accept, NULL);
  char *other = g_strconcat("strategy=delete\nreason=because\nhazard.bulk-give=b:1 d;\n", accept,
                            "look-again=bulk-give;\n", NULL);
  merges(old, STRATEGY_DELETE, hazards("b:12 c at line 8", NULL), moved, ""); /* only moved */
  merges(old, STRATEGY_DELETE, hazards("b:1 d", NULL), other, "a: bulk-give has new evidence " NEW);
  g_free(old);
  g_free(moved);
  g_free(other);
}

static void test_merge__acceptances(void **state)
{
  (void)state;
  merges("strategy=delete\nreason=because\naccept.bulk-give=yes\nhazard.bulk-give=b:1 c;\n",
         STRATEGY_DELETE, hazards("b:1 c", NULL),
         "strategy=delete\nreason=because\naccept.bulk-give=yes\nhazard.bulk-give=b:1 c;\n",
         "a: accept.bulk-give is not 'Name <mail>: why', so it accepts nothing\n");
  merges(
      "strategy=delete\nreason=because\naccept.advice=Ann <a@b>: fine\naccept.x=Ann <a@b>: fine\n",
      STRATEGY_DELETE, hazards(NULL, NULL),
      "strategy=delete\nreason=because\naccept.advice=Ann <a@b>: fine\naccept.x=Ann <a@b>: "
      "fine\n",
      "a: accept.x names no hazard\na: accept.advice accepts what is no hazard any more "
      "(advice)\n");
  const char *const bad[] = {"Ann: fine", "<a@b>: fine", "Ann <>: fine", "Ann <a@b>",
                             "Ann <a@b>: "};
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
    char *text = g_strdup_printf("strategy=delete\nreason=because\nhazard.advice=b:1 "
                                 "c;\naccept.advice=%s\n",
                                 bad[i]);
    char *want = g_strconcat(g_strchomp(text), "\n", NULL);
    merges(text, STRATEGY_DELETE, hazards(NULL, "b:1 c"), want,
           "a: accept.advice is not 'Name <mail>: why', so it accepts nothing\n");
    g_free(text);
    g_free(want);
  }
}

static void test_merge__pools_that_are_gone(void **state)
{
  (void)state;
  struct planned_tree *p = planned_of(tree_of("a.cc", "Allocator a;\n", NULL));
  const char text[] = "[freelift plan]\nformat=1\n[a]\ndeclared=a.cc:1\ngone=x\n[b]\n"
                      "declared=b.cc:1\naccept.x=y\n[mine]\nnote=z\n";
  GKeyFile *f = plan_file_read("p", text, strlen(text), NULL);
  GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
  merge_gone(f, p->s, found);
  assert_list(
      found,
      "b: no pool of the tree has this name any more; its group stays until you delete it\n");
  assert_false(g_key_file_has_key(f, "a", "gone", NULL));
  assert_true(g_key_file_has_key(f, "b", "gone", NULL));
  assert_true(g_key_file_has_key(f, "b", "accept.x", NULL));
  assert_false(g_key_file_has_key(f, "mine", "gone", NULL));
  g_ptr_array_unref(found);
  g_key_file_unref(f);
  planned_done(p);
}

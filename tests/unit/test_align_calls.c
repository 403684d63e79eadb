/* SPDX-License-Identifier: Apache-2.0 */
#include "lens/align.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* One character is one token; letters are names.  "old>new ..." of each hunk. */
static void assert_changes(const char *a, const char *b, const char *want)
{
  guint32 x[128], y[128];
  guint8 kind[128] = {0};
  for (int c = 'A'; c <= 'z'; c++)
    kind[c] = g_ascii_isalpha(c) ? ALIGN_NAME : ALIGN_OTHER;
  kind['('] = kind['['] = ALIGN_OPEN;
  kind[')'] = kind[']'] = ALIGN_CLOSE;
  kind[','] = ALIGN_COMMA;
  kind[';'] = kind['{'] = kind['}'] = ALIGN_STOP;
  for (size_t i = 0; i < strlen(a); i++)
    x[i] = (guint32)a[i];
  for (size_t i = 0; i < strlen(b); i++)
    y[i] = (guint32)b[i];
  GArray *hunks = align_calls(x, (guint32)strlen(a), y, (guint32)strlen(b), kind);
  GString *got = g_string_new(NULL);
  for (guint i = 0; i < hunks->len; i++) {
    const struct hunk *h = &g_array_index(hunks, struct hunk, i);
    g_string_append_printf(got, "%s%.*s>%.*s", i ? " " : "", (int)(h->a1 - h->a0), a + h->a0,
                           (int)(h->b1 - h->b0), b + h->b0);
  }
  assert_string_equal(got->str, want);
  g_string_free(got, TRUE);
  g_array_free(hunks, TRUE);
}

static void test_align_calls__a_moved_object_is_one_change(void **state)
{
  (void)state;
  assert_changes("A.f(x);", "F(A,x);", "A.f(>F(A,");
  assert_changes("A.f();", "F(A);", "A.f(>F(A");
}

static void test_align_calls__an_index_moves_with_its_object(void **state)
{
  (void)state;
  assert_changes("A[i+1].f(x);", "F(A[i+1],x);", "A[i+1].f(>F(A[i+1],");
}

static void test_align_calls__a_renamed_head_is_one_token(void **state)
{
  (void)state;
  assert_changes("f(x,A,t);", "F(x,A,t);", "f>F");
}

static void test_align_calls__each_site_has_its_own(void **state)
{
  (void)state;
  assert_changes("A.f();A.f();", "F(A);F(A);", "A.f(>F(A A.f(>F(A");
  assert_changes("x=A.f()+A.f();", "x=F(A)+F(A);", "A.f(>F(A A.f(>F(A");
  assert_changes("g(A.f(),B.f());", "g(F(A),F(B));", "A.f(>F(A B.f(>F(B");
}

static void test_align_calls__nested_sites_are_taken_apart(void **state)
{
  (void)state;
  assert_changes("A.f(B.g());", "F(A,G(B));", "A.f(>F(A, B.g(>G(B");
  assert_changes("A.f(A.f());", "F(A,F(A));", "A.f(>F(A, A.f(>F(A");
  assert_changes("A.f(B[1].f(A.f()));", "F(A,B[1].f(F(A)));", "A.f(>F(A, A.f(>F(A");
  assert_changes("A.f(x,B.g(y));", "F(A,x,G(B,y));", "A.f(>F(A, B.g(>G(B,");
}

static void test_align_calls__a_whole_statement_goes(void **state)
{
  (void)state;
  assert_changes("p.d();A.f(p);", "D(A,p);", "p.d();A.f(>D(A,");
}

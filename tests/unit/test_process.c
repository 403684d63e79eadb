/* SPDX-License-Identifier: Apache-2.0 */
#include "base/process.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void test_process__finds_its_own_parts(void **state)
{
  (void)state;
  GError *err = NULL;
  struct process *p = process_read(getpid(), &err);

  assert_non_null(p);
  assert_null(err);
  char *self = g_file_read_link("/proc/self/exe", NULL);
  assert_string_equal(p->program, self);
  assert_string_equal(((struct process_object *)p->objects->pdata[0])->file, self);
  g_free(self);
  assert_non_null(process_find(p, "glibc"));
  assert_null(process_find(p, "no such allocator"));
  for (guint i = 0; i < p->objects->len; i++) {
    const struct process_object *o = p->objects->pdata[i];
    assert_null(o->flc);
    assert_false(o->preloaded);
    if (strstr(o->file, "libglib"))
      assert_false(o->serves_malloc);
  }
  process_free(p);
}

static void test_process__malloc_is_somebodys(void **state)
{
  (void)state;
  struct process *p = process_read(getpid(), NULL);
  const struct process_object *o = process_malloc(p);

  assert_non_null(o);
  /* Under a sanitizer it is the sanitizer's. */
  assert_true(strcmp(o->allocator, "glibc") == 0 || g_str_has_suffix(o->allocator, "Sanitizer"));
  process_free(p);
}

static void add(struct process *p, const char *file, bool serves, bool preloaded,
                const char *allocator)
{
  struct process_object *o = g_new0(struct process_object, 1);

  o->file = g_strdup(file);
  o->serves_malloc = serves;
  o->preloaded = preloaded;
  o->allocator = allocator;
  g_ptr_array_add(p->objects, o);
}

static void free_object(gpointer data)
{
  g_free(((struct process_object *)data)->file);
  g_free(data);
}

static const char *chosen(bool program, bool linked, bool preloaded)
{
  struct process p = {.objects = g_ptr_array_new_with_free_func(free_object)};

  add(&p, "program", program, false, NULL);
  add(&p, "libc.so.6", true, false, "glibc");
  add(&p, "linked", linked, false, "tcmalloc");
  add(&p, "preloaded", preloaded, true, "jemalloc");
  const char *file = process_malloc(&p)->file;
  const char *name = strcmp(file, "program") == 0  ? "program"
                     : strcmp(file, "linked") == 0 ? "linked"
                     : *file == 'p'                ? "preloaded"
                                                   : "libc";
  g_ptr_array_unref(p.objects);
  return name;
}

static void test_process__malloc_is_the_first_that_offers_it(void **state)
{
  (void)state;
  assert_string_equal(chosen(false, false, false), "libc");
  assert_string_equal(chosen(false, true, false), "linked");
  assert_string_equal(chosen(false, true, true), "preloaded");
  assert_string_equal(chosen(true, true, true), "program");
}

static void test_process__that_is_not_there_is_an_error(void **state)
{
  (void)state;
  GError *err = NULL;

  assert_null(process_read(0x7ffffffe, &err));
  assert_non_null(err);
  assert_non_null(strstr(err->message, "there is no process 2147483646"));
  g_clear_error(&err);
}

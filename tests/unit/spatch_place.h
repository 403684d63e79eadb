/* SPDX-License-Identifier: Apache-2.0 */
/* For tests that run spatch, the real one or a shell script that fails in a way of its own. */
#ifndef TEST_SPATCH_PLACE_H
#define TEST_SPATCH_PLACE_H

#include "../../src/rewrite/spatch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#define HEADER                                                                      \
  "/// Test.\n// Confidence: High\n// Options: --no-includes\n// Requires: 1.1.1\n" \
  "// Stage: shim\n// View: function\n// Kinds: class-take\n"

static const char take_rule[] =
    HEADER "virtual patch\nvirtual report\n"
           "@depends on patch@\nstruct ClassAllocator A;\nexpression list args;\n@@\n"
           "+ FLC_NEW(\n  A\n- .alloc(\n+ ,\n  args)\n"
           "@r depends on report@\nstruct ClassAllocator A;\nexpression list args;\nposition p;\n"
           "@@\n* A@p.alloc(args)\n"
           "@script:python depends on report@\np << r.p;\n@@\n"
           "coccilib.report.print_report(p[0], \"take\")\n";

/* A place for rules, fake programs and temporary folders. */
struct place {
  char *dir, *tmp;
  struct rule *rule;
  struct spatch_opts opts;
};

static inline char *put_file(const struct place *p, const char *name, const char *text)
{
  char *path = g_build_filename(p->dir, name, NULL);
  assert_true(g_file_set_contents(path, text, -1, NULL));
  g_chmod(path, 0700);
  return path;
}

static inline struct rule *put_rule(const struct place *p, const char *name, const char *text)
{
  GError *err = NULL;
  char *path = put_file(p, name, text);
  struct rule *r = rule_load(path, &err);
  if (r == NULL)
    fail_msg("%s", err->message);
  g_free(path);
  return r;
}

static inline struct place place_make(void)
{
  struct place p = {.dir = g_dir_make_tmp("test-spatch-XXXXXX", NULL)};
  p.tmp = g_build_filename(p.dir, "tmp", NULL);
  g_mkdir(p.tmp, 0700);
  p.rule = put_rule(&p, "take.cocci", take_rule);
  p.opts.tmp = p.tmp;
  return p;
}

/* Nothing may be left of the runs. */
static inline void place_clear(struct place *p)
{
  GDir *d = g_dir_open(p->tmp, 0, NULL);
  const char *left = g_dir_read_name(d);
  if (left != NULL)
    fail_msg("left behind: %s", left);
  g_dir_close(d);
  g_rmdir(p->tmp);
  d = g_dir_open(p->dir, 0, NULL);
  for (const char *name; (name = g_dir_read_name(d)) != NULL;) {
    char *path = g_build_filename(p->dir, name, NULL);
    g_remove(path);
    g_free(path);
  }
  g_dir_close(d);
  g_rmdir(p->dir);
  g_free((char *)(gpointer)p->opts.path);
  g_free(p->dir);
  g_free(p->tmp);
  rule_free(p->rule);
}

/* Makes a script the program to run.  In it, $real is the real spatch and views="v000000.c ...". */
static inline void fake(struct place *p, const char *script)
{
  char *text = g_strdup_printf("#!/bin/sh\nreal=spatch\nviews=$(echo v*.c)\n%s\n", script);
  p->opts.path = put_file(p, "fake-spatch", text);
  g_free(text);
}

#define TAKE_VIEW  "struct ClassAllocator a;\nvoid fl(void)\n{ x = a.alloc(1, /* c */ 2); }\n"
#define PLAIN_VIEW "struct ClassAllocator a;\nvoid fl(void)\n{ x = b.alloc(); }\n"
#define EVIL_VIEW  "struct ClassAllocator evil;\nvoid fl(void)\n{ x = evil.alloc(); }\n"
#define BAD_VIEW   "struct ClassAllocator a;\nvoid fl(void)\n{ x = a.alloc(); y = p->~q(; }\n"

enum { MANY = 20, EVIL = 13 };

static inline void many_views(struct spatch_view *views)
{
  for (int i = 0; i < MANY; i++)
    views[i] = (struct spatch_view){.text = i == EVIL ? EVIL_VIEW : TAKE_VIEW};
}

#endif

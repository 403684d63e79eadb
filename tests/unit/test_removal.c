/* SPDX-License-Identifier: Apache-2.0 */
#include "rewrite/removal.h"
#include "lens/edit.h"
#include "memory_tree.h"

#include <glib/gstdio.h>

static const char NAMES[] = "[code]\nnames=gone;Gone;gone_t;GONE\n"
                            "[code q.cc]\nnames=local\n"
                            "[files]\ngone=*/Gone.h;src/Gone.cc;src/prog.cc\n"
                            "[include]\nx/Gone.h=x/stay.h\n"
                            "[programs]\ngone=prog\n"
                            "[records]\ngone=cfg.size\n"
                            "[options]\nnames=disable_x\nhelp=No effect\n";

static struct names *the_names(void)
{
  char *file = g_build_filename(g_get_tmp_dir(), "freelift-test-removal", NULL);
  assert_true(g_file_set_contents(file, NAMES, -1, NULL));
  struct names *n = names_load(file, NULL);
  g_unlink(file);
  g_free(file);
  assert_non_null(n);
  return n;
}

/* What becomes of a file, or the error; "(gone)" for one that goes. */
static char *after(const char *path, const char *text)
{
  struct names *n = the_names();
  bool code = tree_is_source(path);
  struct tree *t = tree_of("x/Gone.h", "", code ? path : NULL, text, NULL);
  struct tree *texts =
      tree_of(code ? NULL : path, text, "src/Gone.cc", "", "src/prog.cc", "", NULL);
  GError *err = NULL;
  struct removal *r = removal_find(t, texts, n, &err);
  const struct removal_file *f = removal_of(r, path);
  char *out;
  if (f && !f->gone && code)
    removal_finish(f);
  if (!r)
    out = g_strdup(err->message);
  else if (f && f->gone)
    out = g_strdup("(gone)");
  else
    out = f ? edits_apply(f->edits, text, strlen(text), NULL, NULL) : g_strdup(text);
  g_clear_error(&err);
  removal_free(r);
  tree_free(texts);
  tree_free(t);
  names_free(n);
  return out;
}

static void becomes_in(const char *path, const char *text, const char *want)
{
  char *got = after(path, text);
  assert_same_text(got, want);
  g_free(got);
}

static void becomes(const char *text, const char *want)
{
  becomes_in("a.cc", text, want);
}

static void stays(const char *text)
{
  becomes(text, text);
}

static void test_removal__declarations(void **state)
{
  (void)state;
  becomes("int a;\nvoid gone(int x);\nint b;\n", "int a;\nint b;\n");
  becomes("static void *\ngone(Gone *f)\n{\n  if (f) {\n  }\n}\n\nint b;\n", "int b;\n");
  becomes("int a;\n\n/* why */\nextern const Other *gone;\n\nint b;\n", "int a;\n\nint b;\n");
  becomes("int a;\n// one\n// two\nstruct Gone {\n  int x;\n};\n", "int a;\n");
  becomes("typedef struct _g Gone;\nusing gone_t = struct x {\n  int y;\n};\n", "");
  becomes("namespace n\n{\nclass Gone;\nint b;\n}\n", "namespace n\n{\nint b;\n}\n");
  becomes("extern \"C\" {\nvoid gone();\nvoid b();\n}\n", "extern \"C\" {\nvoid b();\n}\n");
  becomes("template <class C, int n = 1> class Gone : public B<C>\n{\n};\nint b;\n", "int b;\n");
  becomes("class K\n{\npublic:\n  friend class Gone;\n  int b;\n};\n",
          "class K\n{\npublic:\n  int b;\n};\n");
  becomes("void *Gone::take(int n)\n{\n}\nint Gone::count = 0;\n", "");
}

static void test_removal__what_stays(void **state)
{
  (void)state;
  stays("void f(Gone *g);\n"); /* named, not declared: the check finds it */
  stays("struct K : public Gone {\n};\n");
  stays("int a = gone;\nint b(gone);\n");
  stays("void f()\n{\n  int gone = 1;\n}\n");
  stays("const char *s = \"gone\"; // gone\n");
  stays("int gone_too;\n");
}

static void test_removal__several_in_one(void **state)
{
  (void)state;
  becomes(
      "int a;\nint gone, b;\n",
      "a.cc:2:5: 'gone' goes with the freelist, but is declared together with others; give it a "
      "declaration of its own and run again; nothing was changed");
}

static void test_removal__in_one_file_only(void **state)
{
  (void)state;
  stays("static int local;\n");
  becomes_in("q.cc", "static int local;\nint gone;\nint b;\n", "int b;\n");
}

static void test_removal__directives(void **state)
{
  (void)state;
  becomes("#define GONE(x) \\\n  f(x)\n#define OTHER GONE\n", "#define OTHER GONE\n");
  becomes("#include \"x/Gone.h\"\n#include \"y.h\"\nint gone;\n",
          "#include \"x/stay.h\"\n#include \"y.h\"\n");
  becomes("#include \"x/stay.h\"\n#include \"x/Gone.h\"\nint b;\n",
          "#include \"x/stay.h\"\nint b;\n");
  becomes("#include \"z/Gone.h\"\nint b;\n", "#include \"z/Gone.h\"\nint b;\n");
}

static void test_removal__empty_groups(void **state)
{
  (void)state;
  becomes("int a;\n\n#ifdef X\nint gone;\n#endif\n\nint b;\n", "int a;\n\nint b;\n");
  becomes("#ifdef X\n#if Y\nint gone;\n#endif\n#define GONE\n#endif\nint b;\n", "int b;\n");
  becomes("#ifdef X\nint gone;\n#else\nint c;\n#endif\n", "#ifdef X\n#else\nint c;\n#endif\n");
  becomes("#ifdef X\nint gone;\nint c;\n#endif\n", "#ifdef X\nint c;\n#endif\n");
}

static void test_removal__rows(void **state)
{
  (void)state;
  becomes("R r[] = {\n  {C, \"cfg.a\", 1},\n  {C, \"cfg.size\", 2}\n  ,\n  {C, \"cfg.b\", 3}};\n",
          "R r[] = {\n  {C, \"cfg.a\", 1},\n  {C, \"cfg.b\", 3}};\n");
  stays("void f() { link(\"cfg.size\"); }\n");
  becomes("A a[] = {{\"disable_x\", 'x', \"Turn x \" \"off\", &x}};\n",
          "A a[] = {{\"disable_x\", 'x', \"No effect\", &x}};\n");
}

static void test_removal__build_lists(void **state)
{
  (void)state;
  becomes_in("src/Makefile.am", "a_SOURCES = \\\n\tx.cc \\\n\tGone.cc\n\nb_SOURCES = b.cc\n",
             "a_SOURCES = \\\n\tx.cc\n\nb_SOURCES = b.cc\n");
  becomes_in("src/Makefile.am", "P = prog test\nP += other prog\nQ = programs prog_x\n",
             "P = test\nP += other\nQ = programs prog_x\n");
  becomes_in("src/Makefile.am",
             "a = 1\n\nprog_SOURCES = prog.cc \\\n  $(COMMON)\nprog_LDADD = x\n\nb = 2\n",
             "a = 1\n\nb = 2\n");
  becomes_in("src/Makefile.am", "P = a \\\n\tprog b \\\n\tc\n", "P = a \\\n\tb \\\n\tc\n");
  becomes_in("x/Makefile.am", "a = Gone.cc $(top_srcdir)/src/Gone.cc ../src/Gone.cc z.cc\n",
             "a = Gone.cc z.cc\n");
  becomes_in("src/CMakeLists.txt", "add_library(a\n  x.cc\n  Gone.cc\n)\n",
             "add_library(a\n  x.cc\n)\n");
}

static void test_removal__documents(void **state)
{
  (void)state;
  becomes_in("d.rst",
             "A\n\n.. ts:cv:: CONFIG cfg.size INT 5\n   :x:\n\n   Text.\n\n   More.\n\nB\n",
             "A\n\nB\n");
  becomes_in("d.rst", ".. ts:cv:: CONFIG cfg.size_too INT 5\n",
             ".. ts:cv:: CONFIG cfg.size_too INT 5\n");
  becomes_in("d.rst", ".. option:: -x, --disable_x\n\nText.\n\nMore.\n\n.. option:: -y\n",
             ".. option:: -x, --disable_x\n\nNo effect.\n\n.. option:: -y\n");
}

static void test_removal__whole_files(void **state)
{
  (void)state;
  becomes_in("src/Gone.cc", "int a;\n", "(gone)");
}

static void test_removal__what_is_left(void **state)
{
  (void)state;
  struct names *n = the_names();
  GError *err = NULL;
  struct tree *t = tree_of("a.cc", "// gone\nint f(Gone *g);\nint x = s->gone + s.GONE; // Gone\n",
                           "b.cc", "#ifdef GONE\n#endif\nconst char *s = \"gone\";\n", NULL);
  assert_false(removal_check(t, n, &err));
  assert_same_text(err->message,
                   "the freelist cannot go, what is listed still uses it; nothing was changed:\n"
                   "  a.cc:2: Gone\n  b.cc:1: GONE\n"
                   "Write these differently, or list what goes as well in freelist.names, beside "
                   "the plan.");
  g_clear_error(&err);
  GPtrArray *comments = removal_comments(t, n);
  assert_int_equal(comments->len, 2);
  assert_string_equal(g_ptr_array_index(comments, 1), "a.cc:3: Gone");
  g_ptr_array_unref(comments);
  tree_free(t);
  t = tree_of("a.cc", "int f(G *g);\n", NULL);
  assert_true(removal_check(t, n, &err));
  tree_free(t);
  names_free(n);
}

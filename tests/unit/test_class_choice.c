/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/class_choice.h"
#include "memory_tree.h"
#include "plan/plan_file.h"

#define POOL "#include \"x.h\"\nFlcClassPool<n::T> ca;\n"

/* What keeps n::T from operators of its own, with this header beside its pool; "": nothing does. */
static void says(const char *header, const char *type, const char *want)
{
  struct inventory *inv = scan_tree(
      tree_of("a.cc", POOL, "t.h", header, "test.cc", "namespace n { struct T { }; }\n", NULL));
  struct class_place c = {0};
  char *why = class_choice_obstacle(inv, 0, type, &c);
  assert_same_text(why ? why : "", want);
  if (!why)
    assert_string_equal(inventory_file(inv, c.file)->src->path, "t.h");
  g_free(why);
  scan_done(inv);
}

static void test_class_choice__one_class(void **state)
{
  (void)state;
  says("#include <a.h>\nnamespace n {\nstruct T { int x; };\n}\n", "n::T", "");
  says("#include <a.h>\nstruct T;\n", "n::T",
       "class puts operators into class n::T, and no file here defines it");
  says("#include <a.h>\nnamespace n { struct T { };\n#if X\n#endif\nstruct O { class T { }; }; }\n",
       "T", "class needs to know which class T is, and 2 are called so: t.h:2, t.h:5");
  says("", "std::pair<int, T>",
       "class puts operators into a class, and 'std::pair<int, T>' is not the name of one");
  says("#include <a.h>\nnamespace n {\ntemplate <class X> struct T { };\n}\n", "n::T",
       "class puts operators into t.h:3, which is a template, whose pools are as many as its "
       "instances; write FLC_CLASS_OPERATORS there by hand and choose delete");
  says("#include <a.h>\nnamespace n {\nstruct T {\n  void *operator new(size_t); };\n}\n", "n::T",
       "class puts operators into t.h:4, which has an operator new or delete already");
}

static void test_class_choice__a_place_for_the_include(void **state)
{
  (void)state;
  const char *no = "class puts operators into t.h:5, which has no #include in front of it, behind "
                   "which <flc_class.hpp> could go; add one";
  says("#pragma once\n\nnamespace n {\n\nstruct T { };\n}\n#include <a.h>\n", "n::T", no);
  says("#if X\n#include <a.h>\n#endif\nnamespace n {\nstruct T { }; }\n", "n::T", no);
  says("#if X\n#include <a.h>\n#else\nnamespace n {\nstruct T { }; }\n#endif\n", "n::T", no);
  says("extern \"C\" {\n#include <a.h>\n}\nnamespace n {\nstruct T { }; }\n", "n::T", no);
  says("#if X\n#include <a.h>\nnamespace n {\nstruct T { }; }\n#endif\n", "n::T", "");
  says("#ifndef H\n#include <a.h>\n#if X\n#endif\nnamespace n {\nstruct T { }; }\n#endif\n", "n::T",
       "");
}

/* The obstacles of pools a and b, "; " between. */
static void together(const char *type_b, const char *plan, const char *want)
{
  GError *err = NULL;
  char *pools = g_strdup_printf("FlcClassPool<T> a;\nFlcClassPool<%s> b;\n", type_b);
  char *text = g_strconcat("[freelift plan]\nformat=1\n", plan, NULL);
  struct inventory *inv =
      scan_tree(tree_of("a.cc", pools, "t.h", "#include <a.h>\nstruct T { };\n", NULL));
  GKeyFile *file = plan_file_read("plan", text, strlen(text), &err);
  struct decisions *d = decisions_read(inv, file, NULL);
  GString *s = g_string_new(NULL);
  for (guint i = 0; i < d->all->len; i++) {
    const struct decision *x = g_ptr_array_index(d->all, i);
    for (guint k = 0; k < x->obstacles->len; k++)
      g_string_append_printf(s, "%s%s", s->len ? "; " : "",
                             (char *)g_ptr_array_index(x->obstacles, k));
  }
  assert_same_text(s->str, want);
  g_string_free(s, TRUE);
  decisions_free(d);
  g_key_file_unref(file);
  scan_done(inv);
  g_free(text);
  g_free(pools);
}

#define FACTS "takes=0\ngives=0\n"

static void test_class_choice__pools_of_one_class(void **state)
{
  (void)state;
  const char *derived = "b: release gives to ::operator delete, and new U takes from the class of "
                        "a; choose delete, or another strategy for a";
  together("T", "[a]\nstrategy=class\n" FACTS "[b]\nstrategy=class\n" FACTS,
           "a: class gives T one pool, and b is of that class too; choose class for one of them; "
           "b: class gives T one pool, and a is of that class too; choose class for one of them");
  together("T", "[a]\nstrategy=class\n" FACTS "[b]\nstrategy=release\n" FACTS,
           "b: release gives to ::operator delete, and new T takes from the class of a; choose "
           "delete, or another strategy for a");
  together("U", "[a]\nstrategy=class\n" FACTS "[b]\nstrategy=release\nderived-from=a;\n" FACTS,
           derived);
  together("U", "[a]\nstrategy=class\n" FACTS "[b]\nstrategy=delete\nderived-from=a;\n" FACTS, "");
  together("U", "[a]\nstrategy=class\n" FACTS "[b]\nstrategy=release\nderived-from=c;\n" FACTS, "");
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/classes.h"
#include "memory_tree.h"

/* "FILE:LINE" of each definition, where its body begins; " template" and " operators" behind. */
static void finds(const char *a, const char *b, const char *type, const char *want)
{
  struct inventory *inv =
      scan_tree(tree_of("a.h", a, "b.cc", b, "pool.cc", "ClassAllocator<T> ca;\n", NULL));
  GArray *all = classes_named(inv, type);
  GString *s = g_string_new(NULL);
  for (guint i = 0; i < all->len; i++) {
    const struct class_place *c = &g_array_index(all, struct class_place, i);
    const struct scanned *f = inventory_file(inv, c->file);
    guint32 operators = class_operators(inv, c);
    g_string_append_printf(s, "%s%s:%u%s", i ? " " : "", f->src->path,
                           f->lx->tok[f->sc->s[c->scope].first].line,
                           c->is_template ? " template" : "");
    if (operators != TOK_NONE)
      g_string_append_printf(s, " operators:%u", f->lx->tok[operators].line);
  }
  assert_same_text(s->str, want);
  g_string_free(s, TRUE);
  g_array_unref(all);
  scan_done(inv);
}

static void test_classes__where_they_are(void **state)
{
  (void)state;
  finds("class T;\nstruct T { int x; };\nT *f();\n", "", "T", "a.h:2");
  finds("struct T;\nenum T2 { T };\n", "class T final : public B<T>\n{\n};\n", "T", "b.cc:2");
  finds("struct T { };\n", "struct T { };\n", "T", "a.h:1 b.cc:1");
  finds("#if A\nstruct T { };\n#else\nstruct T { int x; };\n#endif\n", "", "T", "a.h:2 a.h:4");
  finds("// struct T { };\n#define D struct T { };\nusing T = U;\n", "struct TT { };\n", "T", "");
}

static void test_classes__by_qualified_names(void **state)
{
  (void)state;
  const char *a = "namespace n {\nstruct T { };\nstruct O {\nstruct T { };\n};\n}\n";
  const char *b = "inline namespace m::k {\nstruct T { };\n}\nnamespace {\nstruct T { };\n}\n";
  finds(a, b, "T", "a.h:2 a.h:4 b.cc:2 b.cc:5");
  finds(a, b, "n::T", "a.h:2");
  finds(a, b, "n::O::T", "a.h:4");
  finds(a, b, "O::T", "a.h:4");
  finds(a, b, "k::T", "b.cc:2");
  finds(a, b, "o::T", "");
}

static void test_classes__templates_and_operators(void **state)
{
  (void)state;
  finds("template <class X>\nstruct T { };\n", "", "T", "a.h:2 template");
  finds("struct T {\n  void *operator new(size_t);\n};\n", "", "T", "a.h:1 operators:2");
  finds("struct T {\n  int x;\n  FLC_CLASS_OPERATORS(T, a, \"a\")\n};\n", "", "T",
        "a.h:1 operators:3");
  /* Of another class, of arrays, and others. */
  finds("struct T {\n  struct I { void *operator new(size_t); };\n  void *operator new[](size_t);\n"
        "  bool operator==(T);\n};\n",
        "", "T", "a.h:1");
}

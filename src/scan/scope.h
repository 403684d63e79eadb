/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scopes: what each brace pair of a file is, and where each macro body lies.
 *
 * Decided from tokens alone, so it works on files that no compiler here can build.  What is a
 * function body is decided in this module only.  Constructor initialisers with braces (`: m{x}`),
 * function try blocks, trailing return types, attributes and K&R-like macro heads (`M(a) { ... }`
 * at file scope is a function named M) are covered and tested.
 */
#ifndef FREELIFT_SCOPE_H
#define FREELIFT_SCOPE_H

#include "lex.h"

enum scope_kind {
  SCOPE_NAMESPACE,
  SCOPE_LINKAGE, /* extern "C" { */
  SCOPE_CLASS,   /* class, struct, union */
  SCOPE_ENUM,
  SCOPE_FUNCTION, /* the body of a function, member function, constructor, operator */
  SCOPE_LAMBDA,   /* the body of a lambda */
  SCOPE_BLOCK,    /* a compound statement inside a body */
  SCOPE_INIT,     /* a braced initialiser */
  SCOPE_MACRO,    /* the body of a #define: no braces of its own */
};

#define SCOPE_NONE G_MAXUINT32

struct scope {
  enum scope_kind kind;
  guint32 head;       /* first token of what the braces belong to (return type, `class`, '[') */
  guint32 first, end; /* tokens inside: [first, end); first - 1 is '{' and end is '}' but for
                         SCOPE_MACRO */
  guint32 parent;     /* index of the enclosing scope or SCOPE_NONE */
  char *name;         /* "HttpSM::destroy", "THREAD_FREE", "" if it has none; owned */
};

struct scopes {
  struct scope *s; /* in order of `first` */
  guint32 n;
};

struct scopes *scopes_find(const struct lexed *lx);
void scopes_free(struct scopes *sc);

/* The innermost scope that holds token i, or SCOPE_NONE for file scope. */
guint32 scope_at(const struct scopes *sc, guint32 i);

/* The innermost enclosing scope of this kind of scope s (s itself counts), or SCOPE_NONE. */
guint32 scope_up(const struct scopes *sc, guint32 s, enum scope_kind kind);

#endif

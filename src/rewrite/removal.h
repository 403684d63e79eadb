/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The removal: what is taken out of a tree when no pool needs its freelist any more.
 *
 * What goes is a list of names (names.h).  Taken out are, of a listed name: what declares or
 * defines it at file scope or in a class, with its lines and the comment right above; macros;
 * #include lines of files that go; rows of a table; words of build lists; directives of the
 * documentation.  An #if with nothing left in it goes too.  What stands inside a function body is
 * no declaration and is never touched: it is what removal_check() finds.
 */
#ifndef FREELIFT_REMOVAL_H
#define FREELIFT_REMOVAL_H

#include "names.h"
#include "scan/inventory.h"

struct removal_file {
  char *path;
  char *text; /* of the stage before: a copy */
  gsize len;
  bool gone;     /* the whole file */
  GArray *edits; /* struct edit, settled; empty if it goes */
};

struct removal {
  const struct names *names; /* borrowed */
  GPtrArray *files;          /* struct removal_file *, owned, by path */
};

enum removal_error { REMOVAL_ERROR_FORM, REMOVAL_ERROR_LEFT };
#define REMOVAL_ERROR removal_error_quark()
GQuark removal_error_quark(void);

/* Works out what goes from the sources of the tree, and from its texts that are wanted.  NULL and
 * *err for what cannot go alone. */
struct removal *removal_find(const struct tree *t, const struct tree *texts,
                             const struct names *names, GError **err);
void removal_free(struct removal *r);

/* Is it a file, no source, that the removal has to see? Build lists, documents, what goes. */
bool removal_wants_text(const char *path, gconstpointer names);

/* The source gets this text, whatever its names. */
void removal_replace(struct removal *r, const struct source *s, const char *text);

/* NULL: the file stays as it is. */
const struct removal_file *removal_of(const struct removal *r, const char *path);
bool removal_takes_file(const struct removal *r, const char *path);

/* An #if group that the edits leave empty goes with its lines and the comment above.  `edits` is
 * settled, and is so again. */
void removal_empty_groups(const struct lexed *lx, GArray *edits);

/* Of empty lines that come together where lines go, one is left.  `edits` as above. */
void removal_empty_lines(const char *text, gsize len, GArray *edits);

/* Both, for a source that only the removal edits. */
void removal_finish(const struct removal_file *f);

/* Uses of listed names that are left: "FILE:LINE: NAME", new strings.  Comments and strings do not
 * count. */
GPtrArray *removal_left(const struct tree *after, const struct names *names);

/* No listed name may be left in the sources of the tree after the step.  False and *err with the
 * lines. */
bool removal_check(const struct tree *after, const struct names *names, GError **err);

/* Comments that still speak of what is gone: "FILE:LINE: NAME", new strings. */
GPtrArray *removal_comments(const struct tree *after, const struct names *names);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A source tree in memory: every C and C++ file below a folder, read once.
 *
 * Left out: hidden folders (.git, and .pc with a Debian package's stale copies), `debian`, symbolic
 * links, and what the caller excludes.  Files are in byte order of their path, so all output is
 * stable.
 */
#ifndef FREELIFT_TREE_H
#define FREELIFT_TREE_H

#include <glib.h>
#include <stdbool.h>

struct source {
  char *path; /* relative to the tree's root, '/' between folders */
  char *text; /* the bytes, with a NUL after them that does not count */
  gsize len;
  bool binary; /* holds a NUL byte: no text, never changed */
};

struct tree {
  char *root;
  GPtrArray *sources;  /* struct source *, owned */
  GPtrArray *excluded; /* the same, of the files that the caller left out; NULL if put together */
};

enum tree_error { TREE_ERROR_NO_TREE, TREE_ERROR_READ };
#define TREE_ERROR tree_error_quark()
GQuark tree_error_quark(void);

/* Reads the tree at root.  `exclude`: NULL or glob patterns over relative paths, NULL-terminated.
 * NULL and *err when root is no folder or a file cannot be read. */
struct tree *tree_read(const char *root, char *const *exclude, GError **err);
void tree_free(struct tree *t);

/* For a tree that is put together in memory: an empty list of sources; one source more, whose text
 * (with a NUL behind it) is taken over. */
GPtrArray *tree_sources_new(void);
void tree_add(struct tree *t, const char *path, char *text, gsize len);

/* Is it a C or C++ file, by its name? */
bool tree_is_source(const char *path);

/* Does the path match one of the patterns? */
bool tree_is_excluded(const char *path, char *const *exclude);

/* The absolute or root-relative file name of a path in the tree; a new string. */
char *tree_file(const struct tree *t, const char *path);

#endif

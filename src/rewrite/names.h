/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names: what goes out of a tree with the freelist, as a list that people read.
 *
 * semantic-patches/2-native/freelist.names is a GLib key file:
 *
 *     [code]       names=       declarations and definitions of these names go, wherever they stand
 *                               at file scope or in a class
 *     [code GLOB]  names=       the same, in files whose path matches only
 *     [files]      gone=        globs over paths in the tree: these files go as a whole
 *     [include]    FILE=OTHER   who included FILE, which goes, includes OTHER instead
 *     [programs]   gone=        of automake: the words in lists, and the variables NAME_...
 *     [records]    gone=        rows of the table of records, and their ts:cv directives
 *     [options]    names=       long names of options that stay; their help text becomes
 *                  help=        this
 *
 * A name that is not there is no error: versions of the tree differ.  What a tree has beyond that,
 * its own freelift.names beside freelift.plan says in the same groups.
 */
#ifndef FREELIFT_NAMES_H
#define FREELIFT_NAMES_H

#include "scan/words.h"

#include <glib.h>
#include <stdbool.h>

struct local_names {
  char *glob;
  struct words *words;
};

struct names {
  struct words *code;  /* [code] */
  GPtrArray *local;    /* struct local_names *, owned: [code GLOB] */
  char **files;        /* globs */
  GHashTable *include; /* char * -> char * */
  char **programs, **records, **options;
  char *help;        /* "" if there is none */
  struct words *any; /* each word that makes a file worth reading */
};

enum names_error { NAMES_ERROR_FORMAT };
#define NAMES_ERROR names_error_quark()
GQuark names_error_quark(void);

struct names *names_load(const char *path, GError **err);
/* Adds what another file says; its help text is taken instead. */
bool names_add(struct names *n, const char *path, GError **err);
void names_free(struct names *n);

/* Adds a glob to [files]: what goes in this tree only. */
void names_add_file(struct names *n, const char *glob);

/* Does this file go as a whole? */
bool names_takes_file(const struct names *n, const char *path);

/* Does this name go in this file? */
bool names_takes(const struct names *n, const char *path, const char *s, gsize len);

/* Is the text one of the list's? */
bool names_in(char *const *list, const char *s, gsize len);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commands: options in, a stage of the pipeline called, results out.
 *
 * Results go to standard output, talk and progress to standard error.  Exit status: 0 clean, 1
 * findings, 2 error.
 */
#ifndef FREELIFT_CMD_H
#define FREELIFT_CMD_H

#include "rewrite/rewrite.h"

enum { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_ERROR = 2 };

struct cmd {
  const char *name;
  const char *args;    /* "TREE" */
  const char *summary; /* one line, for the list of commands */
  const char *help;    /* what it does, for its own --help */
  int (*run)(const struct cmd *c, int argc, char **argv);
};

extern const struct cmd cmd_scan, cmd_apply, cmd_revert, cmd_plan, cmd_verify, cmd_check,
    cmd_doctor;

/* freelift's own version. */
extern const char cmd_version[];

/* Options that more than one command has; all zero to begin with. */
struct common {
  char **exclude;
  char *rules, *spatch, *only, *format;
  int timeout;
  gboolean write, force, quiet;
};

enum common_flags {
  COMMON_FORMAT = 1,
  COMMON_SPATCH = 2, /* --rules, --spatch, --timeout */
  COMMON_ONLY = 4,
  COMMON_WRITE = 8,     /* --write, --force */
  COMMON_FINDINGS = 16, /* --format, of findings */
};

/* Parses the options; argv's single argument, the tree, goes to *tree.  `own`: the command's own
 * options or NULL.  False after an error (printed) or when *status is to be the exit status. */
bool common_parse(const struct cmd *c, int argc, char **argv, unsigned flags,
                  const GOptionEntry *own, struct common *o, char **tree, int *status);
void common_free(struct common *o);

/* Prints "freelift NAME: MESSAGE", frees the error; EXIT_ERROR. */
int cmd_fail(const struct cmd *c, GError *err);

/* Talks on standard error, unless the user wants quiet. */
void cmd_talk(const struct common *o, const char *fmt, ...) G_GNUC_PRINTF(2, 3);

/* Refuses a tree in which somebody's work could be mixed up with the change. */
bool cmd_check_clean(const struct common *o, const char *root, GError **err);

/* A file of the kit's own ("semantic-patches/1-shim", "compat/ats/flc_ats.h"): beside the program
 * in a checkout, or where it was installed; FREELIFT_DATA overrides.  A new string. */
char *cmd_data(const char *path);

/* The shim's header; NULL and *err if it is not there. */
char *cmd_header(GError **err);
/* What stands in its place natively, for pools that stay on libflc. */
char *cmd_native_header(GError **err);

/* Fills in what rewrite_run() needs from the options; frees nothing; refuses an spatch that is not
 * there. */
bool cmd_rewrite_opts(const struct common *o, struct rewrite_opts *ro, GError **err);

#endif

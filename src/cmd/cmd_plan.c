/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd.h"
#include "report/plan_report.h"
#include "types/types.h"
#include "write/diff.h"
#include "write/migration.h"
#include "write/transaction.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAKE_A_DATABASE                                                                         \
  "make one (cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, or 'bear -- make' for any other build) " \
  "and "                                                                                        \
  "name it with --database FILE"

/* One run of the command. */
struct run {
  const struct common *o;
  const char *root;
  char *database; /* as the user named it, or NULL */
};

/* ------------------------------------------------------------------ types */

static void show_progress(guint done, guint total, gpointer data)
{
  (void)data;
  g_printerr("\rfreelift: units parsed for types: %u of %u%s", done, total,
             done == total ? "\r\033[K" : "");
}

static void say_unknown(const char *why)
{
  g_printerr("types: %s\ntypes: so sizes and destructors are unknown, which counts as a hazard of "
             "every pool\n",
             why);
}

static guint count_unknown(const struct types *t)
{
  guint n = 0;
  for (guint i = 0; i < t->facts->len; i++) {
    const struct type_facts *f = g_ptr_array_index(t->facts, i);
    n += f && f->unknown;
  }
  return n;
}

static void print_types(const struct run *r, const struct types *t)
{
  for (guint i = 0; i < t->broken->len; i++)
    g_printerr("types: does not parse: %s\n", (char *)g_ptr_array_index(t->broken, i));
  if (t->broken->len)
    g_printerr(
        "types: build the tree first if headers are missing, and see that the database is of "
        "this build\n");
  guint unknown = count_unknown(t);
  cmd_talk(r->o, "types: %u units parsed; %u pools' types are unknown", t->units, unknown);
  if (unknown)
    cmd_talk(r->o, "types: their hazard unknown-type says why; a database of another copy of the "
                   "tree counts only for files with the same contents");
}

/* The database that was named, or the tree's own; NULL without *err: there is none. */
static struct database *load_database(const struct run *r, GError **err)
{
  char *path = r->database ? g_strdup(r->database) : database_default(r->root);
  struct database *db = path ? database_load(path, err) : NULL;
  g_free(path);
  return db;
}

/* Is any file of the tree compiled by the database?  One of another tree is a mistake. */
static bool check_database(const struct database *db, const struct types *t, const char *root,
                           GError **err)
{
  guint wanted = 0;
  for (guint i = 0; i < t->facts->len; i++)
    wanted += g_ptr_array_index(t->facts, i) != NULL;
  if (t->units || !wanted)
    return true;
  const struct command *c = db->commands->len ? g_ptr_array_index(db->commands, 0) : NULL;
  g_set_error(err, DATABASE_ERROR, DATABASE_ERROR_FORMAT,
              "%s: compiles no file of %s that declares a pool; its first is %s", db->path, root,
              c ? c->file : "(none)");
  return false;
}

static struct types *read_types(const struct run *r, const struct inventory *inv, GError **err)
{
  struct clang_api c = {0};
  GError *missing = NULL;
  struct database *db = load_database(r, err);
  if (*err)
    return NULL;
  char *why = NULL;
  if (!db)
    why = g_strdup("no compile_commands.json was given, and there is none in the tree or its build "
                   "folder; " MAKE_A_DATABASE);
  else if (!clang_api_load(&c, &missing))
    why = g_strdup(missing->message);
  if (why)
    say_unknown(why);
  bool tty = !r->o->quiet && isatty(STDERR_FILENO);
  struct types *t = types_read(inv, why ? NULL : db, &c,
                               db ? "libclang is not there" : "no compile_commands.json",
                               tty ? show_progress : NULL, NULL);
  if (db && !why && check_database(db, t, r->root, err))
    print_types(r, t);
  g_clear_error(&missing);
  g_free(why);
  clang_api_unload(&c);
  database_free(db);
  return t;
}

/* ------------------------------------------------------------------ the plan file */

struct old_plan {
  char *text; /* NULL: there is none */
  gsize len;
  GKeyFile *file;
};

static bool read_old(const struct run *r, struct old_plan *old, GError **err)
{
  char *path = g_build_filename(r->root, PLAN_PATH, NULL);
  bool there = g_file_test(path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK);
  bool ok = !there || g_file_get_contents(path, &old->text, &old->len, err);
  if (ok && there)
    ok = (old->file = plan_file_read(path, old->text, old->len, err)) != NULL;
  g_free(path);
  return ok;
}

static void print_change(const struct old_plan *old, const char *text, gsize len)
{
  char *diff = old->text ? diff_unified(PLAN_PATH, old->text, old->len, text, len) : NULL;
  fputs(diff ? diff : text, stdout);
  fflush(stdout); /* before the talk, where both go to one place */
  g_free(diff);
}

static bool write_plan(const struct run *r, const struct old_plan *old, const char *text, gsize len,
                       GError **err)
{
  GPtrArray *writes = transaction_new();
  transaction_add(writes, PLAN_PATH, text, len, old->text, old->len);
  transaction_clear(r->root, PLAN_PATH);
  bool ok = transaction_commit(r->root, writes, err);
  g_ptr_array_unref(writes);
  return ok;
}

/* Prints or writes the plan. */
static bool finish(const struct run *r, const struct plan *p, const struct old_plan *old,
                   GError **err)
{
  gsize len;
  char *text = plan_text(p, &len);
  bool same = old->text && old->len == len && memcmp(old->text, text, len) == 0, ok = true;
  if (r->o->write && !same)
    ok = write_plan(r, old, text, len, err);
  if (r->o->format && strcmp(r->o->format, "json") == 0)
    plan_report_json(p, r->root, stdout);
  else if (r->o->format)
    plan_report_table(p, stdout);
  else if (!r->o->write && !same)
    print_change(old, text, len);
  fflush(stdout);
  if (ok && same)
    cmd_talk(r->o, "nothing to change: %s says it already", PLAN_PATH);
  else if (ok && r->o->write)
    cmd_talk(r->o, "%s written: %u pools", PLAN_PATH, p->pools->len);
  else if (ok)
    cmd_talk(r->o, "dry run: %s would %s; add --write to do it", PLAN_PATH,
             old->text ? "change" : "be new");
  g_free(text);
  return ok;
}

/* The plan of these types, printed or written; the exit status. */
static int plan_types(const struct run *r, const struct inventory *inv, const struct types *t,
                      struct old_plan *old, GError **err)
{
  struct subjects *s = subjects_new(inv, t->facts);
  struct plan *p = plan_make(s, g_steal_pointer(&old->file));
  int status = EXIT_ERROR;
  if (finish(r, p, old, err))
    status = p->findings->len ? EXIT_FINDINGS : EXIT_CLEAN;
  for (guint i = 0; i < p->findings->len && !*err; i++)
    g_printerr("look: %s\n", (char *)g_ptr_array_index(p->findings, i));
  plan_free(p);
  subjects_free(s);
  return status;
}

static int make_plan(const struct run *r, const struct inventory *inv, GError **err)
{
  struct old_plan old = {0};
  struct types *t = NULL;
  int status = EXIT_ERROR;
  if (cmd_check_clean(r->o, r->root, err) && read_old(r, &old, err))
    t = read_types(r, inv, err);
  if (t && !*err)
    status = plan_types(r, inv, t, &old, err);
  types_free(t);
  if (old.file)
    g_key_file_unref(old.file);
  g_free(old.text);
  return status;
}

static int plan(const struct cmd *c, const struct run *r)
{
  GError *err = NULL;
  struct tree *t = tree_read(r->root, r->o->exclude, &err);
  struct inventory *inv = t ? inventory_scan(t, &err) : NULL;
  int status = EXIT_ERROR;
  if (inv && !inv->sites->len)
    g_set_error(&err, MIGRATION_ERROR, MIGRATION_ERROR_NO_POOLS, MIGRATION_NO_POOLS, r->root,
                t->sources->len);
  else if (inv)
    status = make_plan(r, inv, &err);
  inventory_free(inv);
  tree_free(t);
  return err ? cmd_fail(c, err) : status;
}

static int run(const struct cmd *c, int argc, char **argv)
{
  struct common o = {0};
  char *root, *database = NULL;
  int status = EXIT_CLEAN;
  const GOptionEntry own[] = {{"database", 0, 0, G_OPTION_ARG_FILENAME, &database,
                               "Compilation database (default: compile_commands.json in TREE or "
                               "TREE/build)",
                               "FILE"},
                              {0}};
  if (common_parse(c, argc, argv, COMMON_FORMAT | COMMON_WRITE, own, &o, &root, &status)) {
    struct run r = {&o, root, database};
    status = plan(c, &r);
  }
  g_free(database);
  common_free(&o);
  return status;
}

const struct cmd cmd_plan = {
    "plan", "TREE", "what becomes of each pool, and what speaks against it",
    "Proposes a strategy for each pool and lists its hazards, with what the compiler says of "
    "types,\n"
    "in freelift.plan in the tree; what people wrote there stays. Without --write it prints the\n"
    "plan, or its change, and writes nothing; --format prints a report instead. Exit status 1:\n"
    "there is something in the plan that a person has to look at again.",
    run};

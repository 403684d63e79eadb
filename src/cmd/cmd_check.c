/* SPDX-License-Identifier: Apache-2.0 */
#include "check/ratchet.h"
#include "cmd.h"
#include "findings/keep.h"
#include "report/findings_report.h"

#include <string.h>

struct check {
  char *baseline;          /* the file of what is known */
  gboolean update, frozen; /* take all that is there; never write */
};

/* A finding for each site, so that comments can keep some: their flags, and the findings that are
 * left of it. */
static bool *kept_sites(const struct inventory *inv, GPtrArray *findings)
{
  static const char *const rules[] = {"site", "back", NULL};
  bool *kept = g_new0(bool, inv->sites->len);
  GPtrArray *all = findings_new();
  GArray *of = g_array_new(FALSE, FALSE, sizeof(guint32));
  for (guint32 k = 0; k < inv->sites->len; k++) {
    const struct site *s = inventory_site(inv, k);
    if (!site_kind_is_moved(s->kind))
      continue;
    findings_add(
        all, inventory_file(inv, s->file)->src->path, s->line, s->column, "site",
        g_strdup_printf("%s of '%s'", site_kind_name(s->kind), inventory_pool_name(inv, s)));
    g_array_append_val(of, k);
  }
  keep_apply(inv->tree, rules, all);
  for (guint i = 0; i < all->len; i++) {
    struct finding *f = g_ptr_array_index(all, i);
    if (i < of->len && f->kept)
      kept[g_array_index(of, guint32, i)] = true;
    if (i >= of->len || f->kept)
      g_ptr_array_add(findings, f);
    else
      finding_free(f);
  }
  g_array_unref(of);
  g_ptr_array_set_free_func(all, NULL);
  g_ptr_array_unref(all);
  return kept;
}

static bool write_baseline(const struct check *k, const ratchet *now, GError **err)
{
  char *text = ratchet_text(now);
  bool ok = g_file_set_contents(k->baseline, text, -1, err);
  g_free(text);
  return ok;
}

/* Has the tree less than the file, and nothing else? Then the file follows. */
static bool tighten(const struct check *k, const ratchet *known, const ratchet *now, guint fewer,
                    const struct common *o, GError **err)
{
  char *is = ratchet_text(now), *was = ratchet_text(known);
  bool is_same = strcmp(is, was) == 0, ok = true;
  g_free(is);
  g_free(was);
  if (is_same)
    return true;
  char *gone = fewer ? g_strdup_printf("%u sites are gone or a stage further", fewer)
                     : g_strdup("sites have moved");
  if (k->frozen)
    cmd_talk(o, "%s: %s; run this without --frozen, and commit it", k->baseline, gone);
  else if ((ok = write_baseline(k, now, err)))
    cmd_talk(o, "%s: made anew, since %s; commit it", k->baseline, gone);
  g_free(gone);
  return ok;
}

static int compare(const struct cmd *c, const struct common *o, const struct check *k,
                   const struct inventory *inv)
{
  GError *err = NULL;
  ratchet *known = ratchet_read(k->baseline, &err);
  if (g_error_matches(err, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_prefix_error(&err, "no baseline yet; --update writes it, with the sites as they are: ");
  if (!known)
    return cmd_fail(c, err);
  GPtrArray *findings = findings_new();
  bool *kept = kept_sites(inv, findings);
  ratchet *now = ratchet_of(inv, kept);
  guint fewer;
  ratchet_compare(inv, kept, known, findings, &fewer);
  findings_sort(findings);
  findings_report(o->format ? o->format : "text", findings,
                  &(struct findings_about){c->name, cmd_version, inv->tree}, stdout);
  guint n = findings_count(findings);
  cmd_talk(o, "%u sites known, %u there; %u finding%s, %u kept by a comment", ratchet_count(known),
           ratchet_count(now), n, n == 1 ? "" : "s", findings->len - n);
  int status = n ? EXIT_FINDINGS : EXIT_CLEAN;
  if (!n && !tighten(k, known, now, fewer, o, &err))
    status = cmd_fail(c, err);
  g_ptr_array_unref(findings);
  g_ptr_array_unref(known);
  g_ptr_array_unref(now);
  g_free(kept);
  return status;
}

static int update(const struct cmd *c, const struct common *o, const struct check *k,
                  const struct inventory *inv)
{
  GError *err = NULL;
  GPtrArray *findings = findings_new();
  bool *kept = kept_sites(inv, findings);
  ratchet *now = ratchet_of(inv, kept);
  int status = EXIT_CLEAN;
  if (write_baseline(k, now, &err))
    cmd_talk(o, "%s: %u sites; commit it", k->baseline, ratchet_count(now));
  else
    status = cmd_fail(c, err);
  g_ptr_array_unref(findings);
  g_ptr_array_unref(now);
  g_free(kept);
  return status;
}

static int check(const struct cmd *c, const struct common *o, const struct check *k,
                 const char *root)
{
  GError *err = NULL;
  struct tree *t = tree_read(root, o->exclude, &err);
  struct inventory *inv = t ? inventory_scan(t, &err) : NULL;
  int status = !inv ? cmd_fail(c, err) : (k->update ? update : compare)(c, o, k, inv);
  inventory_free(inv);
  tree_free(t);
  return status;
}

static int run(const struct cmd *c, int argc, char **argv)
{
  struct common o = {0};
  struct check k = {0};
  char *root;
  int status = EXIT_CLEAN;
  const GOptionEntry own[] = {{"baseline", 0, 0, G_OPTION_ARG_FILENAME, &k.baseline,
                               "The file with the sites that are known (required)", "FILE"},
                              {"update", 0, 0, G_OPTION_ARG_NONE, &k.update,
                               "Write the baseline from the tree as it is, whatever it said", NULL},
                              {"frozen", 0, 0, G_OPTION_ARG_NONE, &k.frozen,
                               "Never write the baseline, not even when there are fewer sites",
                               NULL},
                              {0}};
  if (common_parse(c, argc, argv, COMMON_FINDINGS, own, &o, &root, &status)) {
    if (k.baseline && !(k.update && k.frozen))
      status = check(c, &o, &k, root);
    else {
      g_printerr("freelift check: %s; try 'freelift check --help'\n",
                 k.baseline ? "--update writes, --frozen does not: give one"
                            : "which baseline? --baseline FILE");
      status = EXIT_ERROR;
    }
  }
  g_free(k.baseline);
  common_free(&o);
  return status;
}

const struct cmd cmd_check = {
    "check", "TREE", "the ratchet for a CI: no new sites",
    "Compares the tree's sites with those of a baseline file, in any stage. A new site is a "
    "finding,\n"
    "and so is one that is in the freelist's words again; fewer are welcome, and the file "
    "follows.\n"
    "Sites are known by file, function, kind and pool, so lines may move. A comment keeps a site:\n"
    "  // freelift-keep(site): why it has to be\n"
    "The first time: freelift check TREE --baseline FILE --update.",
    run};

/* SPDX-License-Identifier: Apache-2.0 */
#include "ratchet.h"

#include <string.h>

static void entry_free(gpointer p)
{
  struct ratchet_entry *e = p;
  g_free(e->file);
  g_free(e->function);
  g_free(e->kind);
  g_free(e->pool);
  g_free(e);
}

static int order(const struct ratchet_entry *x, const struct ratchet_entry *y)
{
  int c = strcmp(x->file, y->file);
  c = c ? c : strcmp(x->function, y->function);
  c = c ? c : strcmp(x->kind, y->kind);
  return c ? c : strcmp(x->pool, y->pool);
}

static gint by_key(gconstpointer a, gconstpointer b)
{
  return order(*(struct ratchet_entry *const *)a, *(struct ratchet_entry *const *)b);
}

/* ------------------------------------------------------------------ of a tree */

static bool counts(const struct inventory *inv, guint32 k, const bool *kept)
{
  return site_kind_is_moved(inventory_site(inv, k)->kind) && !(kept && kept[k]);
}

static struct ratchet_entry *entry_of(const struct inventory *inv, const struct site *s)
{
  struct ratchet_entry *e = g_new0(struct ratchet_entry, 1);
  *e = (struct ratchet_entry){g_utf8_make_valid(inventory_file(inv, s->file)->src->path, -1),
                              inventory_function(inv, s),
                              g_strdup(site_kind_name(s->kind)),
                              g_strdup(inventory_pool_name(inv, s)),
                              !s->is_shim,
                              s->is_shim};
  return e;
}

void ratchet_sort(ratchet *r)
{
  g_ptr_array_sort(r, by_key);
  for (guint i = 1; i < r->len;) {
    struct ratchet_entry *e = g_ptr_array_index(r, i - 1), *next = g_ptr_array_index(r, i);
    if (order(e, next) != 0) {
      i++;
      continue;
    }
    e->baseline += next->baseline;
    e->shim += next->shim;
    g_ptr_array_remove_index(r, i);
  }
}

ratchet *ratchet_new(void)
{
  return g_ptr_array_new_with_free_func(entry_free);
}

ratchet *ratchet_of(const struct inventory *inv, const bool *kept)
{
  ratchet *r = ratchet_new();
  for (guint32 k = 0; k < inv->sites->len; k++)
    if (counts(inv, k, kept))
      g_ptr_array_add(r, entry_of(inv, inventory_site(inv, k)));
  ratchet_sort(r);
  return r;
}

guint ratchet_count(const ratchet *r)
{
  guint n = 0;
  for (guint i = 0; i < r->len; i++) {
    const struct ratchet_entry *e = g_ptr_array_index(r, i);
    n += e->baseline + e->shim;
  }
  return n;
}

/* ------------------------------------------------------------------ comparing */

/* One key: how many are there now, and how many may be. */
struct ledger {
  struct ratchet_entry *now, *known; /* either may be NULL; borrowed */
  guint spare;                       /* known ones that are gone, and not yet taken along */
  guint taken;                       /* known ones that came along from elsewhere */
};

static guint total(const struct ratchet_entry *e)
{
  return e ? e->baseline + e->shim : 0;
}

/* Both lists side by side, by key. */
static GArray *ledgers_of(const ratchet *now, const ratchet *known)
{
  GArray *all = g_array_new(FALSE, TRUE, sizeof(struct ledger));
  for (guint i = 0, k = 0; i < now->len || k < known->len;) {
    struct ledger l = {NULL, NULL, 0, 0};
    l.now = i < now->len ? g_ptr_array_index(now, i) : NULL;
    l.known = k < known->len ? g_ptr_array_index(known, k) : NULL;
    int c = !l.now ? 1 : !l.known ? -1 : order(l.now, l.known);
    if (c < 0)
      l.known = NULL;
    if (c > 0)
      l.now = NULL;
    i += c <= 0;
    k += c >= 0;
    l.spare = total(l.known) > total(l.now) ? total(l.known) - total(l.now) : 0;
    g_array_append_val(all, l);
  }
  return all;
}

static guint missing(const struct ledger *l)
{
  guint may = total(l->known) + l->taken;
  return total(l->now) > may ? total(l->now) - may : 0;
}

/* A renamed function keeps its file; a moved file keeps its functions. */
static bool is_move(const struct ratchet_entry *from, const struct ratchet_entry *to)
{
  return strcmp(from->kind, to->kind) == 0 && strcmp(from->pool, to->pool) == 0 &&
         (strcmp(from->file, to->file) == 0 || strcmp(from->function, to->function) == 0);
}

static void take_along(GArray *all)
{
  for (guint i = 0; i < all->len; i++) {
    struct ledger *to = &g_array_index(all, struct ledger, i);
    for (guint k = 0; k < all->len && missing(to); k++) {
      struct ledger *from = &g_array_index(all, struct ledger, k);
      guint n = MIN(from->spare, missing(to));
      if (n && is_move(from->known, to->now)) {
        from->spare -= n;
        to->taken += n;
      }
    }
  }
}

/* Sites in the baseline's words that may be there: what came along may be in any. */
static guint may_be_baseline(const struct ledger *l)
{
  return (l->known ? l->known->baseline : 0) + l->taken;
}

static char *subject_of(const struct ratchet_entry *e)
{
  char *of = *e->pool ? g_strdup_printf(" of '%s'", e->pool) : g_strdup("");
  char *where = *e->function ? g_strconcat("in ", e->function, NULL) : g_strdup("at file scope");
  char *subject = g_strdup_printf("%s%s %s", e->kind, of, where);
  g_free(of);
  g_free(where);
  return subject;
}

/* subject: taken over. */
static void find_site(const struct inventory *inv, const struct site *s, char *subject,
                      const char *rule, char *message, GPtrArray *findings)
{
  struct finding *f = findings_add(findings, inventory_file(inv, s->file)->src->path, s->line,
                                   s->column, rule, message);
  f->subject = subject;
}

/* Names the sites of one key: the last ones, as far as counting can tell. */
static void find_new(const struct inventory *inv, const bool *kept, const struct ledger *l,
                     GPtrArray *findings)
{
  guint extra = missing(l), back = 0;
  if (l->now->baseline > may_be_baseline(l) + extra)
    back = l->now->baseline - may_be_baseline(l) - extra;
  for (guint32 k = inv->sites->len; (extra || back) && k-- > 0;) {
    const struct site *s = inventory_site(inv, k);
    if (!counts(inv, k, kept))
      continue;
    struct ratchet_entry *e = entry_of(inv, s);
    bool is_it = order(e, l->now) == 0;
    entry_free(e);
    if (!is_it)
      continue;
    char *subject = subject_of(l->now);
    if (extra) {
      find_site(inv, s, subject, "site",
                g_strdup_printf("new: %s; %u there, %u known", subject, total(l->now),
                                total(l->known) + l->taken),
                findings);
      extra--;
    } else if (!s->is_shim) {
      find_site(inv, s, subject, "back",
                g_strdup_printf("%s is in the freelist's words again", subject), findings);
      back--;
    } else {
      g_free(subject);
    }
  }
}

void ratchet_compare(const struct inventory *inv, const bool *kept, const ratchet *known,
                     GPtrArray *findings, guint *fewer)
{
  ratchet *now = ratchet_of(inv, kept);
  GArray *all = ledgers_of(now, known);
  take_along(all);
  *fewer = 0;
  for (guint i = 0; i < all->len; i++) {
    const struct ledger *l = &g_array_index(all, struct ledger, i);
    *fewer += l->spare;
    if (l->now && l->known && l->known->baseline > l->now->baseline && !l->spare)
      *fewer += l->known->baseline - l->now->baseline;
    if (l->now)
      find_new(inv, kept, l, findings);
  }
  g_array_unref(all);
  g_ptr_array_unref(now);
}

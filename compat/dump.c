/* SPDX-License-Identifier: Apache-2.0 */
#include "words.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* What flc_dump_baseline() saw of a pool. One for each pool, never freed, so that no lock is
 * needed. */
struct base {
  const struct flc_pool *pool;
  uint64_t allocated, in_use;
  struct base *next;
};

static struct base *bases; /* grows at its head */

static struct base *base_of(const struct flc_pool *pool)
{
  struct base *base = __atomic_load_n(&bases, __ATOMIC_ACQUIRE);

  while (base && base->pool != pool)
    base = base->next;
  return base;
}

void flc_dump_baseline(void)
{
  for (struct flc_pool *pool = flc_pools(); pool; pool = pool->next) {
    struct base *base = base_of(pool);
    bool is_new = !base;
    struct flc_stats stats;

    if (is_new && !(base = flc_meta_alloc(sizeof *base)))
      return; /* relative to nothing, then */
    flc_pool_stats(pool, &stats);
    __atomic_store_n(&base->allocated, stats.allocated, __ATOMIC_RELAXED);
    __atomic_store_n(&base->in_use, stats.in_use, __ATOMIC_RELAXED);
    if (!is_new)
      continue;
    base->pool = pool;
    base->next = __atomic_load_n(&bases, __ATOMIC_RELAXED);
    while (!__atomic_compare_exchange_n(&bases, &base->next, base, true, __ATOMIC_RELEASE,
                                        __ATOMIC_RELAXED))
      ;
  }
}

/* ---- Traffic Server's own: people have scripts that read it */

static const char *shown_name(const struct flc_stats *stats)
{
  return stats->name ? stats->name : stats->variable ? stats->variable : "<unknown>";
}

static void rule(FILE *f)
{
  for (int i = 0; i < 89; i++)
    putc('-', f);
  putc('\n', f);
}

/* The columns cannot show it. */
static void warn_of_misuse(void)
{
  for (struct flc_pool *pool = flc_pools(); pool; pool = pool->next) {
    struct flc_stats stats;

    flc_pool_stats(pool, &stats);
    if (stats.given > stats.taken)
      flc_warn("pool '%s': %" PRIu64 " given, %" PRIu64
               " taken: something was given twice, or came "
               "from another pool; FLC='%s=checks,caller' says what",
               shown_name(&stats), stats.given, stats.taken, shown_name(&stats));
  }
}

static void dump_text(FILE *f)
{
  uint64_t allocated = 0, in_use = 0;

  fprintf(f, "%14s%6s|%14s%6s| %-11s| %s\n", "Allocated", "", "In-Use", "", "Type Size",
          "  Free List Name");
  fprintf(f, "--------------------|--------------------|------------|------------------------------"
             "----\n");
  for (struct flc_pool *pool = flc_pools(); pool; pool = pool->next) {
    struct flc_stats stats;

    flc_pool_stats(pool, &stats);
    fprintf(f, " %18" PRIu64 " | %18" PRIu64 " | %10" PRIu32 " | memory/%s\n",
            stats.allocated * stats.stride, stats.in_use * stats.stride, stats.stride,
            shown_name(&stats));
    allocated += stats.allocated * stats.stride;
    in_use += stats.in_use * stats.stride;
  }
  fprintf(f, " %18" PRIu64 " | %18" PRIu64 " | %10s | TOTAL\n", allocated, in_use, "");
  rule(f);
}

/* Pools that are as they were are left out. What went down is negative. */
static void dump_base(FILE *f)
{
  fprintf(f, "%14s%6s|%13s%7s|%7s%2s| %-11s| %s\n", "allocated", "", "in-use", "", "count", "",
          "type size", "  free list name");
  fprintf(f, "  relative to base  |  relative to base  |%9s|%12s|%17s\n", "", "", "");
  fprintf(f, "--------------------|--------------------|---------|------------|--------------------"
             "--------------\n");
  for (struct flc_pool *pool = flc_pools(); pool; pool = pool->next) {
    const struct base *base = base_of(pool);
    struct flc_stats stats;
    int64_t allocated, in_use;

    flc_pool_stats(pool, &stats);
    allocated = (int64_t)(stats.allocated -
                          (base ? __atomic_load_n(&base->allocated, __ATOMIC_RELAXED) : 0));
    in_use =
        (int64_t)(stats.in_use - (base ? __atomic_load_n(&base->in_use, __ATOMIC_RELAXED) : 0));
    if (allocated || in_use)
      fprintf(f, " %18" PRId64 " | %18" PRId64 " | %7" PRId64 " | %10" PRIu32 " | memory/%s\n",
              allocated * (int64_t)stats.stride, in_use * (int64_t)stats.stride, in_use,
              stats.stride, shown_name(&stats));
  }
  rule(f);
}

/* ---- JSON */

/* Bytes of the UTF-8 character at s, 0 if it is none. */
static int character(const unsigned char *s)
{
  int n = s[0] < 0x80 ? 1 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2 : s[0] >= 0xe0 && s[0] < 0xf0 ? 3 : 4;

  if (n == 4 && (s[0] < 0xf0 || s[0] > 0xf4))
    return 0;
  for (int i = 1; i < n; i++)
    if ((s[i] & 0xc0) != 0x80)
      return 0;
  /* Written longer than need be, halves of pairs, beyond the last one. */
  if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] >= 0xa0) ||
      (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] >= 0x90))
    return 0;
  return n;
}

static void json_string(FILE *f, const char *key, const char *string)
{
  fprintf(f, "\"%s\": ", key);
  if (!string) {
    fputs("null", f);
    return;
  }
  putc('"', f);
  for (const unsigned char *s = (const unsigned char *)string; *s;) {
    int n = character(s);

    if (n && (*s == '"' || *s == '\\'))
      fprintf(f, "\\%c", *s);
    else if (n && *s < ' ')
      fprintf(f, "\\u%04x", *s);
    else if (n)
      fwrite(s, 1, (size_t)n, f);
    else
      fputs("\\ufffd", f);
    s += n ? n : 1;
  }
  putc('"', f);
}

static void json_pool(FILE *f, const struct flc_stats *stats)
{
  const struct {
    const char *key;
    uint64_t value;
  } numbers[] = {
      {"size", stats->size},           {"stride", stats->stride}, {"taken", stats->taken},
      {"given", stats->given},         {"in_use", stats->in_use}, {"peak", stats->peak},
      {"failed", stats->failed},       {"cached", stats->cached}, {"chunks", stats->chunks},
      {"allocated", stats->allocated}, {"bytes", stats->bytes}};

  putc('{', f);
  json_string(f, "name", stats->name);
  fputs(", ", f);
  json_string(f, "variable", stats->variable);
  fputs(", ", f);
  json_string(f, "backend", stats->backend);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    fprintf(f, ", \"%s\": %" PRIu64, numbers[i].key, numbers[i].value);
  putc('}', f);
}

static void dump_json(FILE *f)
{
  const char *separator = "";

  fprintf(f, "{\"flc\": \"%s\", \"pools\": [", FLC_VERSION);
  for (struct flc_pool *pool = flc_pools(); pool; pool = pool->next) {
    struct flc_stats stats;

    flc_pool_stats(pool, &stats);
    fprintf(f, "%s\n  ", separator);
    json_pool(f, &stats);
    separator = ",";
  }
  fputs("\n]}\n", f);
}

int flc_dump(FILE *f, enum flc_dump_format format)
{
  switch (format) {
  case FLC_DUMP_TEXT:
    dump_text(f);
    warn_of_misuse();
    break;
  case FLC_DUMP_BASE:
    dump_base(f);
    warn_of_misuse();
    break;
  case FLC_DUMP_JSON:
    dump_json(f);
    break;
  case FLC_DUMP_HELP:
    flc_help_print(f, flc_words_now(), "");
    break;
  default:
    return flc_fail(-EINVAL, "flc_dump: there is no format %d", (int)format);
  }
  if (fflush(f) || ferror(f))
    return flc_fail(-EIO, "the dump could not be written: %s", strerror(errno));
  return 0;
}

/* A destructor of the library, not atexit(), which may allocate. It changes nothing: takes and
 * gives go on after it. */
__attribute__((destructor)) static void dump_at_exit(void)
{
  const struct flc_words *words = flc_words_now();

  if (flc_pools() && !flc_words_check(words) && flc_words_process(words) & FLC_PROCESS_STATS)
    flc_dump(stderr, FLC_DUMP_TEXT);
}

/* SPDX-License-Identifier: Apache-2.0
 * What FLC=help prints: state, words, recipes. */
#include "numa.h"
#include "region.h"
#include "symbol.h"
#include "words.h"

#include <ctype.h>
#include <errno.h>
#include <gnu/libc-version.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMN = 160 };

/* ---- the process */

/* The allocators that one can tell by a function which lies in one object with malloc. */
static void print_malloc(FILE *f)
{
  static const char *const marks[][2] = {{"mallctl", "jemalloc"},
                                         {"mi_version", "mimalloc"},
                                         {"tc_version", "tcmalloc"},
                                         {"gnu_get_libc_version", "glibc"}};
  void *at = flc_symbol("malloc", NULL);
  const char *kind = "an allocator that libflc does not know";
  Dl_info info;

  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
    if (flc_symbols_together(at, flc_symbol(marks[i][0], NULL))) {
      kind = marks[i][1];
      break;
    }
  fprintf(f, "  malloc is      %s%s%s, in %s\n", kind, strcmp(kind, "glibc") ? "" : " ",
          strcmp(kind, "glibc") ? "" : gnu_get_libc_version(),
          dladdr(at, &info) && info.dli_fname ? info.dli_fname : "?");
}

/* A message has to stay on its line. */
static void print_text(FILE *f, const char *text)
{
  for (; *text; text++)
    putc(*text == '\n' ? ';' : isprint((unsigned char)*text) ? *text : '?', f);
}

static void print_sources(FILE *f, const struct flc_words *words)
{
  static const char *const names[] = {"the options", "flc_start()", "FLC"};

  for (unsigned i = 0; i < words->n; i++) {
    fprintf(f, "  %-14s ", names[words->from[i].rank]);
    print_text(f, words->from[i].text);
    putc('\n', f);
  }
  if (!words->n)
    fprintf(f, "  words          none: every pool has its default\n");
}

static void print_process(FILE *f, const struct flc_words *words)
{
  struct flc_region_stats regions = {0};

  fprintf(f, "STATE\n\n");
  print_malloc(f);
  print_sources(f, words);
  fprintf(f, "  keeper         %s\n", flc_words_process(words) & FLC_PROCESS_KEEPER ? "on" : "off");
  flc_regions_stats(NULL, &regions);
  fprintf(f, "  own regions    %zu, %zu KiB mapped, %zu KiB in use, %zu KiB released\n",
          regions.regions, regions.mapped >> 10, regions.in_use >> 10, regions.released >> 10);
}

/* To ask memkind is to load it: not in a process that does not want it. */
static bool may_be_asked(unsigned id, const struct flc_words *words)
{
  struct flc_pool later = FLC_POOL(NULL, 1, 1);
  const struct flc_backend *memkind;
  struct flc_settings set;

  flc_backend_at(FLC_BACKEND_ID_memkind, &memkind);
  flc_words_apply(words, &later, &set);
  for (const struct flc_pool *pool = flc_pools(); pool && set.backend != memkind; pool = pool->next)
    flc_words_apply(words, pool, &set);
  return id != FLC_BACKEND_ID_memkind || set.backend == memkind;
}

static void print_backend(FILE *f, unsigned id, const struct flc_words *words)
{
  const struct flc_backend *backend;
  const char *name = flc_backend_at(id, &backend);

  fprintf(f, "  %-10s ", name);
  if (!backend) {
    fprintf(f, "no: this build of libflc was made without it\n");
    return;
  }
  fprintf(f, "%s: ", backend->summary ? backend->summary : name);
  if (!may_be_asked(id, words)) {
    fprintf(f, "not known, since it is only loaded when a pool is to be on it\n");
  } else if (backend->ready && backend->ready() < 0) {
    fprintf(f, "no, ");
    print_text(f, flc_error());
    putc('\n', f);
  } else {
    fprintf(f, "yes\n");
  }
}

static void print_backends(FILE *f, const struct flc_words *words)
{
  fprintf(f, "\n  %-10s what it is, and whether it works in this process\n", "backend");
  for (unsigned i = 0; i < FLC_BACKENDS; i++)
    print_backend(f, i, words);
}

/* ---- pools */

static void list_checks(char *list, size_t size, const struct flc_settings *set)
{
  const struct flc_word *word;
  size_t at = 0;

  snprintf(list, size, "%s", set->checks ? "" : "none");
  for (unsigned i = 0; (word = flc_word_at(i)); i++) {
    uint32_t value = !word->word                          ? 0
                     : word->what == FLC_CHECK_QUARANTINE ? set->quarantine
                     : word->what == FLC_CHECK_FAIL       ? set->fail_ppm
                                                          : 0;

    if (!word->word || word->action != FLC_DO_CHECK || !(set->checks & word->what) || at >= size)
      continue;
    at += (size_t)snprintf(list + at, size - at, "%s%s", at ? "," : "", word->word);
    if (value && at < size)
      at += (size_t)snprintf(list + at, size - at, ":%u", value);
  }
}

static void list_advice(char *list, size_t size, const struct flc_settings *set)
{
  uint32_t advice = set->advice;
  const struct flc_word *word;
  size_t at = 0;

  snprintf(list, size, "%s", advice ? "" : "none");
  for (unsigned i = 0; (word = flc_word_at(i)); i++)
    if (word->word && word->action == FLC_DO_ADVICE && advice & word->what && at < size)
      at += (size_t)snprintf(list + at, size - at, "%s%s", at ? "," : "", word->word);
  if (flc_words_lose_dontdump(set) && at < size)
    snprintf(list + at, size - at, " (NOT kept: %s cannot)", set->backend->name);
}

/* The bounds that words and backend give; the smaller one holds. */
static void list_magazine(char *list, size_t size, const struct flc_settings *set)
{
  const struct flc_backend *backend = set->backend;
  long objects = set->magazine < 0 ? backend->magazine : set->magazine;
  long long bytes = set->magazine_bytes < 0 ? backend->magazine_bytes : set->magazine_bytes;

  if (set->checks)
    snprintf(list, size, "none");
  else if (backend->shared_list && set->thread_cache && set->magazine < 0)
    snprintf(list, size, "watermarks");
  else if (!objects || (backend->shared_list && !set->thread_cache))
    snprintf(list, size, "none");
  else if (backend->shared_list)
    snprintf(list, size, "%ld", objects);
  else
    snprintf(list, size, "%ld, %lld bytes", objects, bytes);
}

static const char *form_of(const struct flc_settings *set)
{
  if (strcmp(set->backend->name, "nodump") != 0)
    return "";
  return set->nodump == FLC_NODUMP_ARENA     ? "-arena"
         : set->nodump == FLC_NODUMP_REGIONS ? "-regions"
                                             : "";
}

static void print_pool(FILE *f, const struct flc_words *words, const struct flc_pool *pool)
{
  const char *variable = flc_pool_variable(pool);
  char checks[COLUMN], advice[COLUMN], magazine[COLUMN];
  struct flc_settings set;

  flc_words_apply(words, pool, &set);
  list_checks(checks, sizeof checks, &set);
  list_advice(advice, sizeof advice, &set);
  list_magazine(magazine, sizeof magazine, &set);
  putc(__atomic_load_n(&pool->state, __ATOMIC_ACQUIRE) ? '*' : ' ', f);
  putc(' ', f);
  print_text(f, pool->name ? pool->name : "(no name yet)");
  if (variable) {
    fprintf(f, ", variable ");
    print_text(f, variable);
  }
  fprintf(f, "\n      on %s%s; size %u, alignment %u; advice %s; checks %s; magazine %s\n",
          set.backend->name, form_of(&set), pool->size, pool->align, advice, checks, magazine);
}

static void print_pools(FILE *f, const struct flc_words *words, const char *wrong)
{
  unsigned n = 0;

  fprintf(f, "\nPOOLS (* in use: it keeps what it has)\n\n");
  if (*wrong) {
    fprintf(f, "  with these words the program does NOT start: ");
    print_text(f, wrong);
    fprintf(f, "\n\n");
  }
  for (const struct flc_pool *pool = flc_pools(); pool; pool = pool->next, n++)
    print_pool(f, words, pool);
  fprintf(f, "%s%u known\n", n ? "\n  " : "  ", n);
}

/* ---- words */

static const char *value_of(const struct flc_word *word)
{
  switch (word->value) {
  case FLC_VALUE_MAY:
    return "[:N]";
  case FLC_VALUE_MUST:
  case FLC_VALUE_BYTES:
    return ":N";
  default:
    return "";
  }
}

static void print_words(FILE *f)
{
  const struct flc_word *word;

  fprintf(f, "\nWORDS\n\n"
             "  FLC='word,word;PATTERN=word,word'   items are separated by ';' or a line break, "
             "later ones override\n"
             "  PATTERN: the name or variable of pools; * is any text, ? any one character, all "
             "else itself\n");
  for (unsigned i = 0; (word = flc_word_at(i)); i++) {
    char left[64];

    if (!word->word) {
      fprintf(f, "\n  %s\n", word->help);
      continue;
    }
    snprintf(left, sizeof left, "%s%s", word->word, value_of(word));
    fprintf(f, "  %-18s %-18s %s", left, word->inverse, word->help);
    if (word->value != FLC_VALUE_NO)
      fprintf(f, "; N: %llu to %llu%s", (unsigned long long)word->least,
              (unsigned long long)word->most,
              word->value == FLC_VALUE_BYTES ? ", may end in K, M or G" : "");
    putc('\n', f);
  }
}

/* ---- recipes */

enum { ANY = -1 };

/* @: a pool of this process. */
static const struct {
  int needs; /* a backend */
  const char *words, *what;
} recipes[] = {
    {ANY, "checks,no-keeper",
     "find misuse in any pool, at the price of speed; at home in every test run"},
    {ANY, "@=checks,quarantine:1000,caller",
     "hunt a corruption in one pool: who wrote to what was given back?"},
    {ANY, "@=guard,caller",
     "the same, stopped at the very write; pages for each object, so for small numbers of them"},
    {ANY, "@=caller;stats-at-exit", "find a leak: what is in use at the end, pool by pool"},
    {ANY, "@=fail:1000", "does the program stand a lack of memory? One take of a thousand fails"},
    {FLC_BACKEND_ID_freelist, "freelist", "as before libflc"},
    {FLC_BACKEND_ID_freelist, "@=freelist",
     "as before libflc for one pool: is it that pool's backend?"},
    {ANY, "no-magazine,no-thread-cache", "no caches of threads, as with Traffic Server's -F"},
    {ANY, "magazine:8,magazine-bytes:64K,keeper",
     "little memory: small caches, idle memory goes back"},
    {ANY, "malloc,no-magazine,no-keeper",
     "let a tool such as valgrind or heaptrack see every take and give"},
    {FLC_BACKEND_ID_nodump, "@=nodump-regions",
     "keep a pool out of core files, whatever allocator there is"},
    {ANY, "dump", "have all in core files, buffers too: to look for a bug, not to send around"},
    {ANY, "plugin*=lazy,malloc", "a choice for pools of a plugin that is loaded later"},
    {FLC_BACKEND_ID_jemalloc, "jemalloc,keeper",
     "production with jemalloc: fails at start where jemalloc is not there"},
    {FLC_BACKEND_ID_malloc, "malloc,keeper",
     "production with the process's malloc, whatever else is linked"},
    {FLC_BACKEND_ID_numa, "numa", "memory near the thread, on a machine of several nodes"},
};

static bool is_ready(int id)
{
  const struct flc_backend *backend;

  if (id == ANY)
    return true;
  flc_backend_at((unsigned)id, &backend);
  return backend && (!backend->ready || backend->ready() >= 0);
}

/* The oldest pool's name, with ? for what means something to a shell or in FLC. */
static void example_pool(char *name, size_t size)
{
  const char *found = NULL;

  for (const struct flc_pool *pool = flc_pools(); pool; pool = pool->next)
    if (pool->name && *pool->name)
      found = pool->name;
  snprintf(name, size, "%s", found && strlen(found) < size ? found : "*");
  for (char *c = name; *c; c++)
    if (!isalnum((unsigned char)*c) && !strchr("*?_-.:/[]()<>+#@%", *c))
      *c = '?';
}

static void print_recipes(FILE *f)
{
  char pool[COLUMN];

  example_pool(pool, sizeof pool);
  fprintf(f, "\nRECIPES\n");
  for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++) {
    const char *words = recipes[i].words;

    if (!is_ready(recipes[i].needs))
      continue;
    fprintf(f, "\n  # %s\n  FLC='%s%s' ", recipes[i].what, *words == '@' ? pool : "",
            *words == '@' ? words + 1 : words);
    print_text(f, program_invocation_name);
    putc('\n', f);
  }
}

void flc_help_print(FILE *f, const struct flc_words *words, const char *wrong_start)
{
  static const struct flc_words none;
  int wrong = flc_words_check(words);

  fprintf(f, "libflc " FLC_VERSION ", phase %d\n\n", FLC_PHASE);
  if (wrong < 0)
    fprintf(f, "WRONG: %s.\nWhat follows is without any words.\n\n", flc_error());
  words = wrong < 0 ? &none : words;
  print_process(f, words);
  print_backends(f, words);
  fprintf(f, "\n");
  flc_numa_table(f);
  print_pools(f, words, wrong_start);
  print_words(f);
  print_recipes(f);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "words.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

enum {
  SHOWN = 48,    /* characters of a wrong word that a message shows */
  LONGEST = 32,  /* letters of a word for which a near one is looked for */
  LIST = 480,    /* bytes for the list of all words */
  MESSAGE = 800, /* fits flc_error() together with the rest */
};

static const struct flc_word table[] = {
#define FLC_SECTION(title) {.help = (title)},
#define FLC_WORD(word, inverse, value, least, most, action, what, help) \
  {(word), (inverse), (help), FLC_VALUE_##value, FLC_DO_##action, (what), (least), (most)},
#include "words.def"
#undef FLC_SECTION
#undef FLC_WORD
};

enum { WORDS = sizeof table / sizeof *table };

const struct flc_word *flc_word_at(unsigned n)
{
  return n < WORDS ? &table[n] : NULL;
}

/* ---- messages */

static const char *source_name(const struct flc_item *item)
{
  switch (item->words->from[item->source].rank) {
  case FLC_RANK_OPTIONS:
    return "the options of flc_start_legacy()";
  case FLC_RANK_START:
    return "the words of flc_start()";
  default:
    return "FLC";
  }
}

int flc_item_wrong(const struct flc_item *item, const char *text, size_t size, int code,
                   const char *format, ...)
{
  size_t at = (size_t)(text - item->words->from[item->source].text) + 1;
  char message[MESSAGE], shown[SHOWN + 4];
  size_t n = size < SHOWN ? size : SHOWN;
  va_list args;

  for (size_t i = 0; i < n; i++)
    shown[i] = (unsigned char)text[i] < ' ' || text[i] == 0x7f ? '?' : text[i];
  snprintf(shown + n, sizeof shown - n, "%s", n < size ? "..." : "");
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  return flc_fail(code, "'%s' in %s, character %zu: %s", shown, source_name(item), at, message);
}

unsigned flc_word_distance(const char *a, size_t n, const char *b)
{
  unsigned row[LONGEST + 1];
  size_t m = strlen(b);

  if (n > LONGEST || m > LONGEST)
    return LONGEST;
  for (unsigned j = 0; j <= m; j++)
    row[j] = j;
  for (size_t i = 0; i < n; i++) {
    unsigned diagonal = row[0]++;

    for (size_t j = 0; j < m; j++) {
      unsigned change = diagonal + (a[i] != b[j]),
               less = (row[j] < row[j + 1] ? row[j] : row[j + 1]) + 1;

      diagonal = row[j + 1];
      row[j + 1] = change < less ? change : less;
    }
  }
  return row[m];
}

/* Of two that are as near, the one with the same first letter: jmalloc is jemalloc. */
static void nearer(const char *text, size_t size, const char *word, const char **best,
                   unsigned *distance)
{
  unsigned d = 2 * flc_word_distance(text, size, word) + (*text != *word);

  if (d < *distance) {
    *best = word;
    *distance = d;
  }
}

static const char *nearest(const char *text, size_t size)
{
  unsigned distance = 2 * (size < 4 ? 2 : size < 9 ? 3 : 4);
  const char *best = NULL;

  for (unsigned i = 0; i < WORDS; i++)
    if (table[i].word) {
      nearer(text, size, table[i].word, &best, &distance);
      nearer(text, size, table[i].inverse, &best, &distance);
    }
  return best;
}

static void list_words(char *list, size_t size)
{
  size_t at = 0;

  list[0] = '\0';
  for (unsigned i = 0; i < WORDS && at < size; i++)
    if (table[i].word)
      at += (size_t)snprintf(list + at, size - at, "%s%s", at ? " " : "", table[i].word);
}

static bool is(const char *text, size_t size, const char *word)
{
  return strlen(word) == size && !memcmp(text, word, size);
}

static const struct flc_word *word_called(const char *text, size_t size)
{
  for (unsigned i = 0; i < WORDS; i++)
    if (table[i].word && is(text, size, table[i].word))
      return &table[i];
  return NULL;
}

/* `requests freelist`, `requests:freelist`: what stands behind is a word. */
static bool equals_is_missing(const struct flc_use *use, char *hint, size_t room)
{
  size_t at = 0, behind;

  while (at < use->size && !strchr(" \t:", use->text[at]))
    at++;
  for (behind = at; behind < use->size && strchr(" \t:", use->text[behind]);)
    behind++;
  if (!at || behind == use->size || !word_called(use->text + behind, use->size - behind))
    return false;
  snprintf(hint, room, "; '=' is missing: %.*s=%.*s", at < LONGEST ? (int)at : LONGEST, use->text,
           (int)(use->size - behind), use->text + behind);
  return true;
}

/* `magazine=64`, alone or as the word of a pattern. */
static bool equals_for_colon(const struct flc_item *item, const struct flc_use *use, char *hint,
                             size_t room)
{
  const char *equals = memchr(use->text, '=', use->size);
  const struct flc_word *word = equals ? word_called(use->text, (size_t)(equals - use->text))
                                : item->pattern ? word_called(item->pattern, item->pattern_size)
                                                : NULL;

  if (!word || word->value == FLC_VALUE_NO)
    return false;
  snprintf(hint, room, "; a value stands behind a colon, %s:12", word->word);
  return true;
}

static bool inverse_of_a_backend(const struct flc_use *use, char *hint, size_t room)
{
  const struct flc_word *word = use->size > 3 && !memcmp(use->text, "no-", 3)
                                    ? word_called(use->text + 3, use->size - 3)
                                    : NULL;

  if (!word || word->action != FLC_DO_BACKEND)
    return false;
  snprintf(hint, room, "; the inverse of a backend is 'default'");
  return true;
}

static bool misspelt(const struct flc_use *use, size_t size, char *hint, size_t room)
{
  const char *near = nearest(use->text, size);

  if (near)
    snprintf(hint, room, "; did you mean '%s'", near);
  return near;
}

static int unknown(const struct flc_item *item, const struct flc_use *use, size_t size)
{
  char text[LIST];

  if (!equals_for_colon(item, use, text, sizeof text) &&
      !equals_is_missing(use, text, sizeof text) && !inverse_of_a_backend(use, text, sizeof text) &&
      !misspelt(use, size, text, sizeof text)) {
    memcpy(text, ". There are: ", sizeof ". There are: ");
    list_words(text + strlen(text), sizeof text - strlen(text));
  }
  return flc_item_wrong(item, use->text, use->size, -EINVAL,
                        "no such word%s. FLC=help says what each does, and its inverse", text);
}

/* ---- words */

static unsigned shift_of(char c)
{
  return c == 'K' || c == 'k' ? 10 : c == 'M' || c == 'm' ? 20 : c == 'G' || c == 'g' ? 30 : 0;
}

static bool read_number(const char *at, const char *end, bool bytes, uint64_t *number)
{
  const char *first = at;

  for (*number = 0; at < end && *at >= '0' && *at <= '9'; at++)
    if (at - first < 10) /* with G behind them, they fit 64 bits */
      *number = *number * 10 + (unsigned)(*at - '0');
    else
      return false;
  if (at == first)
    return false;
  if (bytes && at < end && shift_of(*at))
    *number <<= shift_of(*at++);
  return at == end;
}

static int read_value(const struct flc_item *item, struct flc_use *use, const char *colon)
{
  const struct flc_word *w = use->word;
  const char *end = use->text + use->size;
  unsigned long long least = w->least, most = w->most;

  if (use->inverse || w->value == FLC_VALUE_NO)
    return colon ? flc_item_wrong(item, use->text, use->size, -EINVAL, "%s takes no value",
                                  use->inverse ? w->inverse : w->word)
                 : 1;
  if (!colon)
    return w->value == FLC_VALUE_MAY ? 1
                                     : flc_item_wrong(item, use->text, use->size, -EINVAL,
                                                      "a value is missing: %s:%llu to %s:%llu",
                                                      w->word, least, w->word, most);
  if (!read_number(colon + 1, end, w->value == FLC_VALUE_BYTES, &use->value) ||
      use->value < w->least || use->value > w->most)
    return flc_item_wrong(item, use->text, use->size, -EINVAL,
                          "the value must be a number from %llu to %llu%s", least, most,
                          w->value == FLC_VALUE_BYTES ? ", which may end in K, M or G" : "");
  use->has_value = true;
  return 1;
}

static int read_word(const struct flc_item *item, struct flc_use *use)
{
  const char *colon = memchr(use->text, ':', use->size);
  size_t size = colon ? (size_t)(colon - use->text) : use->size;

  use->word = NULL;
  use->has_value = false;
  for (unsigned i = 0; i < WORDS && !use->word; i++)
    if (table[i].word &&
        (is(use->text, size, table[i].word) || is(use->text, size, table[i].inverse))) {
      use->word = &table[i];
      use->inverse = !is(use->text, size, table[i].word);
    }
  if (!use->word)
    return unknown(item, use, size);
  if (use->word->action == FLC_DO_PROCESS && use->word->what != FLC_PROCESS_LAZY && item->pattern)
    return flc_item_wrong(item, use->text, use->size, -EINVAL,
                          "this is for the whole process: it stands in an item without a pattern");
  return read_value(item, use, colon);
}

static bool is_blank(char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

static void trim(const char **start, const char **end)
{
  while (*start < *end && is_blank(**start))
    ++*start;
  while (*start < *end && is_blank((*end)[-1]))
    --*end;
}

int flc_item_word(struct flc_item *item, struct flc_use *use)
{
  while (item->word < item->end) {
    const char *comma = memchr(item->word, ',', (size_t)(item->end - item->word));
    const char *start = item->word, *end = comma ? comma : item->end;

    item->word = comma ? comma + 1 : item->end;
    trim(&start, &end);
    if (start < end) {
      use->text = start;
      use->size = (size_t)(end - start);
      return read_word(item, use);
    }
  }
  return 0;
}

/* ---- items */

static void begin(struct flc_item *item, const char *start, const char *end)
{
  const char *equals = memchr(start, '=', (size_t)(end - start));

  item->pattern = NULL;
  item->pattern_size = 0;
  item->word = start;
  item->end = end;
  if (equals) {
    item->pattern = start;
    item->word = equals + 1;
    trim(&item->pattern, &equals);
    item->pattern_size = (size_t)(equals - item->pattern);
  }
}

bool flc_item_next(struct flc_item *item)
{
  for (; item->source < item->words->n; item->source++, item->rest = NULL) {
    const char *at = item->rest ? item->rest : item->words->from[item->source].text;

    while (*at) {
      const char *start = at, *end = at + strcspn(at, ";\n");

      at = end + (*end != '\0');
      trim(&start, &end);
      if (start < end) {
        item->rest = at;
        begin(item, start, end);
        return true;
      }
    }
  }
  return false;
}

/* * stands for any text, ? for one character: on a mismatch the last * takes one character more. */
static bool matches(const char *pattern, size_t size, const char *name)
{
  size_t at = 0, star = size;
  const char *resume = NULL;

  while (*name) {
    if (at < size && pattern[at] == '*') {
      star = at++;
      resume = name;
    } else if (at < size && (pattern[at] == '?' || pattern[at] == *name)) {
      at++;
      name++;
    } else if (resume) {
      at = star + 1;
      name = ++resume;
    } else {
      return false;
    }
  }
  while (at < size && pattern[at] == '*')
    at++;
  return at == size;
}

bool flc_item_matches(const struct flc_item *item, const struct flc_pool *pool)
{
  const char *variable = flc_pool_variable(pool);

  return !item->pattern || (pool->name && matches(item->pattern, item->pattern_size, pool->name)) ||
         (variable && matches(item->pattern, item->pattern_size, variable));
}

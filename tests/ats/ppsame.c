/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ppsame A B: have two preprocessed texts (of -E -P) the same tokens?
 *
 * White space and line breaks are where compilers differ after a macro call, so texts are compared
 * token by token: nothing inside a literal is ignored, and `a b` is not `ab`.  Prints the first
 * difference.  Exit status: 0 the same, 1 different, 2 an error (an empty text is one).
 */
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Length of the literal at s (raw strings included), or 0. */
static size_t literal(const char *s, const char *end)
{
  const char *p = s;
  if (end - p > 2 && p[0] == 'u' && p[1] == '8')
    p += 2;
  else if (p < end && (*p == 'u' || *p == 'U' || *p == 'L'))
    p++;
  if (end - p > 1 && *p == 'R' && p[1] == '"') {
    const char *open = memchr(p, '(', (size_t)(end - p));
    if (!open)
      return 0;
    g_autofree char *close = g_strdup_printf(")%.*s\"", (int)(open - p - 2), p + 2);
    const char *last = g_strstr_len(open, end - open, close);
    return last ? (size_t)(last - s) + strlen(close) : 0;
  }
  if (p >= end || (*p != '"' && *p != '\''))
    return 0;
  for (const char *q = p + 1; q < end && *q != '\n'; q++) {
    if (*q == '\\' && q + 1 < end)
      q++;
    else if (*q == *p)
      return (size_t)(q + 1 - s);
  }
  return 0;
}

static size_t punctuator(const char *s, const char *end)
{
  static const char *const long_ones[] = {
      "<=>", "<<=", ">>=", "...", "->*", "::", "->", ".*", "++", "--", "<<", ">>", "<=", ">=",
      "==",  "!=",  "&&",  "||",  "+=",  "-=", "*=", "/=", "%=", "&=", "|=", "^=", "##"};
  for (size_t i = 0; i < G_N_ELEMENTS(long_ones); i++) {
    size_t n = strlen(long_ones[i]);
    if ((size_t)(end - s) >= n && !memcmp(s, long_ones[i], n))
      return n;
  }
  return 1;
}

static bool is_word(char c)
{
  return g_ascii_isalnum(c) || c == '_' || c == '$' || (c & 0x80);
}

static size_t token(const char *s, const char *end)
{
  size_t n = literal(s, end);
  const char *p = s;
  if (n)
    return n;
  if (g_ascii_isdigit(*p) || (*p == '.' && p + 1 < end && g_ascii_isdigit(p[1]))) {
    for (p++; p < end; p++) {
      bool sign = (*p == '+' || *p == '-') && strchr("eEpP", p[-1]);
      bool separator = *p == '\'' && p + 1 < end && is_word(p[1]);
      if (!is_word(*p) && *p != '.' && !sign && !separator)
        break;
    }
    return (size_t)(p - s);
  }
  while (p < end && is_word(*p))
    p++;
  return p > s ? (size_t)(p - s) : punctuator(s, end);
}

static const char *skip_space(const char *p, const char *end)
{
  while (p < end && g_ascii_isspace(*p))
    p++;
  return p;
}

int main(int argc, char **argv)
{
  g_autofree char *text[2] = {NULL, NULL};
  gsize len[2];
  if (argc != 3) {
    fprintf(stderr, "usage: ppsame A B\n");
    return 2;
  }
  for (int i = 0; i < 2; i++) {
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(argv[i + 1], &text[i], &len[i], &error)) {
      fprintf(stderr, "ppsame: %s\n", error->message);
      return 2;
    }
  }
  const char *a = text[0], *b = text[1], *aend = a + len[0], *bend = b + len[1];
  guint64 tokens = 0;
  for (;; tokens++) {
    a = skip_space(a, aend);
    b = skip_space(b, bend);
    if (a == aend && b == bend)
      break;
    size_t m = a < aend ? token(a, aend) : 0, n = b < bend ? token(b, bend) : 0;
    if (m != n || memcmp(a, b, m)) {
      printf("token %" G_GUINT64_FORMAT ":\n- %.*s\n+ %.*s\n", tokens + 1, (int)MIN(aend - a, 70),
             a, (int)MIN(bend - b, 70), b);
      return 1;
    }
    a += m;
    b += n;
  }
  if (!tokens) {
    fprintf(stderr, "ppsame: both texts are empty\n");
    return 2;
  }
  return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 * Prints words.def as the table of migration-guide/choosing.md. */
#include <stdio.h>

static const char *number(unsigned long long n)
{
  static char text[4][32];
  static unsigned at;
  char *to = text[at++ % 4];
  const char *unit = n && !(n & 0x3fffffff) ? "G" : "";

  snprintf(to, sizeof text[0], "%llu%s", *unit ? n >> 30 : n, unit);
  return to;
}

static void row(const char *word, const char *inverse, const char *value, unsigned long long least,
                unsigned long long most, const char *help)
{
  const char *left = *value == 'M' && value[1] == 'A' ? "[:N]" : *value == 'N' ? "" : ":N";

  printf("| `%s%s` | `%s` | %s", word, left, inverse, help);
  if (*value != 'N')
    printf("; N: %s to %s%s", number(least), number(most), *value == 'B' ? ", with K, M or G" : "");
  printf(" |\n");
}

int main(void)
{
#define FLC_SECTION(title) \
  printf("\n%s.\n\n| word | inverse | what it does |\n|---|---|---|\n", title);
#define FLC_WORD(word, inverse, value, least, most, action, what, help) \
  row(word, inverse, #value, least, most, help);
#include "words.def"
  return 0;
}

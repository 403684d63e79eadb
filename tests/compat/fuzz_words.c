/* SPDX-License-Identifier: Apache-2.0
 * Any text as FLC: it is right or wrong, and if it is right it means the same twice. */
#include "words.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static struct flc_pool pool = {
      .size = 64, .align = 16, .name = "requests", .variable = "requestAllocator[5]"};
  char *text = malloc(size + 1);
  struct flc_words words = {0};
  struct flc_settings set, again;

  if (!text)
    return 0;
  memcpy(text, data, size);
  text[size] = '\0';
  flc_pool_add(&pool);
  flc_words_add(&words, FLC_RANK_FLC, text);
  flc_words_process(&words);
  if (!flc_words_check(&words)) {
    flc_words_apply(&words, &pool, &set);
    flc_words_apply(&words, &pool, &again);
    if (!set.backend || set.backend != again.backend || set.checks != again.checks ||
        set.chunk != again.chunk || set.chunk > 1 << 20 || set.fail_ppm > 1000000 ||
        set.magazine < -1 || set.magazine > 1 << 20)
      abort();
    flc_words_check_patterns(&words);
  } else if (strlen(flc_error()) < 10 || strchr(flc_error(), '\n')) {
    abort();
  }
  free(text);
  return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 * Reads a JSON dump with a parser that is not ours, and compares it with flc_pool_stats(). */
#include "flc.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static struct flc_pool plain = {
    .size = 64, .align = 16, .name = "plain", .variable = "plainAllocator"};
static struct flc_pool every_byte = FLC_POOL(NULL, 64, 16);
static struct flc_pool nameless = FLC_POOL(NULL, 64, 16);

static int wrong(const char *what)
{
  printf("json: %s\n", what);
  return 1;
}

static int compare(const json_t *pool, const struct flc_stats *s)
{
  const struct {
    const char *key;
    uint64_t value;
  } numbers[] = {{"size", s->size},           {"stride", s->stride}, {"taken", s->taken},
                 {"given", s->given},         {"in_use", s->in_use}, {"peak", s->peak},
                 {"failed", s->failed},       {"cached", s->cached}, {"chunks", s->chunks},
                 {"allocated", s->allocated}, {"bytes", s->bytes}};

  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    const json_t *value = json_object_get(pool, numbers[i].key);

    if (!json_is_integer(value) || (uint64_t)json_integer_value(value) != numbers[i].value)
      return wrong(numbers[i].key);
  }
  if (json_object_size(pool) != 3 + sizeof numbers / sizeof *numbers)
    return wrong("there are other members");
  return strcmp(json_string_value(json_object_get(pool, "backend")), s->backend) ? wrong("backend")
                                                                                 : 0;
}

int main(void)
{
  static char name[256];
  char *text = NULL;
  size_t size;
  struct flc_stats stats;
  FILE *f = open_memstream(&text, &size);
  void *object = NULL;
  json_error_t error;
  json_t *root, *list;
  int result;

  for (int i = 1; i < 256; i++)
    name[i - 1] = (char)i;
  every_byte.name = name;
  flc_pool_add(&nameless);
  flc_pool_add(&every_byte);
  flc_pool_add(&plain);
  if (!f || flc_start("no-keeper") < 0 || !(object = flc_alloc(&plain)) ||
      flc_dump(f, FLC_DUMP_JSON) < 0 || fclose(f))
    return wrong(flc_error());
  flc_pool_stats(&plain, &stats);
  root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
  if (!root)
    return wrong(error.text);
  list = json_object_get(root, "pools");
  if (strcmp(json_string_value(json_object_get(root, "flc")), FLC_VERSION) ||
      json_array_size(list) != 3)
    return wrong("the frame");
  if (strcmp(json_string_value(json_object_get(json_array_get(list, 0), "name")), "plain") ||
      strcmp(json_string_value(json_object_get(json_array_get(list, 0), "variable")),
             "plainAllocator") ||
      !json_is_null(json_object_get(json_array_get(list, 2), "name")))
    return wrong("names");
  /* ASCII comes back as it was; each byte that is no UTF-8 as U+FFFD, three bytes. */
  if (memcmp(json_string_value(json_object_get(json_array_get(list, 1), "name")), name, 127) ||
      json_string_length(json_object_get(json_array_get(list, 1), "name")) != 127 + 3 * 128)
    return wrong("a name of all bytes");
  result = compare(json_array_get(list, 0), &stats);
  json_decref(root);
  free(text);
  flc_free(&plain, object);
  return result;
}

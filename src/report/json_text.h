/* SPDX-License-Identifier: Apache-2.0 */
/* Text of a tree as JSON. */
#ifndef FREELIFT_JSON_TEXT_H
#define FREELIFT_JSON_TEXT_H

#include <glib.h>
#include <jansson.h>

/* JSON is UTF-8; a byte of a source file that is not shows as the replacement character.  NULL is
 * null. */
static inline json_t *text_json(const char *s)
{
  if (!s)
    return json_null();
  char *valid = g_utf8_make_valid(s, -1);
  json_t *o = json_string(valid);
  g_free(valid);
  return o;
}

#endif

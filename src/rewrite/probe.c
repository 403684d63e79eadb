/* SPDX-License-Identifier: Apache-2.0 */
/* Which spatch is it? */
#include "batch.h"

#include <string.h>

/* "spatch version 1.1.1 compiled with OCaml version 4.13.1" and, below,
 * "Python scripting support: yes". */
gboolean spatch_probe(const struct spatch_opts *o, struct spatch_about *about, GError **err)
{
  static const char intro[] = "spatch version ";
  struct child_end end;
  *about = (struct spatch_about){0};
  if (!batch_ask(o, "--version", &end, err))
    return FALSE;

  const char *version = strstr(end.out, intro);
  if (version != NULL) {
    version += strlen(intro);
    about->version = g_strndup(version, strcspn(version, " \t\r\n"));
    about->python = strstr(version, "Python scripting support: yes") != NULL;
  } else {
    char *how = child_end_say(&end, batch_limit_ms(o, 0));
    g_set_error(err, SPATCH_ERROR, SPATCH_ERROR_BROKEN,
                "'%s --version' does not answer as Coccinelle's spatch does%s%s", batch_program(o),
                how != NULL ? ": " : "", how != NULL ? how : "");
    g_free(how);
  }
  child_end_clear(&end);
  return about->version != NULL;
}

void spatch_about_clear(struct spatch_about *about)
{
  g_clear_pointer(&about->version, g_free);
}

bool spatch_version_is_at_least(const char *have, const char *wanted)
{
  for (;;) {
    char *have_end, *wanted_end;
    guint64 h = g_ascii_strtoull(have, &have_end, 10);
    guint64 w = g_ascii_strtoull(wanted, &wanted_end, 10);
    if (h != w)
      return h > w;
    if (*wanted_end != '.')
      return true;
    wanted = wanted_end + 1;
    have = *have_end == '.' ? have_end + 1 : "";
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
/* `apply --to native`. */
#ifndef FREELIFT_CMD_NATIVE_H
#define FREELIFT_CMD_NATIVE_H

#include "cmd.h"

/* Takes the pools off the compat layer that the plan says.  *status: EXIT_FINDINGS if any of them
 * has to stay.  False and *err: nothing was written. */
bool native_apply(const struct common *o, const char *root, int *status, GError **err);

#endif

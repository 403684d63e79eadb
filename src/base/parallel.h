/* SPDX-License-Identifier: Apache-2.0 */
/* A loop over the machine's cores. */
#ifndef FREELIFT_PARALLEL_H
#define FREELIFT_PARALLEL_H

#include <glib.h>

/* Calls f(i, data) once for each i in [0, n), on as many threads as there are cores; returns when
 * all calls have returned.  Calls for different i run at the same time. */
void parallel_for(guint n, void (*f)(guint i, gpointer data), gpointer data);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frame: what the shim needs in a tree and what belongs to no single pool.
 *
 * The shim's header is added beside the freelist's own header, named in the build lists that name
 * that one, and included by the interface's headers in place of an empty line, so that no line
 * moves.  No single header of the tree reaches every user, so each interface header that includes
 * no other one gets the line.
 */
#ifndef FREELIFT_FRAME_H
#define FREELIFT_FRAME_H

#include "lens/edit.h"
#include "scan/inventory.h"

#define FRAME_HEADER "flc_ats.h"

/* One file that the frame changes. */
struct frame_file {
  char *path;
  char *text; /* now: a copy */
  gsize len;
  GArray *edits; /* struct edit */
};

struct frame {
  char *header_path; /* where the shim's header goes, relative to the tree */
  char *include;     /* "tscore/flc_ats.h" */
  GPtrArray *files;  /* struct frame_file *, by path */
};

enum frame_error { FRAME_ERROR_NO_HEADER, FRAME_ERROR_NO_LINE };
#define FRAME_ERROR frame_error_quark()
GQuark frame_error_quark(void);

/* Works out what the frame changes in a baseline tree. */
struct frame *frame_find(const struct inventory *inv, GError **err);
void frame_free(struct frame *f);

#endif

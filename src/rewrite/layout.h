/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps columns that a layout lines up: the backslashes of a macro, comments behind code.
 *
 * An edit that makes its line longer or shorter pushes what stands behind it.  Where blanks stand
 * in front of a continuation's backslash or of a comment at the line's end, some are taken or
 * added, so that the column stays; a tree that is clean under its clang-format stays clean.
 */
#ifndef FREELIFT_LAYOUT_H
#define FREELIFT_LAYOUT_H

#include "lens/edit.h"
#include "scan/lex.h"

/* Adds such edits to a settled list; they carry rule and owner of the edit that makes them needed.
 */
void layout_keep(const struct lexed *lx, GArray *edits);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Is object in memory that core files leave out? */
bool stays_out_of_cores(const void *object);
/* Tests, by file. */
void sites();
void others();
/* Words in sites.cc, for what main() tests. */
void set_up_buffers();
void start_pools(int disable_freelist, int disable_pfreelist);
void dump_pools(std::FILE *f);
void set_watermarks(int high, int low);

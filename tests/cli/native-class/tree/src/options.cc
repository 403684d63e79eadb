/* SPDX-License-Identifier: Apache-2.0 */
/* What libflc asks of the tree. */
int thread_freelist_high_watermark = 512;
int thread_freelist_low_watermark  = 32;

bool
ats_hugepage_enabled()
{
  return false;
}

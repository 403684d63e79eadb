/* SPDX-License-Identifier: Apache-2.0 */
/* No build compiles this file. */
#include "no/such/header.h"

ClassAllocator<Elsewhere> elsewhereAllocator("elsewhere");

void
use()
{
  elsewhereAllocator.free(elsewhereAllocator.alloc());
}

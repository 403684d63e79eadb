/* SPDX-License-Identifier: Apache-2.0
 * Stands in for Traffic Server's diagnostics, which its allocators use at start-up only. */
#ifndef BENCH_DIAGS_H
#define BENCH_DIAGS_H

#include <cinttypes>
#include <cstring>
#include <string>

#define Debug(...)

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of a pool, as freelift proposes it: the first row of one table that holds. */
#ifndef FREELIFT_PROPOSE_H
#define FREELIFT_PROPOSE_H

#include "subject.h"

/* X(enumerator, name in the plan, what it means) */
#define STRATEGIES(X)                                                                           \
  X(DELETE, "delete", "new and delete: the destructor runs")                                    \
  X(RELEASE, "release", "new and ::operator delete: no destructor, as the freelist did")        \
  X(CLASS, "class", "class-scope operator new and delete on libflc; new and delete at sites")   \
  X(CLASS_RELEASE, "class-release", "the same, and no destructor: T::operator delete at sites") \
  X(BLOCK, "block", "malloc and free of raw memory")                                            \
  X(BUFFER, "buffer", "no-dump or aligned memory stays on libflc")                              \
  X(KEEP, "keep", "stays as it is: memory of one type is needed")

enum strategy {
#define X(id, name, what) STRATEGY_##id,
  STRATEGIES(X)
#undef X
      STRATEGY_N
};

const char *strategy_name(enum strategy s);
const char *strategy_means(enum strategy s);
/* Does the pool's class get operators? */
static inline bool strategy_has_operators(enum strategy s)
{
  return s == STRATEGY_CLASS || s == STRATEGY_CLASS_RELEASE;
}

/* STRATEGY_N: no strategy has this name. */
enum strategy strategy_named(const char *name);

struct proposal {
  enum strategy strategy;
  const char *reason;
};

/* hazards: of hazards_of(). */
struct proposal propose(const struct subject *s, const GPtrArray *hazards);

#endif

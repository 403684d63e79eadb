/* SPDX-License-Identifier: Apache-2.0 */
/* The words that version 9 has no use for, or only in its tests: other versions and private forks have. */
#include "tree.h"
#include "main.h"

static void
lists_of_a_thread(Thread *t)
{
  Thread *none = nullptr;
  void *v      = FLC_TC_ALLOC(::blockAllocator, t->blockAllocator);
  std::memset(v, 0xa5, 1000);
  FLC_TH_FREE(v, blockAllocator, t);
  v = FLC_TC_ALLOC_INIT(::blockAllocator, none->blockAllocator);
  FLC_FREE(blockAllocator, v);
  v = FLC_TC_ALLOC(FLC_RAW(blockAllocator), *none->list);
  FLC_TH_FREE(v, blockAllocator, t);
  Conn *c = FLC_TC_ALLOC(connAllocator, t->connAllocator, std::map<int, int>{{1, 2}}, std::pair<int, int>(1, 2));
  CHECK(c->number == 4);
  FLC_TH_FREE(c, connAllocator, t);
  c = FLC_TC_ALLOC_INIT(connAllocator, none->connAllocator);
  CHECK(c->number == -1);
  FLC_TH_FREE(c, connAllocator, t);
  c = FLC_TH_ALLOC_SAFE(connAllocator, none, 5);
  Conn *d = FLC_TH_ALLOC_SAFE(connAllocator, this_ethread());
  CHECK(c->number == 5 && d->number == -1);
  FLC_TH_FREE(c, connAllocator, none);
  FLC_TH_FREE(d, connAllocator, none);
}

/* Only code that goes around the words puts anything there; it comes back to the pool. */
static void
surplus_goes_back(Thread *t)
{
  void *items[3];
  for (void *&each : items) {
    each                          = FLC_ALLOC(blockAllocator);
    *static_cast<void **>(each)   = t->blockAllocator.freelist;
    t->blockAllocator.freelist    = each;
    t->blockAllocator.allocated++;
  }
  FLC_TC_FREEUP(FLC_RAW(::blockAllocator), t->blockAllocator);
  CHECK(!t->blockAllocator.freelist && t->blockAllocator.allocated == 0);
  FLC_TC_FREEUP(blockAllocator, t->blockAllocator);
  FLC_TC_FREEUP(connAllocator, t->connAllocator);
}

static void
objects_in_bulk()
{
  Conn *c[3] = {FLC_NEW(connAllocator), FLC_NEW(connAllocator, 1), FLC_NEW(connAllocator, 2)};
  for (int i = 0; i < 3; i++) {
    *reinterpret_cast<void **>(c[i]) = i < 2 ? c[i + 1] : nullptr;
  }
  FLC_DELETE_BULK(connAllocator, c[0], c[2], 3);
  int before = Conn::made;
  void *v    = FLC_ALLOC(connAllocator), *w = FLC_ALLOC(FLC_RAW(connAllocator));
  *static_cast<void **>(v) = w;
  FLC_FREE_BULK(connAllocator, v, w, 2);
  FLC_FREE(connAllocator, FLC_ALLOC(connAllocator));
  CHECK(Conn::made == before);
}

/* What is destroyed is the pool's class in the object, what goes back is where the pointer points. In phase 3 there is
 * no room before a Base. */
static void
memory_and_object_are_two_things()
{
#if FLC_PHASE == 2
  struct First {
    void *first;
  };
  struct Behind : First, Base {
  };
  static_assert(sizeof(Behind) == 16, "fits into the pool's 16 bytes");
  Thread *none    = nullptr;
  void *memory    = FLC_TC_ALLOC(FLC_RAW(baseAllocator), none->baseAllocator);
  Behind *object  = ::new (memory) Behind();
  auto before     = place_of(memory);
  Base::destroyed = 0;
  CHECK(static_cast<void *>(static_cast<Base *>(object)) != memory);
  FLC_TH_FREE(object, baseAllocator, this_ethread());
  CHECK(Base::destroyed == 1);
  memory = FLC_TC_ALLOC(FLC_RAW(baseAllocator), none->baseAllocator);
  CHECK(checked || place_of(memory) == before);
  FLC_FREE(baseAllocator, memory);
#endif
}

static void
lists_without_a_pool()
{
  static FlcFreeList *f, *g, *h, *bare; // for ever, as all pools
  g = FLC_FREELIST_CREATE("created", 100, 8, 64);
  FLC_FREELIST_INIT(&f, "initialised", 200, 8, 8);
  FLC_FREELIST_MADVISE_INIT(&h, "advised", 8192, 8, 4096, MADV_DONTDUMP);
  FLC_FREELIST_MADVISE_INIT(&bare, "dumped", 8192, 8, 4096, MADV_DODUMP);
  void *a = FLC_FREELIST_NEW(f), *b = FLC_FREELIST_NEW(f), *c = FLC_FREELIST_NEW(g), *d = FLC_FREELIST_NEW(h);
  void *e = FLC_FREELIST_NEW(bare);
  std::memset(a, 1, 200);
  std::memset(c, 1, 100);
  std::memset(d, 1, 8192);
  std::memset(e, 1, 8192);
  CHECK(place_of(c) % 64 == 0 && place_of(d) % 4096 == 0);
  CHECK(stays_out_of_cores(d) && !stays_out_of_cores(c) && !stays_out_of_cores(e));
  *static_cast<void **>(a) = b;
  FLC_FREELIST_FREE_BULK(f, a, b, 2);
  FLC_FREELIST_FREE(f, FLC_FREELIST_NEW(f));
  FLC_FREELIST_FREE(g, c);
  FLC_FREELIST_FREE(h, d);
  FLC_FREELIST_FREE(bare, e);
  FLC_FREELIST_FREE(f, nullptr);
}

void
others()
{
  Thread thread;
  lists_of_a_thread(&thread);
  surplus_goes_back(&thread);
  objects_in_bulk();
  memory_and_object_are_two_things();
  lists_without_a_pool();
}

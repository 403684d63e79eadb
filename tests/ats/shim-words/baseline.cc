/* SPDX-License-Identifier: Apache-2.0 */
/* What words.cc must come out as: the code as the tree has it. */
extern ClassAllocator<Conn> connAllocator;
ClassAllocator<Conn, true> connAllocator("conn", 128);
static ClassAllocator<std::pair<int, Conn>> pairAllocator("pair");
Allocator bufAllocator[SIZES];
static Allocator blockAllocator("block", 1024);
TrackerClassAllocator<Conn> trackedAllocator("tracked");
InkFreeList *flist = nullptr;
struct Thread {
  ProxyAllocator connAllocator;
  ProxyAllocator *list;
};
#define EVENT_GIVE(_p, _a, _t) \
  if (global)                  \
    ::_a.free(_p);      \
  else                         \
    THREAD_FREE(_p, _a, _t)
#define OLD_FREE(_p, _a, _t)  \
  ::_a.destroy_if_enabled(_p);      \
  if (thread_freelist_high_watermark > 0 && _t->_a.allocated > thread_freelist_low_watermark) \
    thread_freeup(::_a.raw(), _t->_a); \
  else \
    ::_a.raw().free_void(_p)
void f(Thread *t)
{
  Conn *c = connAllocator.alloc();
  Conn *d = ::connAllocator.alloc(std::map<int, int>(), a[1, 2], "s,t"), *e = o->pool.alloc(x);
  auto p = std::make_ptr(pairAllocator.alloc({1, 2}));
  if ((c = connAllocator.alloc()) == nullptr)
    return connAllocator.free(static_cast<std::pair<A, B> *>(c));
  connAllocator.free(this);
  connAllocator.free((Conn *)::connAllocator.alloc());
  void *v = (void *)bufAllocator[i + 1].alloc_void();
  bufAllocator[i + 1].free_void(v);
  blockAllocator.free_void_bulk(head, tail, n);
  connAllocator.free_bulk(h, t, size_t(n));
  bufAllocator[i].re_init("name", f<1, 2>(), 128, 8, MADV_DONTDUMP);
  pool->x.raw();
  connAllocator.destroy_if_enabled(c);
  c = THREAD_ALLOC(connAllocator, t);
  c = THREAD_ALLOC(connAllocator, this_thread(), 1, std::pair<int, int>());
  c = THREAD_ALLOC_INIT(connAllocator, t);
  c = SAFE_THREAD_ALLOC(connAllocator, t, 2);
  THREAD_FREE(c, connAllocator, t);
  v = thread_alloc(::blockAllocator, t->list);
  v = thread_alloc_init(::blockAllocator, t->list);
  thread_freeup(::blockAllocator, t->list);
  flist = ink_freelist_create("woof", 64, 256, 8);
  ink_freelist_init(&flist, "woof", 64, 256, 8);
  ink_freelist_madvise_init(&flist, "woof", 64, 256, 8, advice);
  ink_freelist_free(flist, ink_freelist_new(flist));
  ink_freelist_free_bulk(flist, h, t, n);
  ink_freelist_init_ops(a, b);
  ink_freelists_dump(stderr);
  ink_freelists_dump_baselinerel(stderr);
  ink_freelists_snap_baseline();
  link(thread_freelist_high_watermark, "a");
  EVENT_GIVE(c, connAllocator, t);
  OLD_FREE(v, blockAllocator, t);
  THREAD_FREE(log(__LINE__,
                  "renaming words keep the line of each argument"),
              connAllocator, log(__LINE__));
  c = -connAllocator.alloc()->x+connAllocator.raw().y-ink_freelist_new(flist)+1;
}

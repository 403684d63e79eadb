/* SPDX-License-Identifier: Apache-2.0 */
/* Every word of the shim, in the places where trees use them; baseline.cc is what must come out. */
extern FlcClassPool<Conn> connAllocator;
FlcClassPool<Conn, true> connAllocator("conn", 128);
static FlcClassPool<std::pair<int, Conn>> pairAllocator("pair");
FlcRawPool bufAllocator[SIZES];
static FlcRawPool blockAllocator("block", 1024);
FlcTrackerPool<Conn> trackedAllocator("tracked");
FlcFreeList *flist = nullptr;
struct Thread {
  FlcThreadCache connAllocator;
  FlcThreadCache *list;
};
#define EVENT_GIVE(_p, _a, _t) \
  if (global)                  \
    FLC_DELETE(::_a, _p);      \
  else                         \
    FLC_TH_FREE(_p, _a, _t)
#define OLD_FREE(_p, _a, _t)  \
  FLC_DESTROY(::_a, _p);      \
  if (FLC_THREAD_LIST_HIGH_WATERMARK > 0 && _t->_a.allocated > FLC_THREAD_LIST_LOW_WATERMARK) \
    FLC_TC_FREEUP(FLC_RAW(::_a), _t->_a); \
  else \
    FLC_FREE(FLC_RAW(::_a), _p)
void f(Thread *t)
{
  Conn *c = FLC_NEW(connAllocator);
  Conn *d = FLC_NEW(::connAllocator, std::map<int, int>(), a[1, 2], "s,t"), *e = FLC_NEW(o->pool, x);
  auto p = std::make_ptr(FLC_NEW(pairAllocator, {1, 2}));
  if ((c = FLC_NEW(connAllocator)) == nullptr)
    return FLC_DELETE(connAllocator, static_cast<std::pair<A, B> *>(c));
  FLC_DELETE(connAllocator, this);
  FLC_DELETE(connAllocator, (Conn *)FLC_NEW(::connAllocator));
  void *v = (void *)FLC_ALLOC(bufAllocator[i + 1]);
  FLC_FREE(bufAllocator[i + 1], v);
  FLC_FREE_BULK(blockAllocator, head, tail, n);
  FLC_DELETE_BULK(connAllocator, h, t, size_t(n));
  FLC_RE_INIT(bufAllocator[i], "name", f<1, 2>(), 128, 8, MADV_DONTDUMP);
  FLC_RAW(pool->x);
  FLC_DESTROY(connAllocator, c);
  c = FLC_TH_ALLOC(connAllocator, t);
  c = FLC_TH_ALLOC(connAllocator, this_thread(), 1, std::pair<int, int>());
  c = FLC_TH_ALLOC_INIT(connAllocator, t);
  c = FLC_TH_ALLOC_SAFE(connAllocator, t, 2);
  FLC_TH_FREE(c, connAllocator, t);
  v = FLC_TC_ALLOC(::blockAllocator, t->list);
  v = FLC_TC_ALLOC_INIT(::blockAllocator, t->list);
  FLC_TC_FREEUP(::blockAllocator, t->list);
  flist = FLC_FREELIST_CREATE("woof", 64, 256, 8);
  FLC_FREELIST_INIT(&flist, "woof", 64, 256, 8);
  FLC_FREELIST_MADVISE_INIT(&flist, "woof", 64, 256, 8, advice);
  FLC_FREELIST_FREE(flist, FLC_FREELIST_NEW(flist));
  FLC_FREELIST_FREE_BULK(flist, h, t, n);
  FLC_FREELIST_INIT_OPS(a, b);
  FLC_FREELISTS_DUMP(stderr);
  FLC_FREELISTS_DUMP_BASELINEREL(stderr);
  FLC_FREELISTS_SNAP_BASELINE();
  link(FLC_THREAD_LIST_HIGH_WATERMARK, "a");
  EVENT_GIVE(c, connAllocator, t);
  OLD_FREE(v, blockAllocator, t);
  FLC_TH_FREE(log(__LINE__,
                  "renaming words keep the line of each argument"),
              connAllocator, log(__LINE__));
  c = -FLC_NEW(connAllocator)->x+FLC_RAW(connAllocator).y-FLC_FREELIST_NEW(flist)+1;
}

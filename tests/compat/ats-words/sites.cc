/* SPDX-License-Identifier: Apache-2.0 */
/* The words that stand for what version 9 has, in the places where it has them. No #include here: `run` also turns the
 * words into the tree's own, which phase 1 does, and compiles that against the drop-in headers. */

FlcClassPool<Conn> connAllocator("connections");
FlcClassPool<Conn, true> destroyedAllocator("destroyed", 32);
FlcClassPool<Event> eventAllocator("events", 256);
FlcClassPool<Base, true> baseAllocator("bases");
FlcClassPool<std::pair<long, long>> pairAllocator("pairs");
FlcClassPool<Plain> plainAllocator("plain");
static FlcClassPool<Defaults> defaultsAllocator("defaults");
static FlcClassPool<Wide> wideAllocator("wide");
static FlcClassPool<Event> alignedAllocator("aligned", 16, 256);
FlcTrackerPool<Conn> trackedAllocator("tracked");
FlcRawPool blockAllocator("blocks", 1000);
static FlcRawPool directAllocator("direct", 8192, 4, 8192);
FlcRawPool bufAllocator[3];

static void
dirty(void *memory, std::size_t size)
{
  std::memset(memory, 0xa5, size);
}

static bool
is_aligned(const void *memory, std::size_t align)
{
  return reinterpret_cast<std::uintptr_t>(memory) % align == 0;
}

/* Is memory what has just been given? The checks keep it back. */
static bool
is_again(const void *memory, std::uintptr_t before)
{
  return checked || place_of(memory) == before;
}

static bool
is_zero(const Plain &p)
{
  return !p.next && !p.number && p.fraction == 0 && !p.text[0] && !p.text[sizeof p.text - 1];
}

/* At each take, whatever the memory held. */
static void
takes_construct(EThread *t)
{
  Plain *p    = FLC_NEW(plainAllocator);
  auto before = place_of(p);

  for (int i = 0; i < 4; i++) {
    CHECK(is_again(p, before) && is_zero(*p)); // what it held is known
    dirty(p, sizeof *p);
    if (i == 0) {
      FLC_DELETE(plainAllocator, p);
      p = FLC_NEW(::plainAllocator);
    } else {
      FLC_TH_FREE(p, plainAllocator, t);
      p = i == 1 ? FLC_TH_ALLOC(plainAllocator, t) : FLC_TH_ALLOC_INIT(plainAllocator, t);
    }
  }
  FLC_DELETE(plainAllocator, p);

  Defaults *d = FLC_NEW(defaultsAllocator);
  d->given    = 8;
  d->link     = d;
  before      = place_of(d);
  FLC_DELETE(defaultsAllocator, d);
  d = FLC_NEW(defaultsAllocator);
  CHECK(is_again(d, before) && d->given == 7 && !d->link);
  FLC_DELETE(defaultsAllocator, d);
}

static void
arguments_go_to_the_constructor(EThread *t)
{
  int changed = 0;
  auto five   = std::make_unique<int>(5);
  Conn *c     = FLC_NEW(connAllocator, changed, std::move(five), "s,t");
  CHECK(c->number == 5 && c->text == "s,t" && changed == 1 && !five);
  Conn *d = FLC_TH_ALLOC(connAllocator, t, changed, std::make_unique<int>(6), "d"), *e = FLC_NEW(::connAllocator, 4);
  CHECK(d->number == 6 && changed == 2 && e->number == 4);
  Conn *f = FLC_TH_ALLOC_INIT(connAllocator, t, std::map<int, int>{{1, 2}, {3, 4}}, std::pair<int, int>(3, 30));
  CHECK(f->number == 34);
  Conn *g = FLC_NEW(connAllocator, std::map<int, int>{{1, 2}}, std::pair<int, int>(1, 1));
  Conn *h;
  CHECK(g->number == 3 && -(h = FLC_NEW(connAllocator, 9))->number + 10 == 1);
  for (Conn *each : {c, d, e, f, g, h}) {
    each->~Conn();
    FLC_DELETE(connAllocator, each);
  }

  auto pair = std::unique_ptr<std::pair<long, long>, void (*)(void *)>(FLC_NEW(pairAllocator, 1L, 2L), [](void *p) {
    FLC_DELETE(pairAllocator, static_cast<std::pair<long, long> *>(p));
  });
  CHECK(pair->first == 1 && pair->second == 2);
}

static void
destroyed_only_where_declared(EThread *t)
{
  Conn::made = Conn::destroyed = 0;
  FLC_DELETE(connAllocator, FLC_NEW(connAllocator));
  FLC_TH_FREE(FLC_TH_ALLOC(connAllocator, t), connAllocator, t);
  Conn *c = FLC_NEW(connAllocator);
  FLC_DESTROY(connAllocator, c);
  CHECK(Conn::made == 3 && Conn::destroyed == 0);
  FLC_DELETE(connAllocator, c);
  CHECK(!decltype(connAllocator)::Destruct_on_free && decltype(destroyedAllocator)::Destruct_on_free);

  FLC_DELETE(destroyedAllocator, FLC_NEW(destroyedAllocator, 1));
  CHECK(Conn::destroyed == 1);
  FLC_TH_FREE(FLC_TH_ALLOC(destroyedAllocator, t, 2), destroyedAllocator, t);
  CHECK(Conn::destroyed == 2);
  c = FLC_NEW(destroyedAllocator);
  FLC_DESTROY(::destroyedAllocator, c);
  CHECK(Conn::destroyed == 3);
  FLC_FREE(FLC_RAW(::destroyedAllocator), c);
  CHECK(Conn::made == 6 && Conn::destroyed == 3);
}

static void
null_is_given(EThread *t)
{
  Conn *c    = nullptr;
  void *v    = nullptr;
  int before = Conn::destroyed;

  FLC_DELETE(connAllocator, nullptr);
  FLC_DELETE(destroyedAllocator, c);
  FLC_DESTROY(destroyedAllocator, c);
  FLC_TH_FREE(c, connAllocator, t);
  FLC_TH_FREE(c, destroyedAllocator, t);
  FLC_FREE(blockAllocator, nullptr);
  FLC_FREE(bufAllocator[1], v);
  FLC_TH_FREE(v, blockAllocator, t);
  FLC_FREE_BULK(blockAllocator, v, v, 0);
  CHECK(Conn::destroyed == before);
}

/* this_ethread() would end the program, and so would following none or lost. */
static void
threads_are_not_looked_at()
{
  EThread *none = nullptr, **lost = nullptr;
  Conn *c = FLC_TH_ALLOC(connAllocator, this_ethread());
  FLC_TH_FREE(c, connAllocator, this_ethread());
  c = FLC_TH_ALLOC_INIT(connAllocator, none, 3);
  FLC_TH_FREE(c, connAllocator, none);
  c = FLC_TH_ALLOC(connAllocator, *lost);
  FLC_TH_FREE(c, connAllocator, (*lost));
  void *v = FLC_TH_ALLOC(blockAllocator, this_ethread());
  FLC_TH_FREE(v, blockAllocator, none);
}

/* Nothing else names these threads: no warning of them. */
Conn *
named_in_a_word(EThread *parameter)
{
  return FLC_TH_ALLOC(connAllocator, parameter);
}
void
named_in_words()
{
  EThread *initialised = this_ethread();
  Conn *c              = FLC_TH_ALLOC(connAllocator, initialised);
  EThread *assigned;
  assigned = this_ethread();
  FLC_TH_FREE(c, connAllocator, assigned);
  EThread *captured = this_ethread(), *referred = this_ethread();
  auto take = [captured] { return FLC_TH_ALLOC_INIT(connAllocator, captured); };
  auto give = [&](Conn *p) { FLC_TH_FREE(p, connAllocator, referred); };
  give(take());
}

#define EVENT_FREE(_p, _a, _t) \
  if (_t)                      \
    FLC_DELETE(::_a, _p);      \
  else                         \
    FLC_TH_FREE(_p, _a, _t)

static void
words_are_statements(EThread *t)
{
  for (int i = 0; i < 4; i++) {
    Event *e = FLC_NEW(eventAllocator, i);
    CHECK(e->number == i && !e->link);
    if (i & 1)
      FLC_TH_FREE(e, eventAllocator, t);
    else if (i & 2)
      EVENT_FREE(e, eventAllocator, t);
    else
      FLC_DELETE(eventAllocator, e);
  }
}

/* A class of its own on the pool of its base: what it gives is a pointer to itself. */
void
Derived::leave(Thread *t)
{
  FLC_TH_FREE(this, baseAllocator, t);
}

static void
derived_goes_to_its_base(EThread *t)
{
  Base *b         = FLC_TH_ALLOC(baseAllocator, t);
  auto before     = place_of(b);
  Base::destroyed = 0;
  (::new (b) Derived())->leave(t);
  CHECK(Base::destroyed == 1);
  b = FLC_TH_ALLOC(baseAllocator, t);
  CHECK(is_again(b, before));
  FLC_DELETE(baseAllocator, b);
  CHECK(Base::destroyed == 2);
}

static void
alignment()
{
  void *a[4] = {FLC_ALLOC(directAllocator), FLC_ALLOC(directAllocator), FLC_ALLOC(directAllocator),
                FLC_ALLOC(blockAllocator)};
  Wide *w[2] = {FLC_NEW(wideAllocator), FLC_NEW(wideAllocator)};
  Event *e   = FLC_NEW(alignedAllocator, 1);
  for (int i = 0; i < 3; i++) {
    CHECK(is_aligned(a[i], 4096)); // 8 KiB are asked for: a page, as in the tree
    dirty(a[i], 8192);
    FLC_FREE(directAllocator, a[i]);
  }
  CHECK(is_aligned(a[3], 8) && is_aligned(w[0], 64) && is_aligned(w[1], 64) && is_aligned(e, 16));
  FLC_FREE(blockAllocator, a[3]);
  FLC_DELETE(wideAllocator, w[0]);
  FLC_DELETE(wideAllocator, w[1]);
  FLC_DELETE(alignedAllocator, e);
}

static void
pools_are_expressions(EThread *t)
{
  static Owner owner; // its pools are known as long as the process lives
  Owner *o = &owner, **oo = &o;
  int i    = 1;
  Conn *c  = FLC_NEW(o->pool, 1), *d = FLC_NEW((*oo)->pool);
  FLC_DELETE(o->pool, c);
  FLC_DELETE(owner.pool, d);
  void *v = FLC_ALLOC((*oo)->raw), *w = FLC_ALLOC(::blockAllocator), *x = FLC_ALLOC(bufAllocator[i + 1]);
  dirty(v, 48);
  dirty(w, 1000);
  dirty(x, 512);
  FLC_FREE(o->raw, v);
  FLC_FREE(FLC_RAW(::blockAllocator), w);
  FLC_FREE(bufAllocator[i + 1], x);
  c = FLC_NEW(trackedAllocator);
  CHECK(c->number == -1);
  FLC_DELETE(trackedAllocator, c);
  v = static_cast<char *>(FLC_TH_ALLOC(blockAllocator, t));
  dirty(v, 1000);
  FLC_FREE(blockAllocator, v);
}

static void
bulk_is_given_at_once()
{
  void *item[5], *after[5];
  std::uintptr_t places[5];
  for (void *&each : item) {
    each = FLC_ALLOC(blockAllocator);
  }
  for (int i = 0; i < 4; i++) {
    *static_cast<void **>(item[i]) = item[i + 1];
  }
  for (int i = 0; i < 5; i++) {
    places[i] = place_of(item[i]);
  }
  FLC_FREE_BULK(blockAllocator, item[0], item[4], 5);
  for (void *&each : after) {
    each = FLC_ALLOC(blockAllocator);
  }
  for (int i = 0; i < 5 && on_freelist; i++) {
    CHECK(place_of(after[i]) == places[i]); // head first
  }
  for (void *each : after) {
    FLC_FREE(blockAllocator, each);
  }
}

/* The rest of the start is in main(), with FLC. */
void
set_up_buffers()
{
  FLC_RE_INIT(bufAllocator[0], "buf[0]", 8192, 32, 8192, MADV_DONTDUMP);
  for (int i = 1; i < 3; i++) {
    FLC_RE_INIT(bufAllocator[i], i == 1 ? "buf[1]" : "buf[2]", 512, 32, 512, 0);
  }
}

void
start_pools(int disable_freelist, int disable_pfreelist)
{
  FLC_FREELIST_INIT_OPS(disable_freelist, disable_pfreelist);
}

void
dump_pools(std::FILE *f)
{
  FLC_FREELISTS_DUMP(f);
  FLC_FREELISTS_SNAP_BASELINE();
  void *v = FLC_ALLOC(bufAllocator[0]);
  FLC_FREELISTS_DUMP_BASELINEREL(f);
  FLC_FREE(bufAllocator[0], v);
}

void
set_watermarks(int high, int low)
{
  FLC_THREAD_LIST_HIGH_WATERMARK = high;
  FLC_THREAD_LIST_LOW_WATERMARK  = low;
}

void
sites()
{
  EThread thread;
  takes_construct(&thread);
  arguments_go_to_the_constructor(&thread);
  destroyed_only_where_declared(&thread);
  null_is_given(&thread);
  threads_are_not_looked_at();
  words_are_statements(&thread);
  derived_goes_to_its_base(&thread);
  alignment();
  pools_are_expressions(&thread);
  bulk_is_given_at_once();
}

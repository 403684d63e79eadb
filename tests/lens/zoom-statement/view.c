// line 8
struct ClassAllocator pool;
void fl(void)
{ c = pool.alloc(); }
// line 9
struct ClassAllocator pool;
void fl(void)
{ if (likely(c = pool.alloc())); }
// line 12
struct ClassAllocator pool;
void fl(void)
{ pool.free(c); }
// line 13
struct ClassAllocator pool;
void fl(void)
{ for (int i = 0; i < n; use(pool.alloc())); }
// line 17
struct ClassAllocator pool;
void fl(void)
{ return n ? pool.alloc() : nullptr; }
// line 19
struct ClassAllocator pool;
void fl(void)
{ call(flb_0(1, make(pool.alloc(n,
                             2)))); }
// line 22
struct ClassAllocator pool;
void fl(void)
{ pool.free(c); }
// line 24
struct ClassAllocator pool;
void fl(void)
{ pool.free(c); }
// line 29
struct ClassAllocator pool;
void fl(void)
{ pool.free(p); }

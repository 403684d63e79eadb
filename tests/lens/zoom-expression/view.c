// line 7
struct ClassAllocator pool;
void fl(void)
{ pool.alloc(); }
// line 8
struct ClassAllocator pool;
void fl(void)
{ pool.alloc(fla_1, fla_2); }
// line 9
struct ClassAllocator pool;
void fl(void)
{ pool.free(fla_1); }
// line 10
struct ClassAllocator pool;
void fl(void)
{ io->pool.free_void(c, fla_1); }

// line 4
struct ClassAllocator pool;
void fl(void)
{
  x = pool.alloc();
  pool.free(x);
  close(fd);
  flq_1.free(x); }

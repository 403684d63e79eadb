// line 4
struct ClassAllocator pool; struct Allocator io[9];
void fl(void)
{
  struct flt_1 name = flk_0("x", 3);
  const struct flt_2 thing = flk_0(n, 2);
  struct flt_2 *const p = nullptr, r = *p, *q[4];
  static const struct flt_3 v = {1, 2, 3};
  unsigned long count = 0;
  struct flt_4 flq_5 = entry(n);
  int *callback = handler;
  struct ClassAllocator local = flk_0("local", 16);
  struct ClassAllocator ref = pool;
  struct flt_6 now;
  struct flt_7 *w = flq_8(n);
  struct flt_9 conns;
  struct flt_2 a = flk_0("A"), b = flk_0("B");
  struct flt_2 value = Thing(n);
  extern int elsewhere;
               struct flt_10 seen;
  flo_11;
  flo_12;
  return n; }

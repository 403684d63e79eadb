// zoom: statement
// at: pool
// preamble: struct ClassAllocator pool;
void
statements(Conn *c)
{
  int n = 3;
  c = pool.alloc();
  if (likely(c = pool.alloc())) {
    use(c);
  } else
    pool.free(c);
  for (int i = 0; i < n; use(pool.alloc()))
    continue;
  switch (n) {
  case 1:
    return n ? pool.alloc() : nullptr;
  default:
    call({1, make(pool.alloc(n,
                             2))});
  }
  auto fn = [&]() { pool.free(c); };
  do
    pool.free(c);
  while (n);
}
#define GIVE(p) \
  check(p);     \
  ::pool.free(p)

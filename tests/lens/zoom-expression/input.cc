// zoom: expression
// at: pool
// preamble: struct ClassAllocator pool;
void
expressions(Conn *c)
{
  c = pool.alloc();
  use(c, static_cast<Conn *>(pool.alloc(ns::f<int>(1, 2), {3, 4})));
  ::pool.free(c->next[3]);
  io->pool.free_void(c, [](int x) { return x; });
}

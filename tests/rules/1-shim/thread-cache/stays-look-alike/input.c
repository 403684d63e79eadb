struct ProxyAllocator {
  int allocated;
  void *freelist;
};
struct ClassAllocator {
  struct Allocator (*raw)(void);
};
struct lane {
  struct ProxyAllocator streams, blocks;
};
extern struct ClassAllocator streams;
extern struct Allocator blocks;

void *take(struct lane *t, struct unknown *u)
{
  thread_freeup(undeclared, t->streams);
  thread_freeup(u->raw(), t->streams);
  t->thread_freeup(streams, t->streams);
  thread_alloc(t, streams);
  THREAD_ALLOC(streams, t);
  return thread_alloc(undeclared, t->streams);
}

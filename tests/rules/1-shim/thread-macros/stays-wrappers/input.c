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

void *take(struct lane *t, void *p)
{
  EVENT_ALLOC(streams, t);
  EVENT_FREE(p, streams, t);
  THREAD_ALLOC(undeclared, t);
  THREAD_FREE(p, undeclared, t);
  MY_THREAD_ALLOC(streams, t);
  return thread_alloc(streams, t->streams); /* THREAD_ALLOC(streams, t) */
}

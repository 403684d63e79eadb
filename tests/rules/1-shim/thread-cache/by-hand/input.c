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

void *take(struct lane *t)
{
  void *p = thread_alloc(streams, t->streams);

  p = thread_alloc(streams, t->streams, 1, "two");
  p = thread_alloc_init(streams, t->streams);
  return thread_alloc(blocks, t->blocks);
}

void trim(struct lane *t)
{
  if (t->streams.allocated > 512)
    thread_freeup(streams.raw(), t->streams);
  thread_freeup(blocks, t->blocks);
}

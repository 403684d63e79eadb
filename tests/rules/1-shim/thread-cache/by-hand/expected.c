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
  void *p = FLC_TC_ALLOC(streams, t->streams);

  p = FLC_TC_ALLOC(streams, t->streams, 1, "two");
  p = FLC_TC_ALLOC_INIT(streams, t->streams);
  return FLC_TC_ALLOC(blocks, t->blocks);
}

void trim(struct lane *t)
{
  if (t->streams.allocated > 512)
    FLC_TC_FREEUP(streams.raw(), t->streams);
  FLC_TC_FREEUP(blocks, t->blocks);
}

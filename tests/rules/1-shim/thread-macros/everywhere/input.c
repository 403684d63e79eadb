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

void *take(struct lane *t, int id)
{
  struct stream *s = THREAD_ALLOC(streams, t);

  if ((s = THREAD_ALLOC_INIT(streams, this_thread(), id, /* name */ "s")) == 0)
    return SAFE_THREAD_ALLOC(streams, t->next ? t : 0);
  s->block = (struct block *)THREAD_ALLOC(blocks, t);
  return s ? s : THREAD_ALLOC_INIT(streams, t,
                                   id);
}

void give(struct stream *s, struct lane *t)
{
  if (s->block)
    THREAD_FREE(s->block, blocks, t);
  else
    THREAD_FREE(s, streams, this_thread());
  THREAD_FREE(THREAD_ALLOC(streams, t), streams, THREAD_ALLOC_INIT(blocks, t));
}

#define EVENT_TAKE(t) THREAD_ALLOC(streams, t)
#define EVENT_GIVE(p, t)                                                                           \
  if ((p)->global)                                                                                 \
    streams.free(p);                                                                               \
  else                                                                                             \
    THREAD_FREE(p, streams, t)

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
  struct stream *s = FLC_TH_ALLOC(streams, t);

  if ((s = FLC_TH_ALLOC_INIT(streams, this_thread(), id, /* name */ "s")) == 0)
    return FLC_TH_ALLOC_SAFE(streams, t->next ? t : 0);
  s->block = (struct block *) FLC_TH_ALLOC(blocks, t);
  return s ? s : FLC_TH_ALLOC_INIT(streams, t,
                                   id);
}

void give(struct stream *s, struct lane *t)
{
  if (s->block)
    FLC_TH_FREE(s->block, blocks, t);
  else
    FLC_TH_FREE(s, streams, this_thread());
  FLC_TH_FREE(FLC_TH_ALLOC(streams, t), streams, FLC_TH_ALLOC_INIT(blocks, t));
}

#define EVENT_TAKE(t) FLC_TH_ALLOC(streams, t)
#define EVENT_GIVE(p, t)                                                                           \
  if ((p)->global)                                                                                 \
    streams.free(p);                                                                               \
  else                                                                                             \
    THREAD_FREE(p, streams, t)

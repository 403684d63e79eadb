struct ClassAllocator {
  void *(*alloc)();
  void (*free)(void *p);
};
struct TrackerClassAllocator {
  void *(*alloc)(const char *where);
  void (*free)(void *p);
};

extern struct ClassAllocator streams, frames[4];
static struct TrackerClassAllocator tracked;
struct lane {
  struct ClassAllocator own;
};

void *take(struct lane *l, int i, struct ClassAllocator given)
{
  void *p = FLC_NEW(streams), *q = FLC_NEW(frames[i + 1], 1, /* the second */ 2);
  struct ClassAllocator local;

  if (likely(p = FLC_NEW(streams)))
    return FLC_NEW(streams);
  p = i ? FLC_NEW(streams) : FLC_NEW(l->own, 3);
  use(FLC_NEW(local), FLC_NEW(given, "a", "b"), FLC_NEW(tracked, "here"));
  q = (struct stream *) FLC_NEW(streams);
  for (p = FLC_NEW(streams); i; i--)
    ;
  return FLC_NEW((*(&local)));
}

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
  void *p = streams.alloc(), *q = frames[i + 1].alloc(1, /* the second */ 2);
  struct ClassAllocator local;

  if (likely(p = streams.alloc()))
    return streams.alloc();
  p = i ? streams.alloc() : l->own.alloc(3);
  use(local.alloc(), given.alloc("a", "b"), tracked.alloc("here"));
  q = (struct stream *)streams.alloc();
  for (p = streams.alloc(); i; i--)
    ;
  return (*(&local)).alloc();
}

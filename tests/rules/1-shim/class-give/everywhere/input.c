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

int give(struct lane *l, void *p, int i)
{
  if (p)
    streams.free(p);
  else
    frames[i].free((struct frame *)p);
  i ? l->own.free(p) : tracked.free(l ? p : 0);
  streams.free(streams.alloc()), streams.free(p = 0);
  frames[(streams.free(p), 1)].free(p);
  return streams.free(/* itself */ p);
}

#define GIVE(p) streams.free(p)

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
    FLC_DELETE(streams, p);
  else
    FLC_DELETE(frames[i], (struct frame *)p);
  i ? FLC_DELETE(l->own, p) : FLC_DELETE(tracked, l ? p : 0);
  FLC_DELETE(streams, streams.alloc()), FLC_DELETE(streams, p = 0);
  FLC_DELETE(frames[(FLC_DELETE(streams, p), 1)], p);
  return FLC_DELETE(streams, /* itself */ p);
}

#define GIVE(p) FLC_DELETE(streams, p)

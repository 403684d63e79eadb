struct ClassAllocator {
  void *(*alloc)();
  void (*free)(void *p);
};
struct TrackerClassAllocator {
  void *(*alloc)(const char *where);
  void (*free)(void *p);
};

static struct ClassAllocator outer, inner[2];
static struct TrackerClassAllocator tracked;

void *take(void)
{
  outer.free(FLC_NEW(inner[0]));
  FLC_NEW(outer, FLC_NEW(inner[1], FLC_NEW(outer)));
  FLC_NEW(tracked, FLC_NEW(outer, FLC_NEW(tracked)));
  return FLC_NEW(inner[(int)(long) FLC_NEW(inner[0])]);
}

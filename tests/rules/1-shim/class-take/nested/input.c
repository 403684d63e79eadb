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
  outer.free(inner[0].alloc());
  outer.alloc(inner[1].alloc(outer.alloc()));
  tracked.alloc(outer.alloc(tracked.alloc()));
  return inner[(int)(long)inner[0].alloc()].alloc();
}

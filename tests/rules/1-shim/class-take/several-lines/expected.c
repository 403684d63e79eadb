struct ClassAllocator {
  void *(*alloc)();
  void (*free)(void *p);
};
struct TrackerClassAllocator {
  void *(*alloc)(const char *where);
  void (*free)(void *p);
};

static struct ClassAllocator streams;

void *take(int a, int b)
{
  return FLC_NEW(streams, a, /* first */
                       // between
                       b);
}

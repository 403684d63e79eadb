struct ClassAllocator {
  void *(*alloc)();
  void (*free)(void *p);
};
struct TrackerClassAllocator {
  void *(*alloc)(const char *where);
  void (*free)(void *p);
};

static struct ClassAllocator streams;

#define TAKE(n) FLC_NEW(streams, n)
#define TAKE_INTO(p, n)                                                                            \
  do {                                                                                             \
    (p) = FLC_NEW(streams, n);                                                                        \
  } while (0)

void *take(void)
{
  void *p;

  TAKE_INTO(p, 1);
  LOG("taken %p %p", p, FLC_NEW(streams, 2)); /* streams.alloc() in a comment */
  log("streams.alloc()");
  return TAKE(3);
}

struct ClassAllocator {
  void *(*alloc)();
  void (*free)(void *p);
};
struct TrackerClassAllocator {
  void *(*alloc)(const char *where);
  void (*free)(void *p);
};

static struct ClassAllocator streams;

#define TAKE(n) streams.alloc(n)
#define TAKE_INTO(p, n)                                                                            \
  do {                                                                                             \
    (p) = streams.alloc(n);                                                                        \
  } while (0)

void *take(void)
{
  void *p;

  TAKE_INTO(p, 1);
  LOG("taken %p %p", p, streams.alloc(2)); /* streams.alloc() in a comment */
  log("streams.alloc()");
  return TAKE(3);
}

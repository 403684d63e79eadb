struct ClassAllocator {
  void *(*alloc)();
  void (*free)(void *p);
};
struct TrackerClassAllocator {
  void *(*alloc)(const char *where);
  void (*free)(void *p);
};

struct Arena {
  void *(*alloc)(int n);
};
static struct Arena arena;
extern struct ClassAllocator streams, *handle;

void *take(struct Arena *a, struct unknown *u)
{
  void *p = arena.alloc(3);

  p = a->alloc(4);
  p = u->arena.alloc(5);
  p = undeclared.alloc(6);
  p = handle->alloc();
  streams.free(p);
  p = streams.alloc;
  return alloc(streams);
}

struct ClassAllocator {
  void *(*alloc)();
  void (*free)(void *p);
};
struct TrackerClassAllocator {
  void *(*alloc)(const char *where);
  void (*free)(void *p);
};

struct Buffer {
  void (*free)();
};
extern struct ClassAllocator streams;

void give(struct Buffer *b, struct Buffer c, struct unknown *u, void *p)
{
  b->free();
  c.free(p);
  u->x.free(p);
  undeclared.free(p);
  free(p);
  streams.free();
  streams.free(p, 1);
  streams.alloc();
}

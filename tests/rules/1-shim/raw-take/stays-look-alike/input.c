struct Allocator {
  void *(*alloc_void)(void);
  void (*free_void)(void *p);
  void (*free_void_bulk)(void *head, void *tail, unsigned long n);
  void (*re_init)(const char *name, unsigned size, unsigned chunk, unsigned align, int advice);
};
struct ClassAllocator {
  void *(*alloc_void)(void);
  void (*free_void)(void *p);
  void (*free_bulk)(void *head, void *tail, unsigned long n);
  struct Allocator (*raw)(void);
  void (*destroy_if_enabled)(void *p);
};

struct Slab {
  void *(*alloc_void)(void);
};
extern struct Slab slab;
extern struct Allocator heap, *pointer;

void *take(struct unknown *u)
{
  heap.free_void(slab.alloc_void());
  heap.alloc_void(1);
  pointer->alloc_void();
  u->heap.alloc_void();
  return undeclared.alloc_void();
}

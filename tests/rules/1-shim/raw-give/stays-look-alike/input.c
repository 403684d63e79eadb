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
  void (*free_void)(void *p);
};
extern struct Slab slab;
extern struct Allocator heap, *pointer;
extern struct ClassAllocator streams;

void give(void *p)
{
  slab.free_void(heap.alloc_void());
  pointer->free_void(p);
  unknown->raw().free_void(p);
  heap.free_void_bulk(p, p, 1);
  undeclared.free_void(p);
}

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
  void (*free_void_bulk)(void *head, void *tail, unsigned long n);
};
extern struct Slab slab;
extern struct Allocator heap, *pointer;

void give(void *head, void *tail, unsigned long n)
{
  slab.free_void_bulk(head, tail, n);
  pointer->free_void_bulk(head, tail, n);
  heap.free_void(head);
  free_bulk(head, tail, n);
}

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

extern struct Allocator buffers[15], heap;
extern struct ClassAllocator streams;

void give(void *head, void *tail, unsigned long n)
{
  if (n > 1)
    heap.free_void_bulk(head, tail, n);
  streams.free_bulk(head, tail, n);
  streams.free_void_bulk(head, /* last */ tail, n);
  buffers[n].free_void_bulk(head, tail, (heap.free_void_bulk(head, tail, 2), n));
}

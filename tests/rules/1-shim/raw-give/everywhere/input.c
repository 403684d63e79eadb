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

void give(void *p, int i)
{
  if (i)
    buffers[i].free_void((void *)(p));
  heap.free_void(heap.alloc_void());
  p ? heap.free_void(p) : streams.free_void(p);
  buffers[(heap.free_void(p), 2)].free_void(p);
  streams.raw().free_void(p);
}

#define GIVE(p) heap.free_void(p)

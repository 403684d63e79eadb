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
    FLC_FREE(buffers[i], (void *)(p));
  FLC_FREE(heap, heap.alloc_void());
  p ? FLC_FREE(heap, p) : FLC_FREE(streams, p);
  FLC_FREE(buffers[(FLC_FREE(heap, p), 2)], p);
  FLC_FREE(streams.raw(), p);
}

#define GIVE(p) FLC_FREE(heap, p)

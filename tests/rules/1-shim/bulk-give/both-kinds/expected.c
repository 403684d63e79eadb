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
    FLC_FREE_BULK(heap, head, tail, n);
  FLC_DELETE_BULK(streams, head, tail, n);
  FLC_FREE_BULK(streams, head, /* last */ tail, n);
  FLC_FREE_BULK(buffers[n], head, tail, (FLC_FREE_BULK(heap, head, tail, 2), n));
}

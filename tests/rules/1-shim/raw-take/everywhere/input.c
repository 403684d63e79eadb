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
struct store {
  struct Allocator blocks, lanes[2];
};

void *take(struct store *s, int i)
{
  char *p = (char *)buffers[i].alloc_void();

  if ((p = buffers[s ? i : 0].alloc_void()) == 0)
    return heap.alloc_void();
  use(s->blocks.alloc_void(), s->lanes[i].alloc_void());
  return streams.alloc_void();
}

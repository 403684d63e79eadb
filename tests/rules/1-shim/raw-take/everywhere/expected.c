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
  char *p = (char *) FLC_ALLOC(buffers[i]);

  if ((p = FLC_ALLOC(buffers[s ? i : 0])) == 0)
    return FLC_ALLOC(heap);
  use(FLC_ALLOC(s->blocks), FLC_ALLOC(s->lanes[i]));
  return FLC_ALLOC(streams);
}

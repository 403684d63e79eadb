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

extern struct Allocator buffers[15];

void *take(void)
{
  return FLC_ALLOC(buffers[*(int *) FLC_ALLOC(buffers[0])]);
}

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

void start(const char *name, int advice)
{
  for (int i = 0; i < 15; i++) {
    unsigned size = 128 << i;

    buffers[i].re_init(name, size, 32, size, advice);
  }
  heap.re_init("heap", 2048, 16, 8, 0);
}

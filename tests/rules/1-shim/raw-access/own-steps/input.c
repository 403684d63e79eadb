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

extern struct ClassAllocator streams;
extern struct Allocator heap;
struct lane {
  struct ProxyAllocator *list;
};

void give(struct lane *l, void *p)
{
  streams.destroy_if_enabled(p);
  if (!l)
    streams.raw().free_void(p);
  else
    thread_freeup(streams.raw(), l->list);
  heap.destroy_if_enabled((streams.destroy_if_enabled(p), p));
}

#define GIVE(p)                                                                                    \
  do {                                                                                             \
    streams.destroy_if_enabled(p);                                                                 \
    streams.raw().free_void(p);                                                                    \
  } while (0)

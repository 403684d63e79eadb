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
  FLC_DESTROY(streams, p);
  if (!l)
    FLC_RAW(streams).free_void(p);
  else
    thread_freeup(FLC_RAW(streams), l->list);
  FLC_DESTROY(heap, (FLC_DESTROY(streams, p), p));
}

#define GIVE(p)                                                                                    \
  do {                                                                                             \
    FLC_DESTROY(streams, p);                                                                 \
    FLC_RAW(streams).free_void(p);                                                                    \
  } while (0)

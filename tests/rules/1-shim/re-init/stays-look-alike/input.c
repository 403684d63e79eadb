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

struct Table {
  void (*re_init)();
};
extern struct Table table;
extern struct Allocator heap, *pointer;

void start(void)
{
  table.re_init("table", 1);
  pointer->re_init("pointer", 1, 2, 3, 4);
  re_init(heap);
  heap.alloc_void();
}

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

struct Number {
  int (*raw)(void);
  void (*destroy_if_enabled)(void *p);
};
extern struct Number number;
extern struct ClassAllocator streams, *pointer;

int look(void *p)
{
  number.destroy_if_enabled(p);
  pointer->destroy_if_enabled(p);
  pointer->raw();
  raw(streams);
  return number.raw() + streams.raw(1);
}

struct Allocator heap = {"heap", 2048}, spare;
extern struct Allocator buffers[15];
static struct ClassAllocator streams = make("streams", 128);
struct TrackerClassAllocator tracked;
extern InkFreeList *list;
static struct InkFreeList *tagged;
struct lane {
  int number;
  struct ProxyAllocator streams;
  struct ProxyAllocator blocks, *other;
};

void use(struct ClassAllocator *pool, struct Allocator by_value)
{
  struct ClassAllocator local;
  InkFreeList *mine = 0;

  init(&local, sizeof(struct ClassAllocator));
}

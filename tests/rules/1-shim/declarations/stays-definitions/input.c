struct ClassAllocator {
  int size;
};
struct ArenaAllocator arena;
struct Proxy ProxyAllocator;
enum kind { TrackerClassAllocator };
typedef struct List {
  int InkFreeList;
} List;

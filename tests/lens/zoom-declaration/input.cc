// zoom: declaration
extern ClassAllocator<Conn, true> connAllocator;
ClassAllocator<Conn> a("a", 128), b("b");
static Allocator io[9];
ProxyAllocator list;
ProxyAllocator *slow = nullptr;
inline ::ClassAllocator<ns::Map<int, Conn>> mapAllocator{"map"};
const ClassAllocator<Conn> &ref = connAllocator;
thread_local Allocator
  twoLines("two",
           sizeof(Conn)); // words
InkFreeList *create(const char *name, size_t size);
ns::Allocator other("other");
struct Allocator plain;
template <> ClassAllocator<Conn> Pools<Conn>::pool("pool");

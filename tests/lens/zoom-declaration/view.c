// line 2


extern struct ClassAllocator connAllocator;
// line 3


struct ClassAllocator a = flk_0("a", 128), b = flk_0("b");
// line 4


static struct Allocator io[9];
// line 5


struct ProxyAllocator list;
// line 6


struct ProxyAllocator *slow = nullptr;
// line 7


struct ClassAllocator mapAllocator = flk_0("map");
// line 8


const struct ClassAllocator ref = connAllocator;
// line 9


struct Allocator
twoLines = flk_0("two",
sizeof(Conn));
// line 12


struct InkFreeList *create = flk_0(fla_1, fla_2);
// line 13


struct flt_1 other = flk_0("other");
// line 14


struct Allocator plain;
// line 15


struct ClassAllocator flq_1 = flk_0("pool");

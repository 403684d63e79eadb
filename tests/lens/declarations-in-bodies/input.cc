// preamble: struct ClassAllocator pool; struct Allocator io[9];
int
declarations(int n)
{
  std::string name("x", 3);
  const Thing thing{n, 2,};
  Thing *const p = nullptr, &r = *p, *q[4];
  static const std::vector<int> v = {1, 2, 3};
  unsigned long count = 0;
  auto [key, value] = entry(n);
  int (*callback)(int, char *) = handler;
  ClassAllocator<Conn, true> local("local", 16);
  ClassAllocator<Conn> &ref = pool;
  struct timeval now;
  class Widget *w = make<Widget>(n);
  LIST(Conn, link) conns;
  Thing a("A"), b("B");
  Thing value = Thing(n);
  extern int elsewhere;
  thread_local std::map<int, std::string> seen;
  typedef int number;
  using namespace std;
  return n;
}

void
expressions(Conn *c, int n)
{
  c->~Conn();
  c->Base::~Base();
  delete c;
  delete[] c->list;
  ::delete c->next;
  c = new Conn(n, 2);
  c = new (std::nothrow) Conn;
  c = ::new (place(c)) Conn{n};
  auto **many = new Conn *[n];
  x = static_cast<Conn *>(c) + reinterpret_cast<long>(n);
  x = (Conn *)c + (unsigned char)n + (Type)n + (n)-1;
  x = int(n) + bool(c) + Point{1, 2}.x + std::pair<int, int>{3, 4}.first;
  call({1, 2,}, Point{}, [](int k) { return k; });
  x = a ? b : c = d;
  x = a < b && c > d ? a >> 2 : a >= b;
  x = not a and (b or c) bitand compl n;
  (c->*member)(n);
  (c.*other)();
  c->template cast<Conn>(n);
  ns::f<int>(n, sizeof(Conn *), sizeof...(args), sizeof n);
  s = u8"raw" R"(a
b)" "c";
  s = "a" PRId64 "b";
  n = 1'000'000 + 0b11 + 12_km + 'ab' + L'x' + 0x1fUL;
  ::global(::x, ::ns::y);
  f(std::forward<Args>(args)..., (args + ...));
  x = operator+(a, b) || a.operator==(b);
  auto fn = [c, &n]() mutable -> int {
    return pool.alloc(c, n);
  };
  x = co_await c;
  throw n ? Error{} : Other();
}

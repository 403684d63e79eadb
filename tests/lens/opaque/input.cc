void
opaque(Conn *c)
{
  struct Local {
    int n;
    void give() { pool.free(this); }
  };
  enum { one, two };
  asm volatile("nop" : : "r"(c) : "memory");
  static_assert(sizeof(Conn) == 8, "size");
  @ strange $ tokens;
  weird words that are no C;
}

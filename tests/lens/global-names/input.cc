// preamble: struct ClassAllocator pool;
void
globals()
{
  x = ::pool.alloc();
  ::pool.free(x);
  ::close(fd);
  ns::pool.free(x);
}

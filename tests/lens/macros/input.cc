#define TAKE(_a, _t) take(::_a, _t->_a##_list)
#define GIVE(_p, _a, _t)    \
  _p->mutex = nullptr;      \
  if (_p->global) /* why */ \
    ::_a.free(_p);          \
  else                      \
    GIVE_LIST(_p, _a, _t)
#define EACH(x) for (auto x : list)
#define NAME(x) #x "_name" x
#define EMPTY
#define OPEN do {
void
macros()
{
  EACH (c) {
    use(c);
  }
  BENCHMARK("take and give") {
    use(1);
  }
  TAKE(pool, thread)
  GIVE(c, pool, thread)
  LIKELY_IF (x) {
    use(2);
  } else {
    use(3);
  }
  UNLIKELY
  use(4);
}

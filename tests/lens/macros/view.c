// line 1

void fl(void)
{ take(_a, _t->flq_1); }
// line 3

void fl(void)
{ _p->mutex = nullptr;
  if (_p->global)
    _a.free(_p);
  else
    GIVE_LIST(_p, _a, _t); }
// line 8

void fl(void)
{ while (x = flr_0(list)); }
// line 9

void fl(void)
{ "fls_1"; }
// line 11

void fl(void)
{ do; while(0); }
// line 14

void fl(void)
{
  if(flw_1 (c)) {
    use(c);
  }
  if(flw_2("take and give")) {
    use(1);
  }
  TAKE(pool, thread);
  GIVE(c, pool, thread);
  if(flw_3 (x)) {
    use(2);
  } else {
    use(3);
  }
  UNLIKELY;
  use(4); }

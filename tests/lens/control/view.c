// line 3

void fl(void)
{
  if (p = find(c), p != nullptr) {
    use(p);
  } else if (n = flk_0(c->n)) {
    use(n);
  }
  if(sizeof(long) == 8)
    use(8);
  while (flq_1 = flr_0(table)) {
    use(key, value);
  }
  while (x = flr_0(flb_0(c, c)))
    use(x);
  for (int i = 0, n = 3; i < n; ++i) {
  }
  while (next = c->pop()) {
    use(next);
  }
  switch (k = c->kind) {
  case flq_2:
  case 'b' ... 'd': {
    break;
  }
  default: ;
    int local = 3;
    use(local);
  last: ;
  }
  if(1) {
    risk();
  } if (flx_3) {
    flT_4;
  } if (flx_5) {
    flT_4(Error("x", 2));
  }
  do {
    continue;
  } while (false);
  goto last;
  return flb_0(c, 1); }

void
control(Conn *c)
{
  if (Conn *p = find(c); p != nullptr) {
    use(p);
  } else if (auto n{c->n}) {
    use(n);
  }
  if constexpr (sizeof(long) == 8)
    use(8);
  for (const auto &[key, value] : table) {
    use(key, value);
  }
  for (Conn *x : {c, c})
    use(x);
  for (int i = 0, n = 3; i < n; ++i) {
  }
  while (Conn *next = c->pop()) {
    use(next);
  }
  switch (int k = c->kind) {
  case A::first:
  case 'b' ... 'd': {
    break;
  }
  default:
    int local = 3;
    use(local);
  last:
  }
  try {
    risk();
  } catch (const std::exception &e) {
    throw;
  } catch (...) {
    throw Error("x", 2);
  }
  do {
    continue;
  } while (false);
  goto last;
  return {c, 1};
}

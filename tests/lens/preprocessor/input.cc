void
preprocessor(Conn *c)
{
#ifdef FIRST
  if (c->a) { // one
#else
  if (c->b) { /* two */
#endif
    use(c,
#if A
        1);
#else
        2);
#endif
  }
  use(c); /* three
  lines */ use(c);
}

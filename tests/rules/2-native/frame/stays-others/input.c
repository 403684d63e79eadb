int start(int f, int F)
{
  ink_freelist_init_ops(f, F);
  FLC_FREELIST_CREATE("a", 1, 2, 3);
  FLC_FREELISTS(f);
  s->FLC_FREELISTS_DUMP = 1;
  return FLC_THREAD_LIST_MARK;
}

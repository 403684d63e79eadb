int start(int f, int F)
{
  FLC_FREELIST_INIT_OPS(f, F);
  link(FLC_THREAD_LIST_HIGH_WATERMARK, "size");
  if (f) {
    FLC_FREELISTS_SNAP_BASELINE();
    FLC_FREELISTS_DUMP(stderr);
    FLC_FREELISTS_DUMP_BASELINEREL(out(f));
  }
  FLC_THREAD_LIST_LOW_WATERMARK = 0;
  return f;
}

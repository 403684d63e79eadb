void ink_freelist_init_ops(int without_freelist, int without_proxy);

int main(int argc, char **argv)
{
  FLC_FREELIST_INIT_OPS(argc > 1, 0);
  if (argc > 2)
    FLC_FREELISTS_SNAP_BASELINE();
  else
    FLC_FREELISTS_DUMP(stderr), FLC_FREELISTS_DUMP_BASELINEREL(stderr);
  return (FLC_FREELISTS_DUMP(0), 0);
}

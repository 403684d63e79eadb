void ink_freelist_init_ops(int without_freelist, int without_proxy);

int main(int argc, char **argv)
{
  ink_freelist_init_ops(argc > 1, 0);
  if (argc > 2)
    ink_freelists_snap_baseline();
  else
    ink_freelists_dump(stderr), ink_freelists_dump_baselinerel(stderr);
  return (ink_freelists_dump(0), 0);
}

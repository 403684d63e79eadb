// line 3

void fl(void)
{
  struct flt_13 flt_7;
  struct flt_13 flq_12;
  flq_14(flt_7, flq_12); }

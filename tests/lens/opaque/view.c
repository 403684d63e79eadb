// line 3

void fl(void)
{
  flo_1


   ;
  flo_2;
  flo_3;
  flo_4;
    struct flt_5 tokens;
  struct flt_6 C; }
// line 6

void fl(void)
{ pool.free(this); }

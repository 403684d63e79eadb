// line 3

void fl(void)
{
  c->fld_1();
  c->fld_2();
  flD_3(c);
  flD_4(c->list);
  flD_5(c->next);
  c = fln_6(n, 2);
  c = fln_7 (flq_8)->fly_9;
  c = fln_10 (place(c))->fly_9(n);
  struct flt_11 **many = fln_12[n];
  x = flc_13(c) + flc_14(n);
  x = (struct flt_15 *)c + (unsigned char)n + (struct flt_16)n + (n)-1;
  x = flq_17(n) + flq_18(c) + flb_19(1, 2).x + flb_20(3, 4).first;
  call(flb_0(1, 2), flb_19(), fll_21);
  x = a ? b : (c = d);
  x = a < b && c > d ? a >> 2 : a >= b;
  x = ! a && (b || c) & ~ n;
  (c.flm_22)(n);
  (c.flm_23)();
  c->flq_24(n);
  flq_25(n, sizeof(struct flt_15 *), sizeof(args), sizeof n);
  s = "fls_26"
       ;
  s = "fls_27";
  n = flq_28 + flq_29 + flq_30 + flq_31 + flq_32 + 0x1fUL;
  global(x, flq_33);
  f(flq_34(args), (flq_35));
  x = flq_36(a, b) || a.flq_37(b);
  struct flt_11 fn = fll_38

   ;
  x = c;
  flT_39(n ? flb_40() : Other()); }
// line 16

void fl(void)
{ return k; }
// line 31

void fl(void)
{
    return pool.alloc(c, n); }

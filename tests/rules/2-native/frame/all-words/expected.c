int start(int f, int F)
{
  LENS_NOTICE(f, F);
  link(LENS_GONE, "size");
  if (f) {
    LENS_GONE();
    LENS_GONE(stderr);
    LENS_GONE(out(f));
  }
  LENS_GONE = 0;
  return f;
}

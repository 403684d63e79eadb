struct DeletePool {
  int size;
};
struct ClassPool {
  int size;
};
struct ReleasePool {
  int size;
};
struct frame {
  struct frame *next, *inner;
  void (*fld_1)(void);
};
extern struct DeletePool frames;
extern struct ClassPool streams;
extern struct ReleasePool sessions;

/* fld_ and flc_ are how freelift shows a destructor and a cast of C++. */
void directly_before(struct frame *f, struct lane *t)
{
  f->fld_1();
  FLC_DELETE(frames, f);
  f->next->fld_1();
  FLC_DELETE(frames, (struct data_frame *)f->next);
  if (f->inner) {
    f->inner->fld_1();
    FLC_TH_FREE(flc_2(f->inner), streams, t);
  }
  f->fld_1();
  FLC_DELETE(sessions, f);
}

void of_something_else(struct frame *f, int c)
{
  f->inner->fld_1();
  FLC_DELETE(frames, f);
}

void on_some_paths(struct frame *f, int c)
{
  if (c)
    f->fld_1();
  FLC_DELETE(frames, f);
}

void given_on_some_paths(struct frame *f, int c)
{
  f->fld_1();
  if (c)
    FLC_DELETE(frames, f);
}

void with_something_between(struct frame *f, int c)
{
  f->fld_1();
  count(f);
  FLC_DELETE(frames, f);
}

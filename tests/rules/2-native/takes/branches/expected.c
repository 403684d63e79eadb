struct DeletePool {
  int size;
};
struct BlockPool {
  int size;
};
extern struct DeletePool streams, frames;
extern struct BlockPool blocks;

void same(struct stream *s, struct lane *t)
{
  struct stream *n;
  if (t)
    n = LENS_TH_NEW_FIRST(streams, t);
  else
    n = LENS_NEW_SECOND(streams);
  if (s->global && t != main_lane) {
    s->next = LENS_NEW_FIRST(streams, 1, n);
  } else {
    s->next = LENS_TH_NEW_SECOND(streams, t, 1, n);
  }
  if (!t) {
    s->block = LENS_MALLOC_FIRST(blocks);
  } else
    s->block = LENS_TH_MALLOC_SECOND(blocks, t);
}

void not_the_same(struct stream *s, struct lane *t)
{
  if (t)
    s = LENS_TH_NEW(streams, t, 1);
  else
    s = LENS_NEW(streams, 2);
  if (t)
    s = LENS_TH_NEW(streams, t);
  else
    s = LENS_NEW(frames);
  if (t)
    s = LENS_TH_NEW(streams, t);
  else
    s->next = LENS_NEW(streams);
  if (t) {
    s = LENS_TH_NEW(streams, t);
  } else {
    if (likely(s = LENS_NEW(streams)))
      s->global = 1;
  }
}

void condition_that_acts(struct stream *s, struct lane *t)
{
  if (is_there(t))
    s = LENS_TH_NEW(streams, t);
  else
    s = LENS_NEW(streams);
  if (s->n++)
    s = LENS_TH_NEW(streams, t);
  else
    s = LENS_NEW(streams);
}

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
    n = FLC_TH_ALLOC(streams, t);
  else
    n = FLC_NEW(streams);
  if (s->global && t != main_lane) {
    s->next = FLC_NEW(streams, 1, n);
  } else {
    s->next = FLC_TH_ALLOC(streams, t, 1, n);
  }
  if (!t) {
    s->block = FLC_ALLOC(blocks);
  } else
    s->block = FLC_TH_ALLOC(blocks, t);
}

void not_the_same(struct stream *s, struct lane *t)
{
  if (t)
    s = FLC_TH_ALLOC(streams, t, 1);
  else
    s = FLC_NEW(streams, 2);
  if (t)
    s = FLC_TH_ALLOC(streams, t);
  else
    s = FLC_NEW(frames);
  if (t)
    s = FLC_TH_ALLOC(streams, t);
  else
    s->next = FLC_NEW(streams);
  if (t) {
    s = FLC_TH_ALLOC(streams, t);
  } else {
    if (likely(s = FLC_NEW(streams)))
      s->global = 1;
  }
}

void condition_that_acts(struct stream *s, struct lane *t)
{
  if (is_there(t))
    s = FLC_TH_ALLOC(streams, t);
  else
    s = FLC_NEW(streams);
  if (s->n++)
    s = FLC_TH_ALLOC(streams, t);
  else
    s = FLC_NEW(streams);
}

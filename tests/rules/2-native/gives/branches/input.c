struct DeletePool {
  int size;
};
struct ReleasePool {
  int size;
};
struct BlockPool {
  int size;
};
extern struct DeletePool streams, frames;
extern struct ReleasePool sessions;
extern struct BlockPool blocks;

void same(struct stream *s, struct lane *t)
{
  if (s->global) {
    FLC_DELETE(streams, s);
  } else {
    FLC_TH_FREE(s, streams, t);
  }
  if (!s->inner->global && s->n > 3 && (s->a || !s->b[2]))
    FLC_TH_FREE(s->inner, sessions, t);
  else
    FLC_DELETE(sessions, s->inner);
  if (t == main_lane)
    FLC_TH_FREE(s, blocks, t);
  else {
    FLC_TH_FREE(s, blocks, main_lane);
  }
  if (s->kind == 1) {
    FLC_FREE(blocks, s);
  } else
    FLC_FREE(blocks, s);
}

void not_the_same(struct stream *s, struct lane *t)
{
  if (s->global)
    FLC_DELETE(streams, s);
  else
    FLC_TH_FREE(s, frames, t);
  if (s->global)
    FLC_DELETE(streams, s);
  else
    FLC_TH_FREE(s->next, streams, t);
  if (s->global)
    FLC_DELETE(streams, s);
  if (s->global) {
    FLC_DELETE(streams, s);
  } else {
    count(s);
    FLC_TH_FREE(s, streams, t);
  }
}

void condition_that_acts(struct stream *s, struct lane *t)
{
  if (is_global(s))
    FLC_DELETE(streams, s);
  else
    FLC_TH_FREE(s, streams, t);
  if (s->n && --s->n)
    FLC_DELETE(streams, s);
  else
    FLC_TH_FREE(s, streams, t);
  if ((t = s->lane))
    FLC_DELETE(streams, s);
  else
    FLC_TH_FREE(s, streams, t);
}

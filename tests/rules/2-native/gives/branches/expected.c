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
    LENS_DELETE_FIRST(streams, s);
  } else {
    LENS_TH_DELETE_SECOND(s, streams, t);
  }
  if (!s->inner->global && s->n > 3 && (s->a || !s->b[2]))
    LENS_TH_RELEASE_FIRST(s->inner, sessions, t);
  else
    LENS_RELEASE_SECOND(sessions, s->inner);
  if (t == main_lane)
    LENS_TH_MFREE_FIRST(s, blocks, t);
  else {
    LENS_TH_MFREE_SECOND(s, blocks, main_lane);
  }
  if (s->kind == 1) {
    LENS_MFREE_FIRST(blocks, s);
  } else
    LENS_MFREE_SECOND(blocks, s);
}

void not_the_same(struct stream *s, struct lane *t)
{
  if (s->global)
    LENS_DELETE(streams, s);
  else
    LENS_TH_DELETE(s, frames, t);
  if (s->global)
    LENS_DELETE(streams, s);
  else
    LENS_TH_DELETE(s->next, streams, t);
  if (s->global)
    LENS_DELETE(streams, s);
  if (s->global) {
    LENS_DELETE(streams, s);
  } else {
    count(s);
    LENS_TH_DELETE(s, streams, t);
  }
}

void condition_that_acts(struct stream *s, struct lane *t)
{
  if (is_global(s))
    LENS_DELETE(streams, s);
  else
    LENS_TH_DELETE(s, streams, t);
  if (s->n && --s->n)
    LENS_DELETE(streams, s);
  else
    LENS_TH_DELETE(s, streams, t);
  if ((t = s->lane))
    LENS_DELETE(streams, s);
  else
    LENS_TH_DELETE(s, streams, t);
}

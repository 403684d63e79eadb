struct DeletePool {
  int size;
};
struct ReleasePool {
  int size;
};
struct BlockPool {
  int size;
};
extern struct DeletePool streams;
extern struct ReleasePool sessions;
extern struct BlockPool blocks[4];

void give(struct stream *s, struct lane *t)
{
  LENS_TH_MFREE(s->block, blocks[2], t);
  if (s->next)
    LENS_DELETE(streams, s->next);
  else
    LENS_RELEASE(sessions, s->session);
  LENS_MFREE(blocks[s->n], s->other);
  LENS_TH_RELEASE(s->last ? s->last : s->inner, sessions, this_thread());
  LENS_TH_DELETE(s, streams, t);
}

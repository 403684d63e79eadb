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
  FLC_TH_FREE(s->block, blocks[2], t);
  if (s->next)
    FLC_DELETE(streams, s->next);
  else
    FLC_DELETE(sessions, s->session);
  FLC_FREE(blocks[s->n], s->other);
  FLC_TH_FREE(s->last ? s->last : s->inner, sessions, this_thread());
  FLC_TH_FREE(s, streams, t);
}

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

void *take(struct lane *t, int id)
{
  struct stream *s = FLC_NEW(streams, id, /* name */ "s");

  s->session = FLC_NEW(sessions);
  s->block = FLC_ALLOC(blocks[id]);
  s->other = FLC_TH_ALLOC(blocks[0], t);
  if (!s->other)
    return FLC_TH_ALLOC(streams, t->next ? t : 0);
  s->inner = FLC_NEW(streams, FLC_TH_ALLOC_INIT(sessions, this_thread(), id));
  s->last = FLC_TH_ALLOC_SAFE(sessions, t,
                              id);
  return FLC_TC_ALLOC(streams, t->list);
}

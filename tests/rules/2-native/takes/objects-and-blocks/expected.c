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
  struct stream *s = LENS_NEW(streams, id, /* name */ "s");

  s->session = LENS_NEW(sessions);
  s->block = LENS_MALLOC(blocks[id]);
  s->other = LENS_TH_MALLOC(blocks[0], t);
  if (!s->other)
    return LENS_TH_NEW(streams, t->next ? t : 0);
  s->inner = LENS_NEW(streams, LENS_TH_NEW(sessions, this_thread(), id));
  s->last = LENS_TH_NEW(sessions, t,
                              id);
  return LENS_TH_NEW(streams, t->list);
}

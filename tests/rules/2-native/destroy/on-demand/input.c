struct DeletePool {
  int size;
};
struct ReleasePool {
  int size;
};
extern struct DeletePool streams;
extern struct ReleasePool sessions[2];

void on_demand(struct stream *s)
{
  FLC_DESTROY(streams, s);
  if (s->next)
    FLC_DESTROY(sessions[1], s->next->session);
}

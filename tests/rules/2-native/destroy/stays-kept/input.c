struct KeptPool {
  int size;
};
struct BlockPool {
  int size;
};
extern struct KeptPool events;
extern struct BlockPool blocks;

void on_demand(struct event *e)
{
  FLC_DESTROY(events, e);
  FLC_DESTROY(blocks, e);
  FLC_DESTROY(unknown, e);
  DESTROY(events, e);
}

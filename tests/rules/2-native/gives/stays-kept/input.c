struct KeptPool {
  int size;
};
extern struct KeptPool events, buffers[2];

void give(struct event *e, struct lane *t)
{
  FLC_DELETE(events, e);
  FLC_TH_FREE(e->next, events, t);
  FLC_FREE(buffers[1], e->data);
  FLC_DELETE(unknown, e);
  DELETE(e);
}

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

void give_either(struct event *e, struct lane *t)
{
  e->fld_1();
  FLC_DELETE(events, e);
  if (e->global)
    FLC_DELETE(events, e);
  else
    FLC_TH_FREE(e, events, t);
  FLC_FREELIST_FREE(unknown, e);
}

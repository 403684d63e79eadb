struct KeptPool {
  int size;
};
extern struct KeptPool events, buffers[2];
extern struct class_pool others;

void *take(struct lane *t)
{
  void *e = FLC_NEW(events);

  e = FLC_TH_ALLOC(events, t);
  e = FLC_ALLOC(buffers[1]);
  e = FLC_NEW(unknown);
  e = FLC_NEW(others, t);
  return NEW(e);
}

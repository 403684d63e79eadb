struct KeptPool {
  int size;
};
struct DeletePool {
  int size;
};
struct lane {
  struct KeptPool events;
};
extern struct KeptPool events, buffers[3], *cells;
extern struct DeletePool streams;

void set_up(struct lane *t, int advice)
{
  FLC_RE_INIT(buffers[1], "buffers", 64, 32, 16, advice);
  cells = FLC_FREELIST_CREATE("cells", 64, 256, 8);
  FLC_FREELIST_INIT(&cells, "cells", 64, 256, 8);
  FLC_TC_FREEUP(events, t->events);
  FLC_TC_FREEUP(FLC_RAW(events), t->events);
  use(FLC_RAW(events), FLC_RAW(streams));
  FLC_TC_FREEUP(unknown, t->unknown);
}

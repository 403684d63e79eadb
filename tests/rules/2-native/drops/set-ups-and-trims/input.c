struct DeletePool {
  int size;
};
struct ReleasePool {
  int size;
};
struct BlockPool {
  int size;
};
struct lane {
  struct DeletePool streams;
};
extern struct DeletePool streams;
extern struct ReleasePool sessions;
extern struct BlockPool blocks[3], *cells;

void set_up(struct lane *t, int advice)
{
  FLC_RE_INIT(blocks[1], "blocks", 64, 32, 16, advice);
  cells = FLC_FREELIST_CREATE("cells", 64, 256, 8);
  FLC_FREELIST_INIT(&cells, "cells", 64, 256, 8);
  FLC_FREELIST_MADVISE_INIT(&cells, "cells", 64, 256, 8, advice);
}

void trim(struct lane *t)
{
  FLC_TC_FREEUP(streams, t->streams);
  if (t)
    FLC_TC_FREEUP(FLC_RAW(sessions), t->streams);
  use(FLC_RAW(streams));
}

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
  LENS_DROP(blocks[1], "blocks", 64, 32, 16, advice);
  cells = LENS_DROP("cells", 64, 256, 8);
  LENS_DROP(&cells, "cells", 64, 256, 8);
  LENS_DROP(&cells, "cells", 64, 256, 8, advice);
}

void trim(struct lane *t)
{
  LENS_DROP(streams, t->streams);
  if (t)
    LENS_DROP(LENS_DROP_TOO(sessions), t->streams);
  use(FLC_RAW(streams));
}

struct BlockPool {
  int size;
};
struct KeptPool {
  int size;
};
extern struct BlockPool *cells, *all[3];
extern struct KeptPool *links;

void take(void **p)
{
  p[0] = LENS_MALLOC(cells);
  p[1] = LENS_MALLOC(all[1]);
  p[2] = FLC_FREELIST_NEW(links);
}

struct BlockPool {
  int size;
};
struct KeptPool {
  int size;
};
extern struct BlockPool *cells;
extern struct KeptPool *links;

void give(void *p, void *head, void *tail)
{
  LENS_MFREE(cells, p);
  FLC_FREELIST_FREE(links, p);
  FLC_FREELIST_FREE_BULK(cells, head, tail, 3);
}

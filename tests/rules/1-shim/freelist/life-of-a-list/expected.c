typedef struct _InkFreeList InkFreeList;
void *ink_freelist_new(InkFreeList *f);
void ink_freelist_free(InkFreeList *f, void *item);

static InkFreeList *list, *lists[3];
static struct InkFreeList *tagged;
struct store {
  InkFreeList *own;
};

InkFreeList *make(struct store *s, int n)
{
  FLC_FREELIST_INIT(&list, "list", 64, 256, 8);
  FLC_FREELIST_INIT(&lists[n], "lists", 64, 256, 8);
  FLC_FREELIST_MADVISE_INIT(&s->own, "own",
                            64, 256, 8, 0);
  tagged = FLC_FREELIST_CREATE("tagged", 64, 256, 8);
  return FLC_FREELIST_CREATE("another", n, 256, 8);
}

void *use(struct store *s, InkFreeList *given, void *head, void *tail)
{
  void *m = FLC_FREELIST_NEW(list);

  FLC_FREELIST_FREE(s->own, FLC_FREELIST_NEW(lists[1]));
  if (FLC_FREELIST_NEW(given))
    FLC_FREELIST_FREE_BULK(tagged, head, tail, 3);
  FLC_FREELIST_FREE(list, FLC_FREELIST_NEW(list)), FLC_FREELIST_FREE(tagged, m);
  return FLC_FREELIST_NEW(tagged);
}

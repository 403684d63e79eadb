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
  ink_freelist_init(&list, "list", 64, 256, 8);
  ink_freelist_init(&lists[n], "lists", 64, 256, 8);
  ink_freelist_madvise_init(&s->own, "own",
                            64, 256, 8, 0);
  tagged = ink_freelist_create("tagged", 64, 256, 8);
  return ink_freelist_create("another", n, 256, 8);
}

void *use(struct store *s, InkFreeList *given, void *head, void *tail)
{
  void *m = ink_freelist_new(list);

  ink_freelist_free(s->own, ink_freelist_new(lists[1]));
  if (ink_freelist_new(given))
    ink_freelist_free_bulk(tagged, head, tail, 3);
  ink_freelist_free(list, ink_freelist_new(list)), ink_freelist_free(tagged, m);
  return ink_freelist_new(tagged);
}

typedef struct _InkFreeList InkFreeList;
void *ink_freelist_new(InkFreeList *f);
void ink_freelist_free(InkFreeList *f, void *item);

struct AtomicList {
  void *head;
};
static InkFreeList *list;

void *use(struct AtomicList *other, void *p)
{
  ink_freelist_free(other, p);
  ink_freelist_init(&other, "other", 64, 256, 8);
  ink_atomiclist_push(list, p);
  my_ink_freelist_new(list);
  p = ink_freelist_new;
  return ink_freelist_new(undeclared);
}

#include "tscore/ink_queue.h"
#include "tscore/JeAllocator.h"

/* SANITY finds broken lists. */
#ifdef DEBUG
#define SANITY
#endif

static auto jna = new_arena();

struct ink_freelist_ops {
  void *(*take)(InkFreeList *);
};

static void *freelist_new(InkFreeList *f);
static const ink_freelist_ops freelist_ops = {freelist_new};

#define NEXT(_x) (*(void **)(_x))

#ifdef SANITY
int fake_global_for_ink_queue = 0;
#endif

void
ink_freelist_init_ops(int nofl_class, int nofl_proxy)
{
  (void)nofl_class;
  (void)nofl_proxy;
}

void
ink_freelist_init(InkFreeList **f, const char *, int size)
{
  *f         = new InkFreeList();
  (*f)->size = size;
}

void *
ink_freelist_new(InkFreeList *f)
{
  return freelist_ops.take(f);
}

static void *
freelist_new(InkFreeList *f)
{
  return jna->take(f->size);
}

void
ink_freelist_free(InkFreeList *f, void *item)
{
  NEXT(item)    = f->head.first;
  f->head.first = item;
}

void
ink_freelists_dump(FILE *f)
{
  fputs("lists\n", f);
}

void *
atomic_pop(InkAtomicList *l)
{
  return NEXT(l->head.first);
}

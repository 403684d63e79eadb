/* SPDX-License-Identifier: Apache-2.0 */
/* What the native rules take along with a call, and what they leave. */
#include "I_Thread.h"
#include "tscore/Allocator.h"

void *ats_malloc(size_t size);
void ats_free(void *ptr);
#define likely(x) __builtin_expect(!!(x), 1)

struct Frame {
  virtual ~Frame();
  Frame *next = nullptr;
  bool once   = false;
};
struct DataFrame : Frame {
  ~DataFrame() override;
  bool global = false;
};

// One pool for all threads.
ClassAllocator<Frame> frameAllocator("frameAllocator");

// Allocators of data
ClassAllocator<DataFrame> dataAllocator("dataAllocator");

// Frames of both kinds
ClassAllocator<Frame, true> eitherAllocator("eitherAllocator");
int frames;

Allocator cellAllocator;
static InkFreeList *links;

/* ------------------------------------------------------------------ a destructor and a give */

void
frame_give(Frame *f)
{
  f->~Frame();
  frameAllocator.free(f);
}

void
data_give(Frame *f)
{
  if (f->next) {
    f->next->~Frame(); // the virtual one
    dataAllocator.free(static_cast<DataFrame *>(f->next));
  }
  f->~Frame();
  // a word before it goes
  dataAllocator.free(static_cast<DataFrame *>(f));
}

/* ------------------------------------------------------------------ null checks */

Frame *
frame_take()
{
  Frame *f = frameAllocator.alloc();
  if (!f) {
    return nullptr;
  }

  f->next = nullptr;
  return f;
}

Frame *
data_take(int n)
{
  DataFrame *d = dataAllocator.alloc();
  if (d == nullptr)
    return nullptr;
  void *cell = cellAllocator.alloc_void();
  if (cell == NULL) {
    goto out; // stays, or the label would be alone
  }
  if (n > 1) {
    d = dataAllocator.alloc();
    if (nullptr == d) {
      // what a comment says is not thrown away
      return nullptr;
    }
  }
  if (likely(d = dataAllocator.alloc())) {
    d->global = true;
  }
out:
  cellAllocator.free_void(cell);
  return d;
}

/* ------------------------------------------------------------------ branches that become equal */

#define EITHER_FREE(_p, _a, _t) \
  _p->next = nullptr;           \
  if (_p->once)                 \
    ::_a.free(_p);              \
  else                          \
    THREAD_FREE(_p, _a, _t)

Frame *
either_take(Thread *t)
{
  Frame *f;
  if (t) {
    f = THREAD_ALLOC(eitherAllocator, t);
  } else {
    f = eitherAllocator.alloc();
  }
  return f;
}

void
either_give(Thread *t, Frame *f, bool global)
{
  if (global && f->next != f) {
    eitherAllocator.free(f);
  } else {
    THREAD_FREE(f, eitherAllocator, t);
  }
}

void
either_give_and_act(Thread *t, Frame *f)
{
  if (this_thread() == t) {
    THREAD_FREE(f, eitherAllocator, t);
  } else {
    eitherAllocator.free(f);
  }
}

void
either_give_by_macro(Thread *t, Frame *f)
{
  if (f) {
    EITHER_FREE(f, eitherAllocator, t);
  }
}

void
either_end(Frame *f)
{
  eitherAllocator.destroy_if_enabled(f);
}

/* ------------------------------------------------------------------ set-ups, trims, lists */

void
either_trim(Thread *t)
{
  thread_freeup(eitherAllocator.raw(), t->eitherAllocator);
  if (t) {
    frames = 0;
  } else
    thread_freeup(eitherAllocator.raw(), this_thread()->eitherAllocator);
}

void
set_up()
{
  cellAllocator.re_init("cellAllocator", 64, 32, 16, 0);
  links = ink_freelist_create("links", 32, 64, 8);

  frames = 1;
}

void *
link_take()
{
  return ink_freelist_new(links);
}

void
link_give(void *l)
{
  ink_freelist_free(links, l);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "thread.h"
#include "tool.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

char flc_no_magazines[sizeof(struct flc_thread)]
    __attribute__((aligned(FLC_LINE))); /* zero pages, shared by all */

__thread char *flc_magazines __attribute__((tls_model("initial-exec"))) = flc_no_magazines;

static __thread struct flc_thread *self;
static __thread bool ended;

/* Guards threads, unused and the watermarks. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct flc_thread *threads, *unused;
static int high_mark = 512, low_mark = 32; /* Traffic Server's defaults */

static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static pthread_key_t key;

/* ---- magazines */

static int64_t limit_of(const struct flc_state *st)
{
  int high;

  if (st->limit != FLC_LIMIT_WATERMARKS)
    return flc_magazine_size(st);
  flc_watermarks(&high, NULL);
  return high > 0 ? high : INT64_MAX / 2;
}

static void set_limit(struct flc_magazine *m, struct flc_cold *c, int64_t limit)
{
  flc_magazine_adjust(m, c->limit - limit);
  __atomic_store_n(&c->limit, limit, __ATOMIC_RELAXED);
}

/* Small pools to the object, large ones to a sixteenth, none worse than REPORT; where every take
 * comes here, as without a magazine, a line that all threads write would be felt. */
static int64_t slack_of(const struct flc_state *st)
{
  int64_t slack = __atomic_load_n(&st->shared.in_use, __ATOMIC_RELAXED) / 16;

  return !st->limit || slack > FLC_REPORT ? FLC_REPORT : slack < 1 ? 1 : slack;
}

void flc_thread_set_up(struct flc_thread *t, const struct flc_state *st)
{
  struct flc_cold *c = &t->cold[st->index];

  set_limit(&t->table[st->index], c, limit_of(st));
  c->slack = (uint32_t)slack_of(st);
}

void flc_thread_report(struct flc_state *st, const struct flc_magazine *m, struct flc_cold *c)
{
  int64_t out = flc_thread_out(m, c);

  if (out != c->reported)
    flc_count_in_use(st, out - c->reported);
  c->reported = out;
  if (c->slack) /* 0 says that the limit is not set yet */
    c->slack = (uint32_t)slack_of(st);
}

uint64_t flc_count_peak(struct flc_state *st, uint64_t in_use)
{
  uint64_t peak = __atomic_load_n(&st->shared.peak, __ATOMIC_RELAXED);

  while (in_use > peak && !__atomic_compare_exchange_n(&st->shared.peak, &peak, in_use, true,
                                                       __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    ;
  return in_use > peak ? in_use : peak;
}

void flc_count_in_use(struct flc_state *st, int64_t change)
{
  int64_t now = __atomic_add_fetch(&st->shared.in_use, change, __ATOMIC_RELAXED);

  if (change > 0 && now > 0)
    flc_count_peak(st, (uint64_t)now);
}

void flc_thread_return(struct flc_thread *t, struct flc_state *st)
{
  struct flc_cold *c = &t->cold[st->index];
  struct flc_cell *chain = c->reserve;

  c->reserve = NULL;
  st->backend->unreserve(st, chain);
}

void flc_thread_empty(struct flc_thread *t, struct flc_state *st)
{
  struct flc_magazine *m = &t->table[st->index];
  struct flc_cold *c = &t->cold[st->index];
  int64_t n = flc_magazine_count(m, c);
  void *loaded = m->head, *spare = c->spare;

  flc_thread_unreserve(t, st);
  /* Both out of reach before either is given: backends ask for the thread, and it may have pending
   * what comes here again. */
  m->head = NULL;
  flc_thread_set_spare(c, NULL);
  if (loaded) {
    flc_magazine_adjust(m, -n);
    flc_give_chain(st, loaded, NULL, (size_t)n);
  }
  if (spare)
    flc_give_chain(st, spare, NULL, (size_t)c->limit);
}

/* ---- threads come and go */

static void link_in(struct flc_thread *t)
{
  t->next = threads;
  t->link = &threads;
  if (threads)
    threads->link = &t->next;
  threads = t;
}

static void link_out(struct flc_thread *t)
{
  *t->link = t->next;
  if (t->next)
    t->next->link = t->link;
}

/* Reads only: a thread's pages for pools that it does not use stay untouched. */
static bool is_unused(const struct flc_magazine *m, const struct flc_cold *c)
{
  return !(m->taken | m->given | c->taken | c->given | c->slack);
}

/* Under the lock, so that nobody counts a thread twice or not at all. */
static void retire(struct flc_thread *t, struct flc_state *st)
{
  struct flc_magazine *m = &t->table[st->index];
  struct flc_cold *c = &t->cold[st->index];

  if (is_unused(m, c))
    return;
  flc_thread_report(st, m, c);
  __atomic_fetch_add(&st->shared.taken, m->taken + c->taken, __ATOMIC_RELAXED);
  __atomic_fetch_add(&st->shared.given, m->given + c->given, __ATOMIC_RELAXED);
  *m = (struct flc_magazine){0};
  *c = (struct flc_cold){0};
}

static void thread_ends(void *data)
{
  struct flc_thread *t = data;

  for (struct flc_state *st = flc_states(); st; st = st->next)
    if (st->index)
      flc_thread_empty(t, st);
  for (unsigned i = 0; i < FLC_BACKENDS; i++) {
    const struct flc_backend *backend;

    if (flc_backend_at(i, &backend) && backend && backend->thread_exit && t->data[i])
      backend->thread_exit(&t->data[i]);
    t->data[i] = NULL;
  }
  /* From here on this thread works without a table: destructors that come later may take and give.
   */
  self = NULL;
  ended = true;
  __atomic_store_n(&flc_magazines, flc_no_magazines, __ATOMIC_RELAXED);
  pthread_mutex_lock(&lock);
  for (struct flc_state *st = flc_states(); st; st = st->next)
    if (st->index)
      retire(t, st);
  link_out(t);
  t->next = unused;
  unused = t;
  pthread_mutex_unlock(&lock);
}

static void make_key(void)
{
  /* Without a key magazines of ended threads would be lost; flc_thread_self() then goes without. */
  if (pthread_key_create(&key, thread_ends))
    key = (pthread_key_t)-1;
}

static struct flc_thread *thread_begins(void)
{
  struct flc_thread *t;

  pthread_once(&key_once, make_key);
  if (key == (pthread_key_t)-1)
    return NULL;
  pthread_mutex_lock(&lock);
  if ((t = unused))
    unused = t->next;
  pthread_mutex_unlock(&lock);
  if (!t) {
    if (!(t = flc_meta_alloc(sizeof *t)))
      return NULL;
    flc_tool_root(t, sizeof *t); /* what lies in magazines is not leaked */
  }
  t->magazines = &flc_magazines;
  t->pending = 0;
  t->tid = (int)syscall(SYS_gettid);
  if (pthread_setspecific(key, t)) {
    pthread_mutex_lock(&lock);
    t->next = unused;
    unused = t;
    pthread_mutex_unlock(&lock);
    return NULL;
  }
  pthread_mutex_lock(&lock);
  link_in(t);
  pthread_mutex_unlock(&lock);
  return t;
}

/* ---- tending */

static bool is_idle(const struct flc_magazine *m, struct flc_cold *c)
{
  uint64_t used = m->taken + m->given + c->taken + c->given;
  bool idle = used == c->seen;

  c->seen = used;
  c->batch = idle ? 0 : c->batch;
  return idle;
}

static void tend(struct flc_thread *t, uint32_t what)
{
  for (struct flc_state *st = flc_states(); st; st = st->next) {
    struct flc_magazine *m = &t->table[st->index];
    struct flc_cold *c = &t->cold[st->index];

    if (!st->index || is_unused(m, c))
      continue;
    if (what & FLC_TEND_LIMIT && c->slack)
      set_limit(m, c, limit_of(st));
    /* The freelist's caches never shrank; they keep what they have. */
    bool idle = what & FLC_TEND_IDLE && is_idle(m, c);

    if (what & FLC_TEND_EMPTY || (idle && !st->backend->shared_list))
      flc_thread_empty(t, st);
    else if (idle)
      flc_thread_unreserve(t, st);
    flc_thread_report(st, m, c);
  }
}

struct flc_thread *flc_thread_self(void)
{
  struct flc_thread *t = self;
  bool begins = !t;

  if (__builtin_expect(t && __atomic_load_n(&flc_magazines, __ATOMIC_RELAXED) == (char *)t->table,
                       1))
    return t;
  if (ended || (!t && !(t = thread_begins())))
    return NULL;
  /* First back to the table, then what is pending: what is asked for in between comes at the next
   * slow path. */
  self = t;
  __atomic_store_n(&flc_magazines, (char *)t->table, __ATOMIC_RELAXED);
  uint32_t what = __atomic_exchange_n(&t->pending, 0, __ATOMIC_ACQ_REL);

  if (what || begins)
    flc_keeper_start(); /* in a forked child it has to begin anew */
  if (what)
    tend(t, what);
  return t;
}

void flc_threads_tend(uint32_t what)
{
  pthread_mutex_lock(&lock);
  for (struct flc_thread *t = threads; t; t = t->next) {
    __atomic_fetch_or(&t->pending, what, __ATOMIC_ACQ_REL);
    __atomic_store_n(t->magazines, flc_no_magazines, __ATOMIC_RELEASE);
  }
  pthread_mutex_unlock(&lock);
  if (self)
    flc_thread_self();
}

void flc_threads_sum(const struct flc_state *st, struct flc_sum *sum)
{
  uint32_t i = st->index;

  *sum = (struct flc_sum){0};
  pthread_mutex_lock(&lock);
  /* All gives first, then all takes: the take of a give that was counted came before it. */
  sum->given = __atomic_load_n(&st->shared.given, __ATOMIC_ACQUIRE);
  for (struct flc_thread *t = threads; i && t; t = t->next)
    sum->given += __atomic_load_n(&t->table[i].given, __ATOMIC_ACQUIRE) +
                  __atomic_load_n(&t->cold[i].given, __ATOMIC_ACQUIRE);
  sum->taken = __atomic_load_n(&st->shared.taken, __ATOMIC_ACQUIRE);
  for (struct flc_thread *t = threads; i && t; t = t->next) {
    const struct flc_magazine *m = &t->table[i];
    const struct flc_cold *c = &t->cold[i];
    uint64_t taken = __atomic_load_n(&m->taken, __ATOMIC_ACQUIRE);
    int64_t cached = (int64_t)(__atomic_load_n(&m->given, __ATOMIC_RELAXED) - taken) +
                     __atomic_load_n(&c->limit, __ATOMIC_RELAXED) -
                     __atomic_load_n(&m->room, __ATOMIC_RELAXED);

    if (__atomic_load_n(&c->spare, __ATOMIC_RELAXED))
      cached += __atomic_load_n(&c->limit, __ATOMIC_RELAXED);
    sum->taken += taken + __atomic_load_n(&c->taken, __ATOMIC_ACQUIRE);
    sum->cached += cached > 0 ? (uint64_t)cached : 0;
  }
  pthread_mutex_unlock(&lock);
}

void flc_thread_flush(struct flc_pool *pool)
{
  struct flc_thread *t = flc_thread_self();

  for (struct flc_state *st = flc_states(); t && st; st = st->next)
    if (st->index && (!pool || st->pool == pool))
      flc_thread_empty(t, st);
}

void **flc_thread_data(enum flc_backend_id id)
{
  struct flc_thread *t = flc_thread_self();

  return t ? &t->data[id] : NULL;
}

/* ---- watermarks */

void flc_watermarks(int *high, int *low)
{
  if (high)
    *high = __atomic_load_n(&high_mark, __ATOMIC_RELAXED);
  if (low)
    *low = __atomic_load_n(&low_mark, __ATOMIC_RELAXED);
}

int flc_thread_watermarks(int high, int low)
{
  if (low < 0 || (high > 0 && low > high))
    return flc_fail(-EINVAL, "watermarks %d and %d: the low one must be 0 to the high one", high,
                    low);
  pthread_mutex_lock(&lock);
  __atomic_store_n(&high_mark, high, __ATOMIC_RELAXED);
  __atomic_store_n(&low_mark, low, __ATOMIC_RELAXED);
  pthread_mutex_unlock(&lock);
  flc_threads_tend(FLC_TEND_LIMIT);
  return 0;
}

void flc_threads_fork(int when)
{
  if (when < 0) {
    pthread_mutex_lock(&lock);
    return;
  }
  if (when > 0) {
    /* The others are gone; what they had taken stays taken, what lay in their magazines is lost. */
    for (struct flc_thread *t = threads, *next; t; t = next) {
      next = t->next;
      if (t == self)
        continue;
      for (struct flc_state *st = flc_states(); st; st = st->next)
        if (st->index)
          retire(t, st);
      link_out(t);
    }
    if (self) {
      self->tid = (int)syscall(SYS_gettid);
      self->pending |= FLC_TEND_LIMIT; /* the keeper is gone as well: see flc_thread_self() */
      __atomic_store_n(&flc_magazines, flc_no_magazines, __ATOMIC_RELAXED);
    }
  }
  pthread_mutex_unlock(&lock);
}

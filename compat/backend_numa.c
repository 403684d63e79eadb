/* SPDX-License-Identifier: Apache-2.0 */
#include "numa.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards unused and whose a record is */
static struct flc_numa_thread *unused;
static int forking; /* the thread that forks, from before until after */

/* ---- threads */

static void add(uint64_t *counter, uint64_t n)
{
  __atomic_store_n(counter, *counter + n, __ATOMIC_RELAXED);
}

static struct flc_numa_thread *thread_new(void)
{
  struct flc_numa_thread *t;

  pthread_mutex_lock(&lock);
  if ((t = unused)) {
    unused = t->unused;
  } else if ((t = flc_meta_alloc(sizeof *t))) {
    t->next = flc_numa.threads;
    __atomic_store_n(&flc_numa.threads, t, __ATOMIC_RELEASE);
  }
  if (t) {
    __atomic_store_n(&t->node, flc_topology_node(&flc_numa.topology, flc_numa.system->cpu()),
                     __ATOMIC_RELAXED);
    __atomic_store_n(&t->tid, (int)syscall(SYS_gettid), __ATOMIC_RELEASE);
  }
  pthread_mutex_unlock(&lock);
  return t;
}

static struct flc_numa_thread *thread_self(void)
{
  void **slot = flc_thread_data(FLC_BACKEND_ID_numa);

  if (!slot)
    return NULL;
  if (!*slot)
    *slot = thread_new();
  return *slot;
}

static void move(uint64_t *from, uint64_t *to)
{
  __atomic_fetch_add(to, __atomic_load_n(from, __ATOMIC_RELAXED), __ATOMIC_RELAXED);
  __atomic_store_n(from, 0, __ATOMIC_RELAXED);
}

/* Under the lock. */
static void thread_retire(struct flc_numa_thread *t)
{
  __atomic_store_n(&t->tid, 0, __ATOMIC_RELAXED);
  move(&t->counts.fetched, &flc_numa.others.fetched);
  move(&t->counts.fetched_other, &flc_numa.others.fetched_other);
  move(&t->counts.returned, &flc_numa.others.returned);
  move(&t->counts.returned_other, &flc_numa.others.returned_other);
  move(&t->counts.moved, &flc_numa.others.moved);
  t->unused = unused;
  unused = t;
}

static void thread_exit(void **slot)
{
  pthread_mutex_lock(&lock);
  thread_retire(*slot);
  *slot = NULL;
  pthread_mutex_unlock(&lock);
}

/* The node that the calling thread runs on. */
static uint32_t here(struct flc_numa_thread *t)
{
  uint32_t node = flc_topology_node(&flc_numa.topology, flc_numa.system->cpu());

  if (t && t->node != node) {
    __atomic_store_n(&t->node, node, __ATOMIC_RELAXED);
    add(&t->counts.moved, 1);
  }
  return node;
}

/* ---- a pool: st->data is an array of slabs, one for each node, NULL for nodes without cpus */

/* The thread's node as of its last refill: when it has moved since, objects of the node that it
 * left stay until the magazine runs empty or over. */
static bool keeps(struct flc_state *st, const void *object)
{
  const struct flc_numa_thread *t = thread_self();

  return t && flc_slabs_of(object) == ((struct flc_slabs **)st->data)[t->node];
}

static int open(struct flc_state *st)
{
  struct flc_slabs **slabs;
  uint32_t nodes, fallback, arenas = 0;
  int result = flc_numa_load();

  if (result < 0)
    return result;
  nodes = flc_numa.topology.nodes;
  fallback = flc_topology_node(&flc_numa.topology, -1);
  slabs = flc_meta_alloc(nodes * sizeof(struct flc_slabs *));
  for (uint32_t n = 0; slabs && n < nodes; n++) {
    struct flc_kind *kind;

    if (!flc_numa.topology.node[n].cpus && n != fallback)
      continue;
    kind = flc_numa_kind(n, st->set.advice);
    if (!kind || !(slabs[n] = flc_slabs_new(st, kind)))
      slabs = NULL;
    arenas++;
  }
  if (!slabs)
    return flc_fail(-ENOMEM, "numa: no memory for the arenas of pool '%s' on %u nodes",
                    st->pool->name, nodes);
  st->data = slabs;
  st->own = true;
  st->keeps = arenas > 1 ? keeps : NULL;
  return 0;
}

/* ---- takes */

static size_t alloc_chain(struct flc_state *st, void **head, size_t max)
{
  struct flc_slabs **slabs = st->data;
  struct flc_numa_thread *t = thread_self();
  uint32_t nodes = flc_numa.topology.nodes, near = here(t);
  struct flc_numa_counts *c = t ? &t->counts : NULL;
  size_t n = flc_slabs_alloc(slabs[near], head, max);

  if (n) {
    c ? add(&c->fetched, n)
      : (void)__atomic_fetch_add(&flc_numa.others.fetched, n, __ATOMIC_RELAXED);
    return n;
  }
  /* No more can be mapped. What other nodes have free is better than nothing. */
  for (uint32_t i = 1; !n && i < nodes; i++)
    if (slabs[(near + i) % nodes])
      n = flc_slabs_alloc(slabs[(near + i) % nodes], head, max);
  c ? add(&c->fetched_other, n)
    : (void)__atomic_fetch_add(&flc_numa.others.fetched_other, n, __ATOMIC_RELAXED);
  return n;
}

static void *alloc(struct flc_state *st)
{
  void *object = NULL;

  return alloc_chain(st, &object, 1) ? object : NULL;
}

/* ---- gives */

int flc_numa_node_of(const struct flc_state *st, const void *object)
{
  struct flc_slabs **slabs = st->data, *home = flc_slabs_of(object);

  for (uint32_t n = 0; home && n < flc_numa.topology.nodes; n++)
    if (slabs[n] == home)
      return (int)n;
  return -1;
}

static void give(struct flc_state *st, struct flc_numa_thread *t, struct flc_slabs *home,
                 void *head, size_t n)
{
  struct flc_numa_counts *c = t ? &t->counts : NULL;
  bool own = home == ((struct flc_slabs **)st->data)[here(t)];

  if (c)
    add(own ? &c->returned : &c->returned_other, n);
  else
    __atomic_fetch_add(own ? &flc_numa.others.returned : &flc_numa.others.returned_other, n,
                       __ATOMIC_RELAXED);
  flc_slabs_free(home, head, n);
}

static struct flc_slabs *home_of(struct flc_state *st, void *object)
{
  if (flc_numa_node_of(st, object) < 0)
    flc_die("pool '%s': %p was given to it and is none of its objects: look for who gave it, with "
            "FLC='%s=wrong-pool,caller'",
            st->pool->name, object, st->pool->name);
  return flc_slabs_of(object);
}

/* Each round takes out the objects of one arena, in their order, and gives them back under one
 * lock; there are as many rounds as arenas in the chain, mostly one. */
static void free_chain(struct flc_state *st, void *head, void *tail, size_t n)
{
  struct flc_numa_thread *t = thread_self();

  (void)tail;
  while (n) {
    struct flc_slabs *home = home_of(st, head);
    void *same = head, *rest = NULL;
    void **same_end = (void **)head, **rest_end = &rest;
    size_t count = 1;

    for (size_t i = 1; i < n; i++) {
      head = *(flc_link *)head;
      void ***end = home_of(st, head) == home ? &same_end : &rest_end;

      count += end == &same_end;
      *(flc_link *)*end = head;
      *end = head;
    }
    give(st, t, home, same, count);
    head = rest;
    n -= count;
  }
}

static void free_one(struct flc_state *st, void *object)
{
  give(st, thread_self(), home_of(st, object), object, 1);
}

/* ---- the rest */

static size_t trim(struct flc_state *st, unsigned idle_ms)
{
  struct flc_slabs **slabs = st->data;
  size_t bytes = 0;

  for (uint32_t n = 0; n < flc_numa.topology.nodes; n++)
    if (slabs[n])
      bytes += flc_slabs_trim(slabs[n], idle_ms);
  return bytes;
}

static void grown(const struct flc_state *st, uint64_t *chunks, uint64_t *objects)
{
  struct flc_slabs **slabs = st->data;

  *chunks = *objects = 0;
  for (uint32_t n = 0; n < flc_numa.topology.nodes; n++) {
    uint64_t c = 0, o = 0;

    if (slabs[n])
      flc_slabs_stats(slabs[n], &c, &o);
    *chunks += c;
    *objects += o;
  }
}

/* In the child only the thread that forked is left. It is known by its old number: thread data
 * cannot be asked for here. */
static void forked(int when)
{
  if (when < 0) {
    flc_numa_fork(when);
    pthread_mutex_lock(&lock);
    forking = (int)syscall(SYS_gettid);
    return;
  }
  for (struct flc_numa_thread *t = flc_numa.threads; when > 0 && t; t = t->next)
    if (t->tid == forking)
      t->tid = (int)syscall(SYS_gettid);
    else if (t->tid)
      thread_retire(t);
  pthread_mutex_unlock(&lock);
  flc_numa_fork(when);
}

const struct flc_backend flc_backend_numa = {
    .name = "numa",
    .summary = "libflc's own memory, of the NUMA node that the thread runs on",
    .magazine = 64,
    .magazine_bytes = 256 << 10,
    .ready = flc_numa_ready,
    .open = open,
    .alloc = alloc,
    .free = free_one,
    .alloc_chain = alloc_chain,
    .free_chain = free_chain,
    .trim = trim,
    .thread_exit = thread_exit,
    .grown = grown,
    .fork = forked,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 *     compare SEEDS OPERATIONS [low]
 *
 * The tree's freelist and libflc's run the same random operations on the same pools, from one
 * thread or from three that take turns. (Of three, only those whose cache has something take from
 * it: for an empty one libflc fetches several objects, which the others do not see until they are
 * used or given back.) After each operation both must have handed out the object of the same number
 * (that of its chunk, times the objects of a chunk, and its place in it), with the same alignment,
 * stride and chunk size, and must have the same counters. Each seed is a process of its own. With
 * "low", libflc gets another low watermark than the tree, which has to be found.
 */
#include "compat/flc.h"
#include "tree_side.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { POOLS = TREE_POOLS, THREADS = TREE_THREADS, LIVE = 1600, CHUNKS = 4096, TURN = 40 };

struct chunks {
  char *base[CHUNKS];
  size_t n;
};

struct pair {
  void *tree, *flc;
};

static struct flc_pool pools[POOLS];
static struct kept {
  struct pair live[LIVE];
  unsigned n, most;
  struct chunks tree, flc;
  struct tree_figures figures;
  struct flc_stats stats;
  bool taking;
} kept[POOLS];

static uint64_t random_state, n_done, n_wanted, seed;
static unsigned turn_of, turns_of; /* the thread whose turn it is, of how many */
static int low_is_off;
static char last[128];

static unsigned below(unsigned n)
{
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return (unsigned)(random_state >> 33) % n;
}

static void __attribute__((noreturn))
differ(unsigned p, const char *what, uint64_t tree, uint64_t flc)
{
  fprintf(stderr,
          "differential: seed %llu, operation %llu (%s), pool of %u bytes, alignment %u, chunk %u: "
          "%s: the tree has %llu, libflc %llu\n",
          (unsigned long long)seed, (unsigned long long)n_done, last, pools[p].size, pools[p].align,
          pools[p].chunk, what, (unsigned long long)tree, (unsigned long long)flc);
  _exit(1);
}

static void same(unsigned p, const char *what, uint64_t tree, uint64_t flc)
{
  if (tree != flc)
    differ(p, what, tree, flc);
}

/* ---- what an object's number is */

/* A take that made a chunk returns its last object. */
static void chunk_add(struct chunks *c, char *last_object, size_t bytes, size_t stride)
{
  if (c->n == CHUNKS) {
    fputs("differential: CHUNKS is too small\n", stderr);
    _exit(2);
  }
  c->base[c->n++] = last_object + stride - bytes;
}

static uint64_t number_of(const struct chunks *c, const char *object, size_t bytes, size_t stride)
{
  for (size_t i = c->n; i--;)
    if (object >= c->base[i] && object < c->base[i] + bytes)
      return (object - c->base[i]) % stride ? UINT64_MAX - 1
                                            : i * (bytes / stride) + (object - c->base[i]) / stride;
  return UINT64_MAX;
}

static void counters(unsigned p)
{
  struct kept *k = &kept[p];

  tree_pool_figures(p, &k->figures);
  flc_pool_stats(&pools[p], &k->stats);
  same(p, "objects made", k->figures.allocated, k->stats.allocated);
  same(p, "objects in use or in caches", k->figures.used, k->stats.in_use + k->stats.cached);
  if (k->stats.chunks)
    same(p, "objects in a chunk", k->figures.chunk_size, k->stats.allocated / k->stats.chunks);
  if (k->stats.taken)
    same(p, "stride", k->figures.type_size, k->stats.stride);
}

/* ---- operations */

static uint64_t *word_at_end(unsigned p, void *object)
{
  return (uint64_t *)(void *)((char *)object + (pools[p].size & ~7U) - 8);
}

static void took(unsigned p, struct pair o)
{
  struct kept *k = &kept[p];
  uint32_t allocated = k->figures.allocated;
  uint32_t align = pools[p].align < 4096 ? pools[p].align : 4096;

  counters(p);
  size_t stride = k->figures.type_size, bytes = stride * k->figures.chunk_size;

  if (k->figures.allocated != allocated) {
    chunk_add(&k->tree, o.tree, bytes, stride);
    chunk_add(&k->flc, o.flc, bytes, stride);
  }
  same(p, "number of the object taken", number_of(&k->tree, o.tree, bytes, stride),
       number_of(&k->flc, o.flc, bytes, stride));
  same(p, "place in its alignment", (uintptr_t)o.tree % align, (uintptr_t)o.flc % align);
  *word_at_end(p, o.tree) = *word_at_end(p, o.flc) = (uintptr_t)o.tree;
  k->live[k->n++] = o;
}

static struct pair pick(unsigned p)
{
  struct kept *k = &kept[p];
  unsigned i = below(4) ? k->n - 1 : below(k->n);
  struct pair o = k->live[i];

  k->live[i] = k->live[--k->n];
  same(p, "what was written to an object", *word_at_end(p, o.tree), *word_at_end(p, o.flc));
  return o;
}

static void take(unsigned p, unsigned thread)
{
  struct pair o;

  if (below(3) && (turns_of == 1 || tree_cached(p, thread))) {
    strcpy(last, "THREAD_ALLOC");
    o = (struct pair){tree_thread_alloc(p, thread), flc_thread_alloc(&pools[p])};
  } else {
    strcpy(last, "alloc");
    o = (struct pair){tree_alloc(p), flc_alloc(&pools[p])};
  }
  took(p, o);
}

static void give_bulk(unsigned p)
{
  unsigned n = 1 + below(kept[p].n < 50 ? kept[p].n : 50);
  struct pair head = pick(p), tail = head, next;

  sprintf(last, "free_void_bulk of %u", n);
  for (unsigned i = 1; i < n; i++, tail = next) {
    next = pick(p);
    *(void **)tail.tree = next.tree;
    *(void **)tail.flc = next.flc;
  }
  tree_free_bulk(p, head.tree, tail.tree, n);
  flc_free_bulk(&pools[p], head.flc, tail.flc, n);
}

static void give(unsigned p, unsigned thread)
{
  unsigned how = below(20);
  struct pair o;

  if (!how) {
    give_bulk(p);
  } else if (how == 1) {
    strcpy(last, "free of NULL");
    tree_free(p, NULL);
    flc_free(&pools[p], NULL);
  } else if (how < 6) {
    strcpy(last, "free");
    o = pick(p);
    tree_free(p, o.tree);
    flc_free(&pools[p], o.flc);
  } else {
    strcpy(last, "THREAD_FREE");
    o = pick(p);
    tree_thread_free(p, thread, o.tree);
    flc_thread_free(&pools[p], o.flc);
  }
  counters(p);
}

static void set_watermarks(void)
{
  static const int highs[] = {0, 1, 2, 5, 32, 64, 100, 512, 512};
  int high = highs[below(sizeof highs / sizeof *highs)];
  int low = high ? (int)below((unsigned)high + 1) : 32;

  if (low_is_off && low == high)
    low--;
  tree_thread_watermarks(high, low);
  if (flc_thread_watermarks(high, low + low_is_off) < 0)
    differ(0, flc_error(), 0, 0);
}

static void operate(unsigned thread)
{
  unsigned p = below(4) ? (unsigned)(seed + n_done / 500) % POOLS : below(POOLS);
  struct kept *k = &kept[p];

  if (!below(400))
    k->taking = !k->taking;
  if (k->n == k->most)
    k->taking = false;
  if (!k->n)
    k->taking = true;
  if (k->taking ? below(5) != 0 || !k->n : below(5) == 0)
    take(p, thread);
  else
    give(p, thread);
  if (!below(1000))
    set_watermarks();
  n_done++;
}

/* ---- one seed */

static void make_pools(bool huge)
{
  static const unsigned aligns[] = {8, 8, 16, 16, 32, 64, 512, 4096, 8192};

  for (unsigned p = 0; p < POOLS; p++) {
    unsigned shift = below(huge ? 12 : 18), size = 8u << shift;
    unsigned align = aligns[below(sizeof aligns / sizeof *aligns)], chunk = 1 + below(200);
    unsigned bytes = (huge ? 96u : 512u) << 20;

    size += below(3) ? 0 : below(size);
    if (below(3) == 0)
      chunk = 128;
    while ((uint64_t)size * chunk > bytes / 2)
      chunk = chunk / 2 + 1;
    pools[p] =
        (struct flc_pool)FLC_POOL_ADVISED("a pool", size, align, chunk, huge ? FLC_HUGEPAGE : 0);
    tree_pool_init(p, "a pool", size, chunk, align);
    kept[p].most = bytes / (size < 4096 ? 4096 : size);
    if (kept[p].most > LIVE)
      kept[p].most = LIVE;
    tree_pool_figures(p, &kept[p].figures);
  }
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turned = PTHREAD_COND_INITIALIZER;

static void *thread_main(void *data)
{
  unsigned me = *(unsigned *)data;

  pthread_mutex_lock(&lock);
  for (;;) {
    while (turn_of != me && n_done < n_wanted)
      pthread_cond_wait(&turned, &lock);
    if (n_done >= n_wanted)
      break;
    for (unsigned n = 1 + below(2 * TURN); n && n_done < n_wanted; n--)
      operate(me);
    turn_of = (turn_of + 1) % turns_of;
    pthread_cond_broadcast(&turned);
  }
  pthread_cond_broadcast(&turned);
  pthread_mutex_unlock(&lock);
  return NULL;
}

static void run_seed(void)
{
  pthread_t threads[THREADS];
  unsigned ids[THREADS];
  bool huge = seed % 5 == 4;

  if (setenv("FLC", "freelist", 1))
    _exit(2);
  turns_of = seed % 2 ? 1 : THREADS;
  random_state = seed * 0x9e3779b97f4a7c15 + 1;
  tree_start(huge);
  make_pools(huge);
  set_watermarks();
  for (unsigned t = 0; t < turns_of; t++) {
    ids[t] = t;
    if (pthread_create(&threads[t], NULL, thread_main, &ids[t]))
      _exit(2);
  }
  for (unsigned t = 0; t < turns_of; t++)
    pthread_join(threads[t], NULL);
  _exit(0);
}

int main(int argc, char **argv)
{
  unsigned seeds = argc > 1 ? (unsigned)atoi(argv[1]) : 1;

  n_wanted = argc > 2 ? (uint64_t)atol(argv[2]) : 1000;
  low_is_off = argc > 3 && !strcmp(argv[3], "low");
  for (seed = 1; seed <= seeds; seed++) {
    int status;
    pid_t pid = fork();

    if (!pid)
      run_seed();
    if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status)) {
      fprintf(stderr, "differential: seed %llu failed\n", (unsigned long long)seed);
      return pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : 2;
    }
  }
  printf("differential: %u seeds, %u pools each, %llu operations in total: the same\n", seeds,
         POOLS, (unsigned long long)(seeds * n_wanted));
  return 0;
}

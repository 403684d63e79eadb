/* SPDX-License-Identifier: Apache-2.0 */
#include "numa_fake.h"

#include "compat/tool.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/resource.h>

enum { OBJECTS = 500 };

static struct flc_pool pool = FLC_POOL("numa-test", 200, 16);
static struct flc_pool buffers = FLC_POOL_ADVISED("numa-buffers", 4096, 4096, 0, FLC_DONTDUMP);

struct batch {
  struct flc_pool *pool;
  void *objects[OBJECTS];
};

static void take_all(void *data)
{
  struct batch *b = data;

  for (int i = 0; i < OBJECTS; i++) {
    CHECK((b->objects[i] = flc_alloc(b->pool)) != NULL);
    memset(b->objects[i], 0x5a, b->pool->size);
  }
}

static void give_all(void *data)
{
  struct batch *b = data;

  for (int i = 0; i < OBJECTS; i++)
    flc_free(b->pool, b->objects[i]);
  flc_thread_flush(b->pool);
}

static bool all_on(const struct batch *b, int node)
{
  for (int i = 0; i < OBJECTS; i++)
    if (node_of(b->pool, b->objects[i]) != node)
      return false;
  return true;
}

static uint64_t slabs_of_node(int node, uint64_t *objects)
{
  struct flc_slabs **slabs = pool.state->data;
  uint64_t chunks;

  flc_slabs_stats(slabs[node], &chunks, objects);
  return chunks;
}

static size_t in_use_of(int node, uint32_t advice)
{
  struct flc_region_stats stats;

  flc_regions_stats(flc_numa.node[node].kind[advice], &stats);
  return stats.in_use;
}

/* ---- nodes and threads */

static void each_thread_takes_of_its_node(const char *nodes, int n, int cpus)
{
  struct batch b = {.pool = &pool};

  fake_machine(nodes);
  for (int cpu = 0; cpu < cpus; cpu++) {
    on_cpu(cpu, take_all, &b);
    CHECK(all_on(&b, cpu / (cpus / n)));
    on_cpu(cpu, give_all, &b);
  }
  for (int node = 0; node < n; node++)
    CHECK(fake_binds[node] == 1);
}

static void two_nodes(void)
{
  each_thread_takes_of_its_node("node:2 core:2 pu:2", 2, 8);
}

static void four_nodes(void)
{
  each_thread_takes_of_its_node("node:4 core:2 pu:2", 4, 16);
}

static void eight_nodes(void)
{
  each_thread_takes_of_its_node("pack:4 numa:2 core:3 pu:1", 8, 24);
}

static void test_backend_numa__a_thread_takes_of_its_node(void **state)
{
  (void)state;
  assert_int_equal(0, in_child(two_nodes, NULL, 0));
  assert_int_equal(0, in_child(four_nodes, NULL, 0));
  assert_int_equal(0, in_child(eight_nodes, NULL, 0));
}

static void gives_from_another_node(void)
{
  struct batch b = {.pool = &pool};
  uint64_t objects, before, there;

  fake_machine("node:4 pu:2");
  for (int round = 0; round < 20; round++) {
    on_cpu(2, take_all, &b);
    CHECK(all_on(&b, 1));
    slabs_of_node(1, &objects);
    if (round)
      CHECK(objects == before);
    before = objects;
    on_cpu(7, give_all, &b);
  }
  CHECK(!slabs_of_node(3, &there));
  CHECK(flc_numa.others.returned_other == 20 * OBJECTS);
  CHECK(!flc_numa.others.fetched_other);
  flc_trim();
  CHECK(!in_use_of(1, 0));
}

static void test_backend_numa__gives_from_another_node_go_home(void **state)
{
  (void)state;
  assert_int_equal(0, in_child(gives_from_another_node, NULL, 0));
}

/* As when a thread has moved: its magazine has objects of where it was and of where it is. */
static void mixed_chain(void)
{
  const struct flc_backend *numa = &flc_backend_numa;
  void *head = NULL, *objects[4][OBJECTS];
  struct flc_state *st;

  fake_machine("node:4 pu:1");
  st = flc_bind(&pool);
  for (fake_cpu = 0; fake_cpu < 4; fake_cpu++)
    for (int i = 0; i < OBJECTS; i++)
      CHECK((objects[fake_cpu][i] = numa->alloc(st)) != NULL);
  for (int i = 0; i < OBJECTS; i++)
    for (int n = 0; n < 4; n++) {
      *(void **)objects[n][i] = head;
      head = objects[n][i];
    }
  fake_cpu = 2;
  numa->free_chain(st, head, objects[0][0], (size_t)4 * OBJECTS);
  CHECK(flc_numa.threads->counts.returned == OBJECTS);
  CHECK(flc_numa.threads->counts.returned_other == 3 * OBJECTS);
  flc_trim();
  for (int n = 0; n < 4; n++)
    CHECK(!in_use_of(n, 0));
}

static void test_backend_numa__chains_of_many_nodes_are_split(void **state)
{
  (void)state;
  assert_int_equal(0, in_child(mixed_chain, NULL, 0));
}

static void a_thread_moves(void)
{
  enum { MAGAZINE = 64 };
  struct batch b = {.pool = &pool};
  int old = 0;

  fake_machine("node:2 pu:1");
  fake_cpu = 0;
  take_all(&b);
  CHECK(all_on(&b, 0));
  fake_cpu = 1;
  take_all(&b);
  while (old < OBJECTS && !node_of(&pool, b.objects[old]))
    old++;
  CHECK(old <= MAGAZINE);
  for (int i = old; i < OBJECTS; i++)
    CHECK(node_of(&pool, b.objects[i]) == 1);
  CHECK(flc_numa.threads->node == 1);
  CHECK(flc_numa.threads->counts.moved == 1);
}

static void test_backend_numa__a_thread_that_moves_takes_of_its_new_node(void **state)
{
  (void)state;
  assert_int_equal(0, in_child(a_thread_moves, NULL, 0));
}

static void without_memory(void)
{
  struct batch b = {.pool = &pool};

  fake_without_memory = 1;
  fake_machine("node:2 pu:1");
  on_cpu(1, take_all, &b);
  CHECK(all_on(&b, 1));
  on_cpu(0, take_all, &b);
  CHECK(all_on(&b, 0));
  CHECK(fake_binds[0] == 1);
  CHECK(!fake_binds[1]);
}

static void test_backend_numa__a_node_without_memory_is_not_bound(void **state)
{
  (void)state;
  assert_int_equal(0, in_child(without_memory, NULL, 0));
}

static void without_cpus(void)
{
  struct batch b = {.pool = &pool};
  struct flc_slabs **slabs;

  fake_machine("pack:2 [numa(memory=1048576)] [numa(memory=1048576)] pu:1");
  on_cpu(1, take_all, &b);
  slabs = pool.state->data;
  CHECK(flc_numa.topology.nodes == 4);
  CHECK(slabs[0] && !slabs[1] && slabs[2] && !slabs[3]);
  CHECK(all_on(&b, 2));
  CHECK(fake_binds[2] == 1);
  on_cpu(99, take_all, &b); /* a cpu that came later */
  CHECK(all_on(&b, 0));
}

static void test_backend_numa__a_node_without_cpus_has_no_arena(void **state)
{
  (void)state;
  assert_int_equal(0, in_child(without_cpus, NULL, 0));
}

static void advised(void)
{
  struct batch b = {.pool = &buffers};

  fake_machine("node:2 pu:1");
  CHECK(flc_numa_node_of(flc_bind(&buffers), &b) == -1);
  on_cpu(1, take_all, &b);
  CHECK(all_on(&b, 1));
  CHECK(in_use_of(1, FLC_DONTDUMP) >= OBJECTS * 4096);
  CHECK(!flc_numa.node[1].kind[0]);
  CHECK(fake_binds[1] == 1);
}

static void test_backend_numa__advice_and_node_go_together(void **state)
{
  (void)state;
  assert_int_equal(0, in_child(advised, NULL, 0));
}

/* ---- when things are refused */

/* Node 1 can map no region; the free objects of node 0 are taken, then there is NULL. */
static void memory_ends(void)
{
  struct batch b = {.pool = &buffers};
  struct rlimit limit = {0, 0};
  uint64_t other = 0;
  void *object, *last = NULL;

  fake_machine("node:2 pu:1");
  take_all(&b);
  give_all(&b);
  fake_cpu = 1;
  CHECK(!setrlimit(RLIMIT_AS, &limit));
  while ((object = flc_alloc(&buffers))) {
    CHECK(!node_of(&buffers, object));
    *(void **)object = last;
    last = object;
    other++;
  }
  CHECK(errno == ENOMEM);
  CHECK(other >= OBJECTS);
  CHECK(flc_numa.threads->counts.fetched_other == other);
  object = last;
  last = *(void **)object;
  flc_free(&buffers, object);
  CHECK(flc_alloc(&buffers) == object);
}

static void test_backend_numa__memory_of_others_is_better_than_none(void **state)
{
  (void)state;
  if (flc_tool_watches() || FAKE_TSAN)
    skip();
  assert_int_equal(0, in_child(memory_ends, NULL, 0));
}

static void stranger(void)
{
  static char strange[4096];

  fake_machine("node:2 pu:1");
  flc_free(&pool, flc_alloc(&pool));
  flc_free(&pool, strange);
  flc_thread_flush(&pool);
}

static void test_backend_numa__an_object_of_someone_else_is_refused(void **state)
{
  char out[4096];

  (void)state;
  assert_true(WIFSIGNALED(in_child(stranger, out, sizeof out)));
  assert_non_null(strstr(out, "numa-test"));
}

/* ---- threads come and go, and processes */

static unsigned records(bool live)
{
  unsigned n = 0;

  for (struct flc_numa_thread *t = flc_numa.threads; t; t = t->next)
    n += !live || t->tid;
  return n;
}

static void take_and_give(void *data)
{
  (void)data;
  flc_free(&pool, flc_alloc(&pool));
}

static void many_threads(void)
{
  uint64_t objects;

  fake_machine("node:2 pu:1");
  for (int i = 0; i < 1000; i++)
    on_cpu(i % 2, take_and_give, NULL);
  CHECK(records(false) == 1);
  CHECK(!records(true));
  CHECK(flc_numa.others.fetched == flc_numa.others.returned + flc_numa.others.returned_other);
  CHECK(slabs_of_node(0, &objects) <= 1);
}

static void test_backend_numa__records_of_ended_threads_are_used_again(void **state)
{
  (void)state;
  assert_int_equal(0, in_child(many_threads, NULL, 0));
}

static pthread_barrier_t barrier;

static void stay(void *data)
{
  (void)data;
  take_and_give(NULL);
  pthread_barrier_wait(&barrier);
  pthread_barrier_wait(&barrier);
}

static void in_the_child(void)
{
  struct batch b = {.pool = &pool};

  CHECK(records(true) == 1);
  take_all(&b);
  CHECK(all_on(&b, 0));
  CHECK(records(true) == 1);
  CHECK(flc_numa.others.fetched);
  CHECK(flc_numa_table(stderr) == 0);
  _exit(0);
}

static void forks(void)
{
  struct on_thread on = {1, stay, NULL};
  pthread_t id;
  int status;
  pid_t child;

  fake_machine("node:2 pu:1");
  take_and_give(NULL);
  CHECK(!pthread_barrier_init(&barrier, NULL, 2));
  CHECK(!pthread_create(&id, NULL, on_thread_run, &on));
  pthread_barrier_wait(&barrier);
  CHECK(records(true) == 2);
  child = fork();
  if (!child)
    in_the_child();
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(!status);
  CHECK(records(true) == 2);
  pthread_barrier_wait(&barrier);
  CHECK(!pthread_join(id, NULL));
  CHECK(records(true) == 1);
}

static void test_backend_numa__a_child_goes_on_with_the_thread_that_forked(void **state)
{
  char out[8192];

  (void)state;
  if (FAKE_TSAN)
    skip();
  assert_int_equal(0, in_child(forks, out, sizeof out));
}

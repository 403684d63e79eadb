/* SPDX-License-Identifier: Apache-2.0 */
#include "numa_fake.h"

#include <errno.h>

static struct flc_pool pool = FLC_POOL("numa-test", 200, 16);

static char *table(void)
{
  char *text = NULL;
  size_t size;
  FILE *f = open_memstream(&text, &size);

  CHECK(f && !flc_numa_table(f));
  fclose(f);
  return text;
}

/* Is there a line of these words, with any blanks between them? */
static bool has_line(const char *text, const char *words)
{
  char *copy = strdup(text), *save = NULL;
  bool found = false;

  CHECK(copy);
  for (char *line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
    char *to = line, last = ' ';

    for (const char *c = line; *c; c++)
      if (*c != ' ' || last != ' ')
        last = *to++ = *c;
    *to = '\0';
    found |= !strcmp(line, words);
  }
  free(copy);
  return found;
}

#define HAS_LINE(text, words)                              \
  do {                                                     \
    if (!has_line(text, words)) {                          \
      fprintf(stderr, "no line '%s' in\n%s", words, text); \
      _exit(1);                                            \
    }                                                      \
  } while (0)

static void nodes(void)
{
  char *text;

  fake_machine("pack:2 [numa(memory=8589934592)] [numa(memory=4294967296)] core:2 pu:2");
  text = table();
  HAS_LINE(text, "numa: 4 nodes, topology of a description: regions are not bound");
  HAS_LINE(text, "node memory KiB cores packages bound unbound cpus");
  HAS_LINE(text, "0 8388608 2 0 0 0 0-3");
  HAS_LINE(text, "1 4194304 0 - 0 0 - (nobody's near memory: never taken from)");
  HAS_LINE(text, "2 8388608 2 1 0 0 4-7");
  HAS_LINE(text, "no pool is on numa: FLC=numa puts all there");
  free(text);
}

static void test_numa_table__nodes_and_their_cpus(void **state)
{
  (void)state;
  assert_int_equal(0, in_child(nodes, NULL, 0));
}

static void take_100(void *data)
{
  void **objects = data;

  for (int i = 0; i < 100; i++)
    CHECK((objects[i] = flc_alloc(&pool)) != NULL);
}

static void give_100(void *data)
{
  void **objects = data;

  for (int i = 0; i < 100; i++)
    flc_free(&pool, objects[i]);
  flc_thread_flush(NULL);
}

static void arenas(void)
{
  void *objects[100];
  char *text, line[256];

  fake_machine("node:2 pu:1");
  on_cpu(1, take_100, objects);
  give_100(objects); /* this thread runs on node 0 */
  text = table();
  HAS_LINE(text, "1 1048576 0 - 1 0 1");
  HAS_LINE(text, "0 0 0 0 -");
  snprintf(line, sizeof line, "1 1 %d %d -", FLC_REGION >> 10, FLC_UNIT >> 10);
  HAS_LINE(text, line);
  CHECK(strstr(text, "  numa-test\n"));
  snprintf(line, sizeof line, "%d 0 0 0 0 0 100", (int)getpid());
  HAS_LINE(text, line);
  CHECK(strstr(text, "  others"));
  free(text);
}

static void test_numa_table__arenas_pools_and_threads(void **state)
{
  (void)state;
  assert_int_equal(0, in_child(arenas, NULL, 0));
}

static void refused(void)
{
  void *objects[100];
  char *text;

  fake_error = EPERM;
  fake_machine("node:2 pu:1");
  take_100(objects);
  text = table();
  HAS_LINE(text, "mbind: Operation not permitted; pages lie where they are first touched");
  HAS_LINE(text, "0 1048576 0 - 0 1 0");
  free(text);
}

static void test_numa_table__says_that_binding_was_refused(void **state)
{
  char out[4096];

  (void)state;
  assert_int_equal(0, in_child(refused, out, sizeof out));
}

static void cannot_write(void)
{
  FILE *f = fopen("/dev/full", "w");

  CHECK(f);
  setvbuf(f, NULL, _IONBF, 0);
  fake_machine("node:2 pu:1");
  CHECK(flc_numa_table(f) == -EIO);
  fclose(f);
}

static void test_numa_table__an_error_of_the_file_is_one(void **state)
{
  (void)state;
  assert_int_equal(0, in_child(cannot_write, NULL, 0));
}

static int no_topology(struct flc_topology *t)
{
  (void)t;
  return flc_fail(-ENOENT, "no such thing here");
}

static void nothing(void)
{
  static const struct flc_numa_system system = {no_topology, fake_getcpu, fake_bind};
  char *text;

  CHECK(!flc_numa_use(&system));
  text = table();
  CHECK(!strcmp(text, "numa: no such thing here\n"));
  free(text);
}

static void test_numa_table__says_why_there_is_none(void **state)
{
  (void)state;
  assert_int_equal(0, in_child(nothing, NULL, 0));
}

/* ---- at any time */

enum { THREADS = 4, SLOTS = 64, ROUNDS = 20000 };

static void *slots[SLOTS];

/* Puts an object of this node where one of another was, and gives that. */
static void exchange(void *data)
{
  unsigned seed = (unsigned)(uintptr_t)data;

  for (int i = 0; i < ROUNDS; i++) {
    void *object = flc_alloc(&pool);

    CHECK(object);
    seed = seed * 1103515245 + 12345;
    flc_free(&pool,
             __atomic_exchange_n(&slots[seed >> 16 & (SLOTS - 1)], object, __ATOMIC_ACQ_REL));
  }
}

static void busy(void)
{
  struct on_thread on[THREADS];
  pthread_t ids[THREADS];
  struct flc_stats stats;

  fake_machine("node:4 pu:1");
  for (int i = 0; i < THREADS; i++) {
    on[i] = (struct on_thread){i, exchange, (void *)(uintptr_t)(i + 1)};
    CHECK(!pthread_create(&ids[i], NULL, on_thread_run, &on[i]));
  }
  for (int i = 0; i < 20; i++)
    free(table());
  for (int i = 0; i < THREADS; i++)
    CHECK(!pthread_join(ids[i], NULL));
  for (int i = 0; i < SLOTS; i++)
    flc_free(&pool, slots[i]);
  flc_thread_flush(NULL);
  flc_trim();
  flc_pool_stats(&pool, &stats);
  CHECK(stats.taken == THREADS * ROUNDS && !stats.in_use && !stats.cached);
  for (int n = 0; n < 4; n++) {
    struct flc_region_stats region;

    flc_regions_stats(flc_numa.node[n].kind[0], &region);
    CHECK(!region.in_use);
  }
}

static void test_numa_table__can_be_asked_for_while_threads_work(void **state)
{
  (void)state;
  assert_int_equal(0, in_child(busy, NULL, 0));
}

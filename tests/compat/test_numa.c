/* SPDX-License-Identifier: Apache-2.0 */
#include "numa_fake.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/mempolicy.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

enum { OBJECTS = 500 };

static struct flc_pool pool = FLC_POOL("numa-test", 200, 16);
static struct flc_pool buffers = FLC_POOL_ADVISED("numa-buffers", 8192, 4096, 0, FLC_DONTDUMP);

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

static bool all_on(const struct batch *b, int node)
{
  for (int i = 0; i < OBJECTS; i++)
    if (node_of(b->pool, b->objects[i]) != node)
      return false;
  return true;
}

/* ---- refusal, by the seam */

static void refused_for_good(void)
{
  struct batch b = {.pool = &pool}, c = {.pool = &buffers};

  fake_error = EPERM;
  fake_machine("node:4 pu:1");
  for (int cpu = 0; cpu < 4; cpu++) {
    on_cpu(cpu, take_all, &b);
    CHECK(all_on(&b, cpu));
    on_cpu(cpu, take_all, &c);
    CHECK(all_on(&c, cpu));
  }
  CHECK(fake_binds[0] == 1 && !fake_binds[1] && !fake_binds[2] && !fake_binds[3]);
}

static void refused_at_times(void)
{
  struct batch b = {.pool = &pool};

  fake_error = EINVAL;
  fake_machine("node:4 pu:1");
  for (int cpu = 0; cpu < 4; cpu++) {
    on_cpu(cpu, take_all, &b);
    CHECK(all_on(&b, cpu));
    CHECK(fake_binds[cpu] == 1);
  }
}

static void test_backend_numa__refusal_is_said_once_and_takes_go_on(void **state)
{
  char out[4096];

  (void)state;
  assert_int_equal(0, in_child(refused_for_good, out, sizeof out));
  assert_int_equal(1, count_of(out, "\n"));
  assert_non_null(strstr(out, "node 0 (mbind: Operation not permitted)"));
  assert_int_equal(0, in_child(refused_at_times, out, sizeof out));
  assert_int_equal(1, count_of(out, "\n"));
  assert_non_null(strstr(out, "node 0 (mbind: Invalid argument)"));
}

/* ---- this machine: what the kernel says of the pages */

static void real_machine(void)
{
  CHECK(!flc_start("numa,no-keeper"));
}

static void pages_of(struct flc_pool *p, bool bound)
{
  struct batch b = {.pool = p};
  void *pages[OBJECTS];
  int status[OBJECTS];
  unsigned cpu, node;

  take_all(&b);
  CHECK(!getcpu(&cpu, &node));
  for (int i = 0; i < OBJECTS; i++) {
    unsigned long mask[FLC_NODES_MAX / 64] = {0};
    int os = flc_numa.topology.node[node_of(p, b.objects[i])].os, policy = -1, at = -1;

    CHECK(!syscall(SYS_get_mempolicy, &at, NULL, 0UL, b.objects[i], MPOL_F_NODE | MPOL_F_ADDR));
    CHECK(at == os);
    CHECK(
        !syscall(SYS_get_mempolicy, &policy, mask, FLC_NODES_MAX + 0UL, b.objects[i], MPOL_F_ADDR));
    CHECK(policy == (bound ? MPOL_PREFERRED : MPOL_DEFAULT));
    CHECK(!bound || mask[os / 64] == 1UL << os % 64);
    pages[i] = (void *)((uintptr_t)b.objects[i] & ~(flc_page_size() - 1));
    status[i] = -1;
  }
  CHECK(!syscall(SYS_move_pages, 0, OBJECTS + 0UL, pages, NULL, status, 0));
  for (int i = 0; i < OBJECTS; i++)
    CHECK(status[i] == flc_numa.topology.node[node_of(p, b.objects[i])].os);
}

static void pages_are_bound(void)
{
  real_machine();
  pages_of(&pool, true);
  pages_of(&buffers, true);
  CHECK(!flc_numa.refused);
}

static bool kernel_has_numa(void)
{
  int policy;

  return !syscall(SYS_get_mempolicy, &policy, NULL, 0UL, NULL, 0);
}

static void test_numa__pages_prefer_their_node_and_lie_there(void **state)
{
  char out[4096];

  (void)state;
  if (!kernel_has_numa())
    skip();
  assert_int_equal(0, in_child(pages_are_bound, out, sizeof out));
  assert_string_equal("", out);
}

/* What a container does. */
static void deny_mbind(int error)
{
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mbind, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof code / sizeof *code, code};

  CHECK(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  CHECK(!prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
}

static void under_a_filter(int error)
{
  deny_mbind(error);
  real_machine();
  pages_of(&pool, false);
  pages_of(&buffers, false);
  CHECK(flc_numa.refused == error);
}

static void filter_says_eperm(void)
{
  under_a_filter(EPERM);
}

static void filter_says_enosys(void)
{
  under_a_filter(ENOSYS);
}

static void test_numa__a_filter_that_denies_mbind_costs_one_warning(void **state)
{
  char out[4096];

  (void)state;
  if (!kernel_has_numa())
    skip();
  assert_int_equal(0, in_child(filter_says_eperm, out, sizeof out));
  assert_int_equal(1, count_of(out, "\n"));
  assert_non_null(strstr(out, "Operation not permitted"));
  assert_int_equal(0, in_child(filter_says_enosys, out, sizeof out));
  assert_int_equal(1, count_of(out, "\n"));
  assert_non_null(strstr(out, "Function not implemented"));
}

/* A node that the kernel does not have, though the description says that it is this machine. */
static void no_such_node(void)
{
  struct batch b = {.pool = &pool};

  setenv("HWLOC_SYNTHETIC", "node:1(indexes=900) pu:2", 1);
  setenv("HWLOC_THISSYSTEM", "1", 1);
  real_machine();
  take_all(&b);
  CHECK(flc_numa.topology.this_machine);
  CHECK(flc_numa.refused == EINVAL);
  CHECK(flc_numa.node[0].unbound == 1);
}

static void described(void)
{
  struct batch b = {.pool = &pool};

  setenv("HWLOC_SYNTHETIC", "node:1(indexes=900) pu:2", 1);
  real_machine();
  take_all(&b);
  CHECK(!flc_numa.refused);
  CHECK(flc_numa.node[0].unbound == 1);
}

static void test_numa__a_node_that_the_kernel_does_not_have_is_a_refusal(void **state)
{
  char out[4096];

  (void)state;
  assert_int_equal(0, in_child(no_such_node, out, sizeof out));
  assert_non_null(strstr(out, "node 900 (mbind: Invalid argument)"));
  assert_int_equal(1, count_of(out, "\n"));
}

static void test_numa__a_description_binds_nothing_and_is_no_refusal(void **state)
{
  char out[4096];

  (void)state;
  assert_int_equal(0, in_child(described, out, sizeof out));
  assert_string_equal("", out);
}

/* ---- the seam */

static void use_too_late(void)
{
  fake_machine("node:2 pu:1");
  CHECK(!flc_numa_load());
  CHECK(flc_numa_use(&flc_numa_linux) == -EBUSY);
}

static void nonsense(void)
{
  fake_nodes = "no nodes";
  CHECK(!flc_numa_use(&fake));
  CHECK(flc_numa_load() == -EINVAL);
  fake_nodes = "node:2 pu:1";
  CHECK(!flc_numa_load());
}

static void test_numa__the_system_is_chosen_before_it_is_used(void **state)
{
  (void)state;
  assert_int_equal(0, in_child(use_too_late, NULL, 0));
  assert_int_equal(0, in_child(nonsense, NULL, 0));
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "topology.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct flc_topology of(const char *synthetic)
{
  struct flc_topology t;

  assert_int_equal(0, flc_topology_load(&t, synthetic));
  return t;
}

static const char *cpus_of(const struct flc_topology *t, uint32_t node)
{
  static char out[64];

  flc_topology_cpulist(t, node, out, sizeof out);
  return out;
}

static void test_topology__says_what_the_kernel_says_of_this_machine(void **state)
{
  struct flc_topology t = of(NULL);
  char path[64], expected[256] = "";
  unsigned cpu, node;

  (void)state;
  assert_true(t.this_machine);
  assert_int_equal(0, getcpu(&cpu, &node));
  assert_int_equal(node, t.node[flc_topology_node(&t, (int)cpu)].os);
  assert_true(t.node[0].memory > 1 << 20);
  snprintf(path, sizeof path, "/sys/devices/system/node/node%u/cpulist", node);

  FILE *f = fopen(path, "r");

  if (!f)
    skip();
  assert_non_null(fgets(expected, sizeof expected, f));
  fclose(f);
  expected[strcspn(expected, "\n")] = '\0';
  assert_string_equal(expected, cpus_of(&t, flc_topology_node(&t, (int)cpu)));
}

static void test_topology__reads_a_description(void **state)
{
  struct flc_topology t = of("node:4 core:2 pu:2");

  (void)state;
  assert_false(t.this_machine);
  assert_int_equal(4, t.nodes);
  assert_int_equal(16, t.cpus);
  for (uint32_t n = 0; n < 4; n++) {
    assert_int_equal(n, t.node[n].os);
    assert_int_equal(4, t.node[n].cpus);
    assert_true(t.node[n].memory > 0);
  }
  assert_string_equal("4-7", cpus_of(&t, 1));
  assert_int_equal(3, flc_topology_node(&t, 12));
  assert_int_equal(t.cpu[6].core, t.cpu[7].core);
  assert_int_not_equal(t.cpu[5].core, t.cpu[6].core);
}

static void test_topology__packages_hold_cores_and_nodes(void **state)
{
  struct flc_topology t = of("pack:2 numa:2 core:3 pu:1");

  (void)state;
  assert_int_equal(4, t.nodes);
  assert_int_equal(0, t.cpu[5].package);
  assert_int_equal(1, t.cpu[6].package);
  assert_int_equal(2, flc_topology_node(&t, 6));
}

static void test_topology__nodes_without_memory_are_nobodys_while_others_are_near(void **state)
{
  struct flc_topology t = of("pack:2 [numa(memory=0)] [numa(memory=1048576)] core:2 pu:1");

  (void)state;
  assert_int_equal(4, t.nodes);
  assert_int_equal(0, t.node[0].memory);
  assert_int_equal(0, t.node[0].cpus);
  assert_string_equal("-", cpus_of(&t, 0));
  assert_int_equal(1, flc_topology_node(&t, 0));
  assert_int_equal(3, flc_topology_node(&t, 3));
}

static void test_topology__a_node_with_cpus_and_no_memory_keeps_its_cpus(void **state)
{
  struct flc_topology t = of("pack:2 [numa(memory=0)] core:2 pu:1");

  (void)state;
  assert_int_equal(0, t.node[1].memory);
  assert_int_equal(2, t.node[1].cpus);
  assert_int_equal(1, flc_topology_node(&t, 2));
}

static void test_topology__slower_memory_beside_the_cpus_is_nobodys_node(void **state)
{
  struct flc_topology t = of("pack:2 [numa(memory=1048576)] [numa(memory=8388608)] core:2 pu:1");

  (void)state;
  assert_int_equal(0, flc_topology_node(&t, 1));
  assert_int_equal(0, t.node[1].cpus);
  assert_int_equal(2, flc_topology_node(&t, 2));
  assert_int_equal(0, t.node[3].cpus);
}

static void test_topology__numbers_of_nodes_may_have_holes_and_any_order(void **state)
{
  struct flc_topology t = of("node:3(indexes=9,2,5) pu:1");

  (void)state;
  assert_int_equal(2, t.node[0].os);
  assert_int_equal(5, t.node[1].os);
  assert_int_equal(9, t.node[2].os);
  assert_int_equal(9, t.node[flc_topology_node(&t, 0)].os);
  assert_int_equal(2, t.node[flc_topology_node(&t, 1)].os);
}

static void test_topology__an_unknown_cpu_counts_for_the_first_node_with_cpus(void **state)
{
  struct flc_topology t = of("pack:1 [numa(memory=0)] [numa(memory=1048576)] pu:2");

  (void)state;
  assert_int_equal(1, flc_topology_node(&t, -1));
  assert_int_equal(1, flc_topology_node(&t, 2));
  assert_int_equal(1, flc_topology_node(&t, INT32_MAX));
}

static void test_topology__the_environment_gives_a_description(void **state)
{
  struct flc_topology t;

  (void)state;
  setenv("HWLOC_SYNTHETIC", "node:8 pu:1", 1);
  t = of(NULL);
  unsetenv("HWLOC_SYNTHETIC");
  assert_int_equal(8, t.nodes);
  assert_false(t.this_machine);
}

static void test_topology__what_hwloc_does_not_understand_is_an_error(void **state)
{
  struct flc_topology t;

  (void)state;
  assert_int_equal(-EINVAL, flc_topology_load(&t, "nodes or so"));
  assert_non_null(strstr(flc_error(), "nodes or so"));
}

/* hwloc would put the affinity back after, so what counts is that it never sets it. */
static void die_at_sched_setaffinity(void)
{
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sched_setaffinity, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof code / sizeof *code, code};

  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
    _exit(1);
}

static void test_topology__reading_does_not_move_the_thread(void **state)
{
  pid_t child = fork();
  int status;

  (void)state;
  if (!child) {
    struct flc_topology t;

    die_at_sched_setaffinity();
    _exit(flc_topology_load(&t, NULL) ? 2 : 0);
  }
  assert_int_equal(child, waitpid(child, &status, 0));
  assert_int_equal(0, status);
}

static void test_topology__a_list_of_cpus_is_cut_where_it_does_not_fit(void **state)
{
  struct flc_cpu cpus[40];
  struct flc_node node = {.cpus = 20};
  struct flc_topology t = {.nodes = 1, .cpus = 40, .node = &node, .cpu = cpus};
  char out[12];

  (void)state;
  for (int i = 0; i < 40; i++)
    cpus[i] = (struct flc_cpu){.node = (int16_t)(i % 2 - 1)};
  flc_topology_cpulist(&t, 0, out, sizeof out);
  assert_string_equal("1,3,5,7...", out);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * A thread walks over the cpus that it may run on, by sched_setaffinity, and takes on each. The cpu
 * is the real one; the topology is this machine's, or what HWLOC_SYNTHETIC says.
 *
 * After its magazine's worth of takes on a cpu, the objects have to be of the cpu's node, and where
 * the topology is this machine's, their pages as well. Prints the table.
 */
#include "compat/numa.h"

#include <linux/mempolicy.h>
#include <sched.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MAGAZINE = 64, TAKES = 1000 };

static struct flc_pool pool = FLC_POOL("walk", 4096, 4096);

static int wrong(const char *what, int cpu, int is, int should)
{
  fprintf(stderr, "walk: on cpu %d %s is %d, not %d\n", cpu, what, is, should);
  return 1;
}

static int take_on(int cpu)
{
  int node, home, page;

  for (int i = 0; i < TAKES; i++) {
    void *object = flc_alloc(&pool);

    if (!object)
      return wrong("a take", cpu, 0, 1);
    node = (int)flc_topology_node(&flc_numa.topology, cpu);
    home = flc_numa_node_of(pool.state, object);
    if (i >= MAGAZINE && home != node)
      return wrong("the node of an object", cpu, home, node);
    memset(object, 1, 4096);
    if (!flc_numa.topology.this_machine)
      continue;
    if (syscall(SYS_get_mempolicy, &page, NULL, 0UL, object, MPOL_F_NODE | MPOL_F_ADDR))
      return wrong("get_mempolicy", cpu, -1, 0);
    if (i >= MAGAZINE && page != flc_numa.topology.node[home].os)
      return wrong("the node of a page", cpu, page, flc_numa.topology.node[home].os);
  }
  return 0;
}

int main(void)
{
  cpu_set_t all, one;
  int cpus = 0;

  if (flc_start("numa") || sched_getaffinity(0, sizeof all, &all)) {
    fprintf(stderr, "walk: %s\n", flc_error());
    return 1;
  }
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
    if (!CPU_ISSET(cpu, &all))
      continue;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    if (sched_setaffinity(0, sizeof one, &one) || take_on(cpu))
      return 1;
    cpus++;
  }
  printf("walked over %d cpus\n", cpus);
  return flc_numa_table(stdout) ? 1 : 0;
}

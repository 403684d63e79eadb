/* SPDX-License-Identifier: Apache-2.0 */
#include "numa.h"

#include <errno.h>
#include <linux/mempolicy.h>
#include <sched.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

struct flc_numa flc_numa = {.system = &flc_numa_linux};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards flc_numa.loaded and kinds */

/* ---- the system */

static int linux_load(struct flc_topology *topology)
{
  return flc_topology_load(topology, NULL);
}

static int linux_bind(void *start, size_t bytes, int node)
{
  enum { BITS = 8 * sizeof(unsigned long) };
  unsigned long mask[FLC_NODES_MAX / BITS] = {0};

  if (!flc_numa.topology.this_machine)
    return 1;
  mask[node / BITS] |= 1UL << node % BITS;
  /* The kernel counts one bit less than it is told. */
  if (!syscall(SYS_mbind, start, bytes, MPOL_PREFERRED, mask, (unsigned long)FLC_NODES_MAX + 1, 0U))
    return 0;
  return -errno;
}

const struct flc_numa_system flc_numa_linux = {linux_load, sched_getcpu, linux_bind};

int flc_numa_use(const struct flc_numa_system *system)
{
  int result = 0;

  pthread_mutex_lock(&lock);
  if (flc_numa.loaded)
    result = flc_fail(-EBUSY, "numa: the topology has been read: set the system before");
  else
    flc_numa.system = system;
  pthread_mutex_unlock(&lock);
  return result;
}

/* ---- nodes */

static int load(void)
{
  struct flc_topology t;
  int result = flc_numa.system->load(&t);

  if (result < 0)
    return result;
  flc_numa.node = flc_meta_alloc(t.nodes * sizeof *flc_numa.node);
  if (!flc_numa.node)
    return flc_fail(-ENOMEM, "numa: no memory for the records of %u nodes", t.nodes);
  flc_numa.topology = t;
  __atomic_store_n(&flc_numa.loaded, true, __ATOMIC_RELEASE);
  return 0;
}

int flc_numa_load(void)
{
  int result;

  pthread_mutex_lock(&lock);
  result = flc_numa.loaded ? 0 : load();
  pthread_mutex_unlock(&lock);
  return result;
}

static struct flc_numa_node *node_of_os(int os)
{
  uint32_t n = 0;

  while (n + 1 < flc_numa.topology.nodes && flc_numa.topology.node[n].os != os)
    n++;
  return &flc_numa.node[n];
}

/* Each new region comes here, before it is touched. */
static int bind_region(void *start, size_t bytes, int os)
{
  struct flc_numa_node *node = node_of_os(os);
  int error = __atomic_load_n(&flc_numa.refused, __ATOMIC_RELAXED), none = 0, result = -error;

  /* What a filter or the kernel denies once, it denies always; a node may come back. */
  if (error != EPERM && error != ENOSYS)
    result = flc_numa.system->bind(start, bytes, os);
  __atomic_fetch_add(result ? &node->unbound : &node->bound, 1, __ATOMIC_RELAXED);
  if (result < 0 && __atomic_compare_exchange_n(&flc_numa.refused, &none, -result, false,
                                                __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    flc_warn(
        "numa: memory cannot be bound to node %d (mbind: %s): the kernel places pages at their "
        "first touch from now on; allow mbind (in a container: CAP_SYS_NICE, or its seccomp "
        "profile), or choose another backend",
        os, strerror(-result));
  return result < 0 ? result : 0;
}

/* ---- kinds */

struct flc_kind *flc_numa_kind(uint32_t n, uint32_t advice)
{
  const struct flc_node *node = &flc_numa.topology.node[n];
  struct flc_kind **kind = &flc_numa.node[n].kind[advice % FLC_ADVICES];

  pthread_mutex_lock(&lock);
  if (!*kind)
    __atomic_store_n(kind, flc_kind(advice, node->os, node->memory ? bind_region : NULL),
                     __ATOMIC_RELEASE);
  pthread_mutex_unlock(&lock);
  return *kind;
}

int flc_numa_ready(void)
{
  if (__atomic_load_n(&flc_numa.loaded, __ATOMIC_ACQUIRE) || flc_numa.system != &flc_numa_linux)
    return 0;
  return flc_topology_ready();
}

void flc_numa_fork(int when)
{
  if (when < 0)
    pthread_mutex_lock(&lock);
  else
    pthread_mutex_unlock(&lock);
}

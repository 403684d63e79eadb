/* SPDX-License-Identifier: Apache-2.0
 *
 * The backend numa: memory of the node that a thread runs on.
 *
 * A pool has an arena (slabs, see slab.h) on each node that has cpus. The regions below it are told
 * their node once, before they are touched: MPOL_PREFERRED, that is, on this node while it has
 * memory, and elsewhere after. MPOL_BIND would rather let the process be killed than take memory of
 * a node that has some to spare. A side effect is welcome: the kernel's automatic NUMA balancing
 * leaves pages with a policy of their own alone. A node that has cpus and no memory has an arena
 * that is not bound, for which the kernel takes the nearest memory.
 *
 * A thread takes from the arena of the node that it runs on. It asks for its cpu each time it comes
 * through the slow path, so that a thread that has moved takes near memory after at most the
 * objects that lie in its magazine. That is not once in so many times but always, since the
 * question is a load from memory where glibc has registered rseq (2.35 and later), and else a vDSO
 * call.
 *
 * An object goes back to the arena that it came from, whoever gives it. An object of another node
 * goes there at once, past the thread's magazine (st->keeps): last in, first out, a magazine would
 * hand it out again next, and a thread that gives as many objects of others as of its own would
 * only take remote memory. So with several nodes a take is inline and a give asks; with one node
 * both are inline.
 *
 * Refusal does no harm: where mbind is denied (containers without CAP_SYS_NICE: EPERM; kernels
 * without NUMA: ENOSYS), one warning is printed for the process, and pages lie where they are first
 * touched, which is mostly the same node.
 */
#ifndef FLC_NUMA_H
#define FLC_NUMA_H

#include "slab.h"
#include "topology.h"

/** What the backend asks of the system. Tests put their own in its place. */
struct flc_numa_system {
  /** The topology; as flc_topology_load(). */
  int (*load)(struct flc_topology *topology);
  /** The cpu that the calling thread runs on; -1: not known. Called in slow paths. */
  int (*cpu)(void);
  /** Makes the pages of a mapping come from node (the kernel's number). 0, a negative errno, or 1:
   *  left alone, since the topology is not this machine's. */
  int (*bind)(void *start, size_t bytes, int node);
};

extern const struct flc_numa_system flc_numa_linux;

/** Puts system in the place of flc_numa_linux. -EBUSY: the topology has been read. */
int flc_numa_use(const struct flc_numa_system *system);

/**
 * Writes what FLC=help and flc_dump(FLC_DUMP_HELP) show of NUMA: nodes with memory, cores and cpus;
 * regions of each node, mapped and in use, and whether they are bound; pools with their slabs and
 * objects on each node; threads with their node, and the objects that slow paths fetched and gave
 * back for them, own node and other. Reads the topology if nobody has. A build without hwloc, or a
 * process without libhwloc, gets one line that says so. Takes no lock of takes and gives. -EIO: f
 * did not take it.
 */
int flc_numa_table(FILE *f);

/** The index of the node whose arena object lies in; -1: in none of the pool's. */
int flc_numa_node_of(const struct flc_state *st, const void *object);

/* ---- shared by numa.c, backend_numa.c and numa_table.c */

enum {
  FLC_ADVICES = 4, /* values of enum flc_advice, or-ed */
};

/** Objects that slow paths moved for a thread. Written by that thread alone, read by anyone. */
struct flc_numa_counts {
  uint64_t fetched, fetched_other; /* from the arena of the thread's node; of others, when that was
                                      out of memory */
  uint64_t returned, returned_other; /* to the arena of the thread's node; to others */
  uint64_t moved;                    /* times that the thread was found on another node */
};

/** A thread that has used the backend; used again when it has ended. Records are never freed. */
struct flc_numa_thread {
  int tid; /* 0: unused */
  uint32_t node;
  struct flc_numa_counts counts;
  struct flc_numa_thread *next;   /* all records; a list that only grows */
  struct flc_numa_thread *unused; /* the next one without a thread */
};

/** What is known of a node beside its topology. */
struct flc_numa_node {
  struct flc_kind *kind[FLC_ADVICES]; /* NULL until a pool with this advice is opened */
  uint32_t bound, unbound;            /* regions */
};

/** The backend's state in the process. */
struct flc_numa {
  const struct flc_numa_system *system;
  bool loaded;                  /* written under the lock of numa.c, as are topology and node */
  struct flc_topology topology; /* constant once loaded */
  struct flc_numa_node *node;   /* as many as topology.nodes */
  int refused;                  /* errno of the first bind that failed; 0: none has */
  struct flc_numa_thread *threads;
  struct flc_numa_counts others; /* of threads that have ended or have no record */
};
extern struct flc_numa flc_numa;

/** Can flc_numa_load() work? 0, or a negative errno. */
int flc_numa_ready(void);
/** Reads the topology if that has not been done. 0 or negative errno. */
int flc_numa_load(void);
/** Memory with advice on the n-th node: each region is bound before it is touched. NULL: no memory.
 */
struct flc_kind *flc_numa_kind(uint32_t n, uint32_t advice);
/** The lock of numa.c around fork(). */
void flc_numa_fork(int when);

#endif

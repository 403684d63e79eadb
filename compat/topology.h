/* SPDX-License-Identifier: Apache-2.0
 *
 * Which cpu is near which memory.
 *
 * Read with hwloc, which Traffic Server uses for its threads already, and which also reads
 * topologies that this machine does not have: HWLOC_SYNTHETIC="node:4 core:2 pu:2" or HWLOC_XMLFILE
 * in the environment, or a description given to flc_topology_load(). So tests have as many nodes as
 * they like, and a user can see what libflc would make of another machine.
 *
 * libhwloc is loaded with dlopen when the first pool is opened on the backend numa, or when
 * somebody asks for the table. A process that does neither maps neither libhwloc nor the libm and
 * libudev that it needs, and does not read some sixty files of /sys (1 to 2 ms, up to 14 when they
 * are cold). It stays loaded after: libraries that it needs have state of their own, and cannot all
 * be unloaded.
 *
 * What is read is copied into records of libflc's own and never changes after, so that it is read
 * without a lock. Processors that come later are unknown: see flc_topology_node().
 */
#ifndef FLC_TOPOLOGY_H
#define FLC_TOPOLOGY_H

#include "flc_p.h"

enum {
  FLC_NODES_MAX = 1024, /* what a kernel can have; numbers from there on are not used */
  FLC_CPUS_MAX = 65536,
};

/** One cpu, by the kernel's number. */
struct flc_cpu {
  int16_t node;    /* index in flc_topology.node; -1: no such cpu, or not for this process */
  int32_t core;    /* logical numbers of hwloc; -1: not known */
  int32_t package; /* the same */
};

/** One NUMA node. */
struct flc_node {
  int os;          /* the kernel's number, which mbind wants */
  uint32_t cpus;   /* for how many it is the nearest node */
  uint64_t memory; /* bytes; 0: it has none */
};

/**
 * All of them. At least one node. The node of a cpu is the one that the kernel takes memory from at
 * first touch: among the nodes that the cpu is near to, the lowest number, those with memory first
 * (fast or slow memory on the same package comes as nodes of higher numbers, and is nobody's node).
 */
struct flc_topology {
  uint32_t nodes, cpus; /* entries of node and cpu */
  struct flc_node *node;
  struct flc_cpu *cpu;
  bool
      this_machine; /* false: read from a description, so node numbers mean nothing to the kernel */
};

/** Can flc_topology_load() work? 0, or -ENOENT with the reason in flc_error(): no libhwloc, or a
 * set-user-ID program, in which hwloc would still do what the environment says. Loads libhwloc. */
int flc_topology_ready(void);

/** Reads the machine, or a description in hwloc's synthetic form. 0, -ENOENT without libhwloc,
 *  -EINVAL for a description that it does not understand, -ENOMEM. */
int flc_topology_load(struct flc_topology *topology, const char *synthetic);

/** The index of the node that cpu is nearest to. A cpu that is not known (-1, or one that was added
 *  later) counts for the first node that has cpus. */
uint32_t flc_topology_node(const struct flc_topology *topology, int cpu);

/** The cpus of a node as "0-3,8", "-" for none; cut off with "..." where size is too small. */
void flc_topology_cpulist(const struct flc_topology *topology, uint32_t node, char *out,
                          size_t size);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#include "numa.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

static uint64_t load(const uint64_t *counter)
{
  return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

static const char *advice_name(uint32_t advice)
{
  static const char *const names[FLC_ADVICES] = {"-", "dontdump", "hugepage", "dontdump,hugepage"};

  return names[advice % FLC_ADVICES];
}

/* Cores that have a cpu of the node: hwloc numbers them in the order of their cpus, or nearly. */
static uint32_t count_cores(uint32_t node)
{
  const struct flc_topology *t = &flc_numa.topology;
  uint32_t cores = 0;

  for (uint32_t c = 0; c < t->cpus; c++) {
    bool seen = t->cpu[c].core < 0;

    for (uint32_t d = 0; !seen && d < c; d++)
      seen = t->cpu[d].node == (int)node && t->cpu[d].core == t->cpu[c].core;
    cores += !seen && t->cpu[c].node == (int)node;
  }
  return cores;
}

/* "0" or "0-1", "-" for none. */
static void name_packages(uint32_t node, char *out, size_t size)
{
  const struct flc_topology *t = &flc_numa.topology;
  int32_t first = INT32_MAX, last = -1;

  for (uint32_t c = 0; c < t->cpus; c++)
    if (t->cpu[c].node == (int)node && t->cpu[c].package >= 0) {
      first = t->cpu[c].package < first ? t->cpu[c].package : first;
      last = t->cpu[c].package > last ? t->cpu[c].package : last;
    }
  if (last < 0)
    snprintf(out, size, "-");
  else if (first == last)
    snprintf(out, size, "%d", first);
  else
    snprintf(out, size, "%d-%d", first, last);
}

static void print_head(FILE *f)
{
  const struct flc_topology *t = &flc_numa.topology;
  int refused = __atomic_load_n(&flc_numa.refused, __ATOMIC_RELAXED);

  fprintf(f, "numa: %u node%s, topology of %s\n", t->nodes, t->nodes == 1 ? "" : "s",
          t->this_machine ? "this machine" : "a description: regions are not bound");
  if (refused)
    fprintf(f, "  mbind: %s; pages lie where they are first touched\n", strerror(refused));
}

/* bound: of how many regions the kernel knows the node. */
static void print_nodes(FILE *f)
{
  const struct flc_topology *t = &flc_numa.topology;
  char cpus[256];

  fprintf(f, "  %6s %12s %6s %9s %7s %7s  %s\n", "node", "memory KiB", "cores", "packages", "bound",
          "unbound", "cpus");
  for (uint32_t n = 0; n < t->nodes; n++) {
    char packages[64];

    name_packages(n, packages, sizeof packages);
    flc_topology_cpulist(t, n, cpus, sizeof cpus);
    fprintf(f, "  %6d %12" PRIu64 " %6u %9s %7u %7u  %s%s\n", t->node[n].os,
            t->node[n].memory >> 10, count_cores(n), packages,
            __atomic_load_n(&flc_numa.node[n].bound, __ATOMIC_RELAXED),
            __atomic_load_n(&flc_numa.node[n].unbound, __ATOMIC_RELAXED), cpus,
            t->node[n].cpus ? "" : " (nobody's near memory: never taken from)");
  }
}

static void print_arenas(FILE *f)
{
  bool any = false;

  for (uint32_t n = 0; n < flc_numa.topology.nodes; n++)
    for (uint32_t advice = 0; advice < FLC_ADVICES; advice++) {
      struct flc_region_stats stats;
      struct flc_kind *kind = __atomic_load_n(&flc_numa.node[n].kind[advice], __ATOMIC_ACQUIRE);

      if (!kind)
        continue;
      if (!any)
        fprintf(f, "  %6s %12s %12s %12s  %s\n", "node", "regions", "mapped KiB", "in use KiB",
                "advice");
      any = true;
      flc_regions_stats(kind, &stats);
      fprintf(f, "  %6d %12zu %12zu %12zu  %s\n", flc_numa.topology.node[n].os, stats.regions,
              stats.mapped >> 10, stats.in_use >> 10, advice_name(advice));
    }
  if (!any)
    fputs("  no pool is on numa: FLC=numa puts all there\n", f);
}

static void print_pools(FILE *f)
{
  bool any = false;

  for (const struct flc_state *st = flc_states(); st; st = st->next)
    for (uint32_t n = 0; st->backend == &flc_backend_numa && n < flc_numa.topology.nodes; n++) {
      uint64_t chunks = 0, objects = 0;
      struct flc_slabs **slabs = st->data;

      if (!slabs[n])
        continue;
      if (!any)
        fprintf(f, "  %6s %8s %10s %10s  %s\n", "node", "slabs", "objects", "bytes each", "pool");
      any = true;
      flc_slabs_stats(slabs[n], &chunks, &objects);
      fprintf(f, "  %6d %8" PRIu64 " %10" PRIu64 " %10u  %s\n", flc_numa.topology.node[n].os,
              chunks, objects, st->stride, st->pool->name);
    }
}

static void print_counts(FILE *f, const struct flc_numa_counts *c)
{
  fprintf(f, " %6" PRIu64 " %12" PRIu64 " %12" PRIu64 " %12" PRIu64 " %12" PRIu64 "\n",
          load(&c->moved), load(&c->fetched), load(&c->fetched_other), load(&c->returned),
          load(&c->returned_other));
}

static void print_threads(FILE *f)
{
  struct flc_numa_thread *t = __atomic_load_n(&flc_numa.threads, __ATOMIC_ACQUIRE);

  if (!t)
    return;
  fprintf(f, "  %8s %6s %6s %12s %12s %12s %12s\n", "thread", "node", "moved", "fetched own",
          "other", "returned own", "other");
  for (; t; t = t->next) {
    int tid = __atomic_load_n(&t->tid, __ATOMIC_ACQUIRE);

    if (!tid)
      continue;
    fprintf(f, "  %8d %6d", tid,
            flc_numa.topology.node[__atomic_load_n(&t->node, __ATOMIC_RELAXED)].os);
    print_counts(f, &t->counts);
  }
  fprintf(f, "  %8s %6s", "others", "");
  print_counts(f, &flc_numa.others);
}

int flc_numa_table(FILE *f)
{
  if (flc_numa_load() < 0) {
    fprintf(f, "numa: %s\n", flc_error());
  } else {
    print_head(f);
    print_nodes(f);
    print_arenas(f);
    print_pools(f);
    print_threads(f);
  }
  return ferror(f) ? flc_fail(-EIO, "numa: the table could not be written") : 0;
}

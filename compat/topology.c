/* SPDX-License-Identifier: Apache-2.0 */
#include "topology.h"

#include <errno.h>

#if FLC_HAVE_HWLOC
#include <dlfcn.h>
#include <hwloc.h>
#include <sys/auxv.h>

/* ---- libhwloc, found at run time */

#if HWLOC_API_VERSION >= 0x00030000 || HWLOC_API_VERSION < 0x00020000
#error "topology.c knows hwloc 2: say here which library belongs to this hwloc.h"
#endif
#define HWLOC_LIBRARY "libhwloc.so.15"

#define HWLOC_FUNCTIONS(F)  \
  F(get_api_version)        \
  F(topology_init)          \
  F(topology_destroy)       \
  F(topology_load)          \
  F(topology_set_flags)     \
  F(topology_set_synthetic) \
  F(topology_is_thissystem) \
  F(get_type_depth)         \
  F(get_nbobjs_by_depth)    \
  F(get_obj_by_depth)       \
  F(bitmap_isset)           \
  F(bitmap_first)           \
  F(bitmap_next)

static struct {
#define F(name) __typeof__(&hwloc_##name) name;
  HWLOC_FUNCTIONS(F)
#undef F
} hw;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards hw and loaded */
static bool loaded;

static int find_functions(void *library)
{
#define F(name)                                                         \
  if (!(hw.name = (__typeof__(hw.name))dlsym(library, "hwloc_" #name))) \
    return flc_fail(-ENOENT, "%s has no hwloc_%s: install hwloc 2", HWLOC_LIBRARY, #name);
  HWLOC_FUNCTIONS(F)
#undef F
  if (hw.get_api_version() >> 16 != HWLOC_API_VERSION >> 16)
    return flc_fail(-ENOENT, "%s speaks version %#x, libflc was built with %#x: install hwloc 2",
                    HWLOC_LIBRARY, hw.get_api_version(), HWLOC_API_VERSION);
  loaded = true;
  return 0;
}

int flc_topology_ready(void)
{
  int result = 0;

  if (getauxval(AT_SECURE))
    return flc_fail(-ENOENT, "no NUMA topology in a set-user-ID program: hwloc would load plugins "
                             "from where the environment says");
  pthread_mutex_lock(&lock);
  if (!loaded) {
    void *library = dlopen(HWLOC_LIBRARY, RTLD_NOW | RTLD_LOCAL);

    result = library ? find_functions(library)
                     : flc_fail(-ENOENT, "no NUMA topology without hwloc: %s; install libhwloc15",
                                dlerror());
  }
  pthread_mutex_unlock(&lock);
  return result;
}

/* ---- from hwloc's objects to records of our own */

static hwloc_obj_t object(hwloc_topology_t h, hwloc_obj_type_t type, unsigned n)
{
  int depth = hw.get_type_depth(h, type);

  return depth == HWLOC_TYPE_DEPTH_UNKNOWN ? NULL : hw.get_obj_by_depth(h, depth, n);
}

/* Nodes by the kernel's number, so that the first that fits a cpu is the lowest. */
static void copy_nodes(struct flc_topology *t, hwloc_topology_t h)
{
  hwloc_obj_t o;

  for (unsigned i = 0; (o = object(h, HWLOC_OBJ_NUMANODE, i)); i++) {
    uint32_t at = t->nodes;

    if (o->os_index >= FLC_NODES_MAX)
      continue;
    for (; at && t->node[at - 1].os > (int)o->os_index; at--)
      t->node[at] = t->node[at - 1];
    t->node[at] = (struct flc_node){.os = (int)o->os_index,
                                    .memory = o->attr ? o->attr->numanode.local_memory : 0};
    t->nodes++;
  }
}

static hwloc_obj_t node_object(hwloc_topology_t h, int os)
{
  hwloc_obj_t o;
  unsigned i = 0;

  while ((o = object(h, HWLOC_OBJ_NUMANODE, i)) && (int)o->os_index != os)
    i++;
  return o;
}

static void copy_cpus(struct flc_topology *t, hwloc_topology_t h)
{
  hwloc_obj_t o;

  for (uint32_t i = 0; i < t->cpus; i++)
    t->cpu[i] = (struct flc_cpu){.node = -1, .core = -1, .package = -1};
  for (int memory = 1; memory >= 0; memory--) /* nodes with memory first */
    for (uint32_t n = 0; n < t->nodes; n++) {
      if ((t->node[n].memory != 0) != memory || !(o = node_object(h, t->node[n].os)))
        continue;
      for (int c = hw.bitmap_first(o->cpuset); c >= 0; c = hw.bitmap_next(o->cpuset, c))
        if ((uint32_t)c < t->cpus && t->cpu[c].node < 0) {
          t->cpu[c].node = (int16_t)n;
          t->node[n].cpus++;
        }
    }
  for (unsigned i = 0; (o = object(h, HWLOC_OBJ_CORE, i)); i++)
    for (int c = hw.bitmap_first(o->cpuset); c >= 0; c = hw.bitmap_next(o->cpuset, c))
      if ((uint32_t)c < t->cpus)
        t->cpu[c].core = (int32_t)i;
  for (unsigned i = 0; (o = object(h, HWLOC_OBJ_PACKAGE, i)); i++)
    for (int c = hw.bitmap_first(o->cpuset); c >= 0; c = hw.bitmap_next(o->cpuset, c))
      if ((uint32_t)c < t->cpus)
        t->cpu[c].package = (int32_t)i;
}

static int copy(struct flc_topology *t, hwloc_topology_t h)
{
  hwloc_obj_t o;
  unsigned nodes = 0;

  for (unsigned i = 0; (o = object(h, HWLOC_OBJ_PU, i)); i++)
    if (o->os_index < FLC_CPUS_MAX && o->os_index >= t->cpus)
      t->cpus = o->os_index + 1;
  while (object(h, HWLOC_OBJ_NUMANODE, nodes))
    nodes++;
  t->node = flc_meta_alloc((nodes + 1) * sizeof *t->node);
  t->cpu = flc_meta_alloc((t->cpus + 1) * sizeof *t->cpu);
  if (!t->node || !t->cpu)
    return flc_fail(-ENOMEM, "no memory for the records of %u nodes and %u cpus", nodes, t->cpus);
  copy_nodes(t, h);
  if (!t->nodes)
    return flc_fail(-ENOENT, "hwloc knows of no NUMA node: look with lstopo");
  copy_cpus(t, h);
  t->this_machine = hw.topology_is_thissystem(h);
  return 0;
}

/* hwloc's x86 part moves the thread from cpu to cpu to ask each one who it is; a take must not.
 * No type of object is left out, though most are not looked at: a node whose group, die or cache is
 * not there counts as near to all cpus. */
static int prepare(hwloc_topology_t h, const char *synthetic)
{
#if HWLOC_API_VERSION >= 0x00020500
  /* Flags that an older library at run time does not know are refused as a whole. */
  if (hw.topology_set_flags(h, HWLOC_TOPOLOGY_FLAG_DONT_CHANGE_BINDING))
    hw.topology_set_flags(h, 0);
#endif
  if (synthetic && hw.topology_set_synthetic(h, synthetic))
    return flc_fail(-EINVAL, "'%s' is no topology: write it as \"node:4 core:2 pu:2\"", synthetic);
  if (hw.topology_load(h))
    return flc_fail(-ENOENT, "hwloc cannot read the topology: try lstopo, and see HWLOC_XMLFILE "
                             "and HWLOC_SYNTHETIC in the environment");
  return 0;
}

int flc_topology_load(struct flc_topology *topology, const char *synthetic)
{
  hwloc_topology_t h;
  int result = flc_topology_ready();

  *topology = (struct flc_topology){0};
  if (result < 0)
    return result;
  if (hw.topology_init(&h))
    return flc_fail(-ENOMEM, "no memory to read the topology");
  result = prepare(h, synthetic);
  if (!result)
    result = copy(topology, h);
  hw.topology_destroy(h);
  return result;
}

#else /* this build has no hwloc */

int flc_topology_ready(void)
{
  return flc_fail(-ENOENT,
                  "this libflc was built without hwloc: build it where pkg-config finds it");
}

int flc_topology_load(struct flc_topology *topology, const char *synthetic)
{
  (void)synthetic;
  *topology = (struct flc_topology){0};
  return flc_topology_ready();
}

#endif

/* ---- questions */

uint32_t flc_topology_node(const struct flc_topology *topology, int cpu)
{
  uint32_t n = 0;

  if (cpu >= 0 && (uint32_t)cpu < topology->cpus && topology->cpu[cpu].node >= 0)
    return (uint32_t)topology->cpu[cpu].node;
  while (n + 1 < topology->nodes && !topology->node[n].cpus)
    n++;
  return topology->node[n].cpus ? n : 0;
}

void flc_topology_cpulist(const struct flc_topology *topology, uint32_t node, char *out,
                          size_t size)
{
  size_t at = 0;

  snprintf(out, size, "-");
  for (uint32_t first = 0, last; first < topology->cpus; first = last + 1) {
    char range[32];

    last = first;
    if (topology->cpu[first].node != (int)node)
      continue;
    while (last + 1 < topology->cpus && topology->cpu[last + 1].node == (int)node)
      last++;
    int n = first == last ? snprintf(range, sizeof range, "%s%u", at ? "," : "", first)
                          : snprintf(range, sizeof range, "%s%u-%u", at ? "," : "", first, last);
    if (at + (size_t)n + sizeof "..." > size) {
      snprintf(out + at, size - at, "...");
      return;
    }
    at += (size_t)snprintf(out + at, size - at, "%s", range);
  }
}

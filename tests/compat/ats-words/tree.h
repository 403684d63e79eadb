/* SPDX-License-Identifier: Apache-2.0 */
/* What the words stand in: as much of Traffic Server as they need, and what is tested with them. With DROP_IN its
 * pools come from the headers in compat/ats/drop-in, else from the shim. */
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <sys/mman.h>

#ifdef DROP_IN
#include "tscore/Allocator.h"
#include "I_ProxyAllocator.h"
#define FlcThreadCache ProxyAllocator
#define FlcClassPool ClassAllocator
#define FlcRawPool Allocator
#else
struct ProxyAllocator {
  int allocated  = 0;
  void *freelist = nullptr;

  ProxyAllocator() {}
};
#include "tscore/flc_ats.h"
#endif

extern int thread_freelist_high_watermark;
extern int thread_freelist_low_watermark;
extern int cmd_disable_pfreelist;
/* An address that may be compared when its object is gone: the compiler does not see through it. */
std::uintptr_t place_of(const void *memory);
extern bool on_freelist, checked; /* says the test, not the tree */
bool ats_hugepage_enabled();

#ifdef COMPARED /* machine code: without the words' own text and lines */
#define CHECK(x) ((x) ? static_cast<void>(0) : std::exit(1))
#else
#define CHECK(x)                                                             \
  do {                                                                       \
    if (!(x)) {                                                              \
      std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #x);   \
      std::exit(1);                                                          \
    }                                                                        \
  } while (0)
#endif

/* ---- classes, each with what a class of the tree has */

/* No constructor: a take makes it zero. */
struct Plain {
  Plain *next;
  int number;
  double fraction;
  char text[40];
};

/* Members with defaults beside one that has none: a take makes that one zero as well. */
struct Defaults {
  void *link;
  int given = 7;
};

/* Counts what is done to it. */
class Conn
{
public:
  Conn() { made++; }
  explicit Conn(int n) : number(n) { made++; }
  Conn(int &changed, std::unique_ptr<int> moved, const char *said) : number(*moved), text(said)
  {
    changed++;
    made++;
  }
  Conn(std::map<int, int> const &table, std::pair<int, int> both) : number(table.at(both.first) + both.second)
  {
    made++;
  }
  ~Conn() { destroyed++; }

  Conn *next = nullptr;
  int number = -1;
  std::string text{};

  static int made, destroyed;
};

/* Only pools make these: `new Event` does not compile, and would not link. */
class Event
{
public:
  explicit Event(int n) : number(n) {}
  Event *link = nullptr;
  int number;

private:
  void *operator new(std::size_t size);
  void operator delete(void *memory);
};

struct Base {
  void *link = nullptr;
  ~Base() { destroyed++; }
  static int destroyed;
};
struct Derived : Base {
  void
  leave(struct Thread *t);
};

struct alignas(64) Wide {
  char line[64];
};

/* ---- pools and threads */

struct Thread {
  FlcThreadCache connAllocator, destroyedAllocator, plainAllocator, eventAllocator, baseAllocator, blockAllocator;
  FlcThreadCache *list = nullptr;
};
class EThread : public Thread
{
};
/* Nobody may call it: the words do not evaluate their thread. */
EThread *this_ethread();

struct Owner {
  FlcRawPool raw{"owned bytes", 48};
  FlcClassPool<Conn> pool{"owned conn"};
};

extern FlcClassPool<Conn> connAllocator;
extern FlcClassPool<Conn, true> destroyedAllocator;
extern FlcClassPool<Event> eventAllocator;
extern FlcClassPool<Base, true> baseAllocator;
extern FlcClassPool<std::pair<long, long>> pairAllocator;
extern FlcRawPool blockAllocator;
extern FlcRawPool bufAllocator[3];

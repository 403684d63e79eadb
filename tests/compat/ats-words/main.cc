/* SPDX-License-Identifier: Apache-2.0 */
/* words TEST [ARGUMENT...]: one test a process, since a process starts once. `run` says what comes out. */
#include "tree.h"
#include "main.h"

#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED true
#elif defined(__has_feature)
#define IS_SANITIZED __has_feature(address_sanitizer)
#else
#define IS_SANITIZED false
#endif

#include <malloc.h>
#include <unistd.h>

int thread_freelist_high_watermark = 512;
int thread_freelist_low_watermark  = 32;
int cmd_disable_pfreelist          = 0;
bool on_freelist                   = false;
bool checked                       = false;
static bool hugepages              = false;
int Conn::made, Conn::destroyed, Base::destroyed;

bool
ats_hugepage_enabled()
{
  return hugepages;
}

EThread *
this_ethread()
{
  std::fputs("a word has evaluated its thread\n", stderr);
  std::exit(1);
}

std::uintptr_t
place_of(const void *memory)
{
  return reinterpret_cast<std::uintptr_t>(memory);
}

bool
stays_out_of_cores(const void *object)
{
  auto at       = place_of(object);
  std::FILE *f  = std::fopen("/proc/self/smaps", "r");
  bool within   = false;
  char line[512];
  std::uintptr_t from, to;

  CHECK(f);
  while (std::fgets(line, sizeof line, f)) {
    if (std::sscanf(line, "%zx-%zx ", &from, &to) == 2) {
      within = from <= at && at < to;
    } else if (within && !std::strncmp(line, "VmFlags:", 8)) {
      std::fclose(f);
      return std::strstr(line, " dd");
    }
  }
  CHECK(!"a mapping with the object");
  return false;
}

/* Every word, many times: what is taken is given, or memory grows. */
static void
all()
{
  const char *words  = std::getenv("FLC");
  std::size_t before = 0;

  on_freelist = FLC_PHASE == 2 && words && !std::strcmp(words, "freelist");
  checked     = IS_SANITIZED || (FLC_PHASE == 2 && words && !std::strcmp(words, "checks"));
  start_pools(0, 0);
  set_up_buffers();
  for (int round = 0; round < 300; round++) {
    sites();
    if (round == 100) {
      before = mallinfo2().uordblks;
    }
  }
  CHECK(checked || mallinfo2().uordblks < before + 3000);
  others();
}

static void
print(const flc_stats *s, void *)
{
  std::printf("%s %s %s\n", s->name, s->variable ? s->variable : "-", s->backend);
}

/* The pools, and what becomes of a block that its thread gives. */
static void
started(int disable_freelist, int disable_pfreelist)
{
  start_pools(disable_freelist, disable_pfreelist);
  set_up_buffers();
  for (FlcRawPool &each : bufAllocator) {
    FLC_FREE(each, FLC_ALLOC(each));
  }
  flc_each_pool(print, nullptr);
}

static void
count_cached(const flc_stats *s, void *n)
{
  if (s->name && !std::strcmp(s->name, "blocks")) {
    *static_cast<std::uint64_t *>(n) = s->cached;
  }
}

/* What of `objects` blocks, given all through their thread, stays with it. */
static std::uint64_t
cached(int objects)
{
  std::uint64_t n = 0;
  void *v[100];

  for (int i = 0; i < objects; i++) {
    v[i] = FLC_TH_ALLOC(blockAllocator, this_ethread());
  }
  for (int i = 0; i < objects; i++) {
    FLC_TH_FREE(v[i], blockAllocator, this_ethread());
  }
  flc_each_pool(count_cached, &n);
  return n;
}

/* -f leaves what threads keep, -F does not. */
static void
caches(int disable_freelist, int disable_pfreelist)
{
  start_pools(disable_freelist, disable_pfreelist);
  std::printf("kept=%lu;\n", static_cast<unsigned long>(cached(10)));
}

/* Records write to the variables while the program runs. */
static void
watermarks()
{
  start_pools(0, 0);
  std::uint64_t before = cached(100), after = before;
  set_watermarks(9, 3);
  int tries = std::getenv("PATIENCE") ? std::atoi(std::getenv("PATIENCE")) : 300;
  for (int i = 0; i < tries && after > 9; i++) {
    usleep(100000);
    after = cached(100);
  }
  CHECK(before == 100 && after >= 3 && after <= 9);
}

static void
buffers()
{
  void *v[3];

  start_pools(0, 0);
  set_up_buffers();
  for (int i = 0; i < 3; i++) {
    v[i] = FLC_ALLOC(bufAllocator[i]);
    std::memset(v[i], 1, i ? 512 : 8192);
    CHECK(place_of(v[i]) % (i ? 512 : 4096) == 0);
  }
  CHECK(stays_out_of_cores(v[0]) && stays_out_of_cores(static_cast<char *>(v[0]) + 8191));
  CHECK(!stays_out_of_cores(v[1]) && !stays_out_of_cores(v[2]));
  for (int i = 0; i < 3; i++) {
    FLC_FREE(bufAllocator[i], v[i]);
  }
}

/* How the plan's header changes what a give does: destructors of pools without and with one by declaration. */
static void
plan()
{
  Conn::destroyed = 0;
  FLC_DELETE(connAllocator, FLC_NEW(connAllocator));
  FLC_TH_FREE(FLC_TH_ALLOC(connAllocator, this_ethread()), connAllocator, this_ethread());
  std::printf("%d ", Conn::destroyed);
  Base::destroyed = 0;
  FLC_DELETE(baseAllocator, FLC_NEW(baseAllocator));
  std::printf("%d\n", Base::destroyed);
}

static void
big()
{
  static FlcRawPool huge("huge", 1u << 31, 1, 8);
  for (;;) {
    FLC_ALLOC(huge);
  }
}

int
main(int argc, char **argv)
{
  std::string test = argc > 1 ? argv[1] : "";
  int f = argc > 2 ? std::atoi(argv[2]) : 0, F = argc > 3 ? std::atoi(argv[3]) : 0;

  if (test == "all") {
    all();
  } else if (test == "start") {
    started(f, F);
  } else if (test == "caches") {
    caches(f, F);
  } else if (test == "watermarks") {
    watermarks();
  } else if (test == "buffers") {
    buffers();
  } else if (test == "dump") {
    start_pools(0, 0);
    set_up_buffers();
    dump_pools(stdout);
  } else if (test == "plan") {
    plan();
  } else if (test == "late") {
    set_up_buffers();
    FLC_FREE(bufAllocator[0], FLC_ALLOC(bufAllocator[0]));
    set_up_buffers();
  } else if (test == "memory") {
    big();
  } else {
    std::fprintf(stderr, "no test '%s'\n", test.c_str());
    return 2;
  }
  std::puts("ok");
  return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 * What flc.hpp promises, one function each. */
#include <flc.hpp>

#include "check.h"

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

namespace
{
struct Plain {
  int number;
  char text[60];
};

struct alignas(128) Wide {
  char bytes[128];
};

struct Counted {
  Counted()
  {
    ++alive;
  }
  explicit Counted(std::unique_ptr<int> p, const std::string &s) : owned(std::move(p)), name(s)
  {
    ++alive;
  }
  ~Counted()
  {
    --alive;
  }
  Counted(const Counted &) = delete;
  std::unique_ptr<int> owned;
  std::string name;
  static int alive;
};
int Counted::alive;

class Hidden
{
  friend class flc::pool<Hidden>;
  Hidden() = default;
  ~Hidden() = default;
  void *operator new(std::size_t); // a pool does not go through it

public:
  int number = 3;
};

FLC_POOL_SECTION FLC_CONSTINIT flc::pool<Plain> plain("plain");
FLC_POOL_SECTION FLC_CONSTINIT flc::pool<Counted> counted[2] = {{"counted[0]"}, {"counted[1]", 64}};
FLC_CONSTINIT flc::pool<Wide> wide("wide");
FLC_CONSTINIT flc::pool<Plain> pages("pages", 16, 4096, FLC_DONTDUMP);
FLC_CONSTINIT flc::pool<Hidden> hidden("hidden");

static_assert(sizeof(counted) == 2 * sizeof(flc_pool),
              "an array of pools is an array of struct flc_pool");
static_assert(!std::is_copy_constructible<flc::pool<Plain>>::value, "");
static_assert(std::is_trivially_destructible<flc::pool<Counted>>::value, "");
static_assert(std::is_same<decltype(plain.create()), Plain *>::value, "");

template <class T> flc_stats stats_of(flc::pool<T> &pool)
{
  flc_stats stats;

  flc_pool_stats(pool.raw(), &stats);
  return stats;
}

bool aligned(const void *p, std::uintptr_t align)
{
  return reinterpret_cast<std::uintptr_t>(p) % align == 0;
}

void known_before_main()
{
  int n = 0;

  flc_each_pool([](const flc_stats *, void *count) { ++*static_cast<int *>(count); }, &n);
  CHECK(n == 3);
}

void value_initialises()
{
  void *dirty = plain.take();

  std::memset(dirty, 0xee, sizeof(Plain));
  plain.give(dirty);
  Plain *p = plain.create();
  CHECK(p && p->number == 0 && p->text[59] == 0);
  p->number = 5;
  plain.destroy(p);
  p = plain.create(Plain{9, "nine"});
  CHECK(p->number == 9);
  plain.destroy(p);
  CHECK(stats_of(plain).taken == 3 && stats_of(plain).in_use == 0);
}

void forwards_and_destroys()
{
  Counted *c =
      counted[0].create(std::make_unique<int>(4), "a name that is too long for a short string");

  CHECK(c && *c->owned == 4 && Counted::alive == 1);
  counted[0].destroy(c);
  CHECK(Counted::alive == 0);
  c = counted[1].thread_create();
  CHECK(c && c->name.empty() && Counted::alive == 1);
  counted[1].destroy(c); // the pairs mix
  c = counted[1].create();
  counted[1].thread_destroy(c);
  counted[1].destroy(nullptr);
  counted[1].thread_destroy(nullptr);
  CHECK(Counted::alive == 0 && stats_of(counted[1]).taken == 2 && stats_of(counted[1]).in_use == 0);
  CHECK(std::string(stats_of(counted[1]).name) == "counted[1]");
}

void raw_memory_is_raw()
{
  void *memory = counted[0].thread_take();

  CHECK(memory && Counted::alive == 0);
  counted[0].thread_give(memory);
  CHECK(Counted::alive == 0 && stats_of(counted[0]).in_use == 0);
}

void aligns()
{
  Wide *w = wide.create();
  Plain *p = pages.create();

  CHECK(aligned(w, 128) && stats_of(wide).size == sizeof(Wide));
  CHECK(aligned(p, 4096));
  CHECK(plain.default_align == 16 && plain.raw()->align == 16 && pages.raw()->chunk == 16);
  wide.destroy(w);
  pages.destroy(p);
}

void reaches_what_is_private()
{
  Hidden *h = hidden.create();

  CHECK(h && h->number == 3);
  hidden.destroy(h);
}

#if __cpp_exceptions
struct Throws {
  explicit Throws(bool now)
  {
    if (now)
      throw 1;
  }
};
FLC_CONSTINIT flc::pool<Throws> throws("throws");

void gives_back_what_threw()
{
  int caught = 0;

  for (int i = 0; i < 4; i++)
    try {
      Throws *t = i % 2 ? throws.create(true) : throws.thread_create(true);
      CHECK(!t);
    } catch (int) {
      caught++;
    }
  CHECK(caught == 4 && stats_of(throws).taken == 4 && stats_of(throws).in_use == 0);
}
#else
void gives_back_what_threw()
{
}
#endif

/* Run with FLC=fail:1000000. */
int without_memory()
{
  errno = 0;
  CHECK(counted[0].create() == nullptr && errno == ENOMEM);
  CHECK(counted[0].thread_create() == nullptr && counted[0].take() == nullptr);
  CHECK(Counted::alive == 0 && stats_of(counted[0]).failed == 3 &&
        stats_of(counted[0]).in_use == 0);
  return 0;
}
} // namespace

int main(int argc, char **)
{
  if (argc > 1)
    return without_memory();
  known_before_main();
  value_initialises();
  forwards_and_destroys();
  raw_memory_is_raw();
  aligns();
  reaches_what_is_private();
  gives_back_what_threw();
  return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 * A take and give, for callgrind: `cost class N` and `cost pool N` make and end N objects, one by
 * new and delete with operators of the class, one through the class_pool that the shim's words
 * compile to in phase 2. The classes are alike. */
#include <flc_ats.hpp>
#include <flc_class.hpp>

#include <cstdlib>
#include <cstring>

int thread_freelist_high_watermark = 512;
int thread_freelist_low_watermark = 32;
bool ats_hugepage_enabled()
{
  return false;
}

template <class Own> struct Members {
  explicit Members(long n) : number(n)
  {
  }
  long number;
  char more[120];
};
struct Pooled : Members<Pooled> {
  using Members::Members;
};
struct Classed : Members<Classed> {
  using Members::Members;
  FLC_CLASS_OPERATORS(Classed, classedAllocator, "classed")
};

flc_ats::class_pool<Pooled, true> pooledAllocator("pooled");

static void *volatile seen;

__attribute__((noinline)) static void by_pool(long n)
{
  for (; n; n--) {
    Pooled *p = pooledAllocator.thread_alloc(n);
    seen = p;
    pooledAllocator.thread_free(p);
  }
}

__attribute__((noinline)) static void by_class(long n)
{
  for (; n; n--) {
    Classed *p = new Classed(n);
    seen = p;
    delete p;
  }
}

int main(int, char **argv)
{
  long n = std::atol(argv[2]);

  std::strcmp(argv[1], "class") ? by_pool(n) : by_class(n);
  return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What the words of flc_ats.h compile to in FLC_PHASE 2 and 3. Installed beside flc.h; the tree has
 * only flc_ats.h, so renewing libflc does not touch the tree.
 *
 * The classes have the members that the tree's own had, so that a word is a member call, and so
 * that the tree's headers can be replaced instead of its sites (drop-in/): both give the same
 * machine code.
 *
 *     phase 2   class_pool and raw_pool are struct flc_pool
 *     phase 3   class_pool is operator new and operator delete; raw_pool is malloc() and free(), but
 *               for pools that are set up with MADV_DONTDUMP: those stay in libflc
 *
 * Rules of the tree that hold here too:
 *   - no take returns null: without memory the process ends;
 *   - an object is constructed at each take, by `T(arguments...)`, and destroyed at its give only
 *     where the pool was declared so;
 *   - gives of null are fine.
 * Not from the tree: thread arguments are not evaluated, cmd_disable_pfreelist is not read after
 * start-up, and a class that has to lie at more than 16 bytes does.
 *
 * A pool registers when its constructor runs, before main; names of variables are found by libflc
 * in the program's dynamic symbols (Traffic Server is linked with -rdynamic).
 */
#ifndef FLC_ATS_HPP
#define FLC_ATS_HPP

#include "flc.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <utility>

#include <sys/mman.h>

extern int thread_freelist_high_watermark;
extern int thread_freelist_low_watermark;
/* Trees without huge pages do not have it. */
__attribute__((weak)) bool ats_hugepage_enabled();

/* For an argument that is not evaluated: a thread, or its list. The object file still refers to what
 * x calls, by a function that nobody calls: archives are linked in the order of their names, and the
 * tree's make rules lean on those references. No use of x draws a warning either. */
#define FLC_ATS_NAMED(x) (false ? ::flc_ats::refer([&] { static_cast<void>(x); }) : static_cast<void>(0))

namespace flc_ats
{
/* What a type that is only ever named has to be used in, to be compiled. */
template <class Function> struct reference {
  __attribute__((used)) static inline void (Function::*const to)() const = &Function::operator();
};

template <class Function>
void
refer(const Function &)
{
  static_cast<void>(&reference<Function>::to);
}

/* What the tree rounds a class pool's size and alignment to. */
constexpr std::uint32_t rounded(std::size_t size)
{
  return static_cast<std::uint32_t>((size + 15) & ~std::size_t{15});
}

/* A name of its own on the stack of a crash. */
[[noreturn]] __attribute__((noinline, cold)) inline void out_of_memory(const char *pool, std::size_t size)
{
  std::fprintf(stderr, "libflc: no memory for an object of %zu bytes of pool '%s'\n", size, pool ? pool : "?");
  std::abort();
}

/* madvise's advice, which is what the tree has, to libflc's. Numbers and no bits: MADV_DODUMP has the
 * bit of MADV_DONTDUMP. */
inline std::uint32_t advice_of(int advice)
{
  std::uint32_t mine = advice == MADV_DONTDUMP ? FLC_DONTDUMP : 0;

  return ats_hugepage_enabled && ats_hugepage_enabled() ? mine | FLC_HUGEPAGE : mine;
}

/** Pools of bytes: Allocator. */
class raw_pool
{
public:
  /* Set up later, by re_init(). */
  raw_pool() { flc_pool_add(&pool_); }
  raw_pool(const char *name, unsigned size, unsigned chunk = 128, unsigned align = 8)
    : pool_ FLC_POOL_ADVISED(name, size, align, chunk, 0)
  {
#if FLC_PHASE == 2 /* in phase 3 it is malloc(): FLC cannot choose for it, and finds no such pool */
    flc_pool_add(&pool_);
#endif
  }
  raw_pool(const raw_pool &)            = delete;
  raw_pool &operator=(const raw_pool &) = delete;

  void
  re_init(const char *name, unsigned size, unsigned chunk, unsigned align, int advice)
  {
    if (flc_pool_set(&pool_, name, size, chunk, align, advice_of(advice)) < 0) {
      std::fprintf(stderr, "libflc: %s\n", flc_error());
      std::abort();
    }
  }

  void *
  alloc_void()
  {
    return checked(is_plain() ? plain() : flc_alloc(&pool_));
  }
  void *
  thread_alloc()
  {
    return checked(is_plain() ? plain() : flc_thread_alloc(&pool_));
  }
  void
  free_void(void *memory)
  {
    is_plain() ? std::free(memory) : flc_free(&pool_, memory);
  }
  void
  thread_free(void *memory)
  {
    is_plain() ? std::free(memory) : flc_thread_free(&pool_, memory);
  }
  void
  free_void_bulk(void *head, void *tail, std::size_t n)
  {
    if (!is_plain()) {
      flc_free_bulk(&pool_, head, tail, n);
      return;
    }
    for (void *next; n; n--, head = next) {
      next = *static_cast<flc_link *>(head);
      std::free(head);
    }
  }

  raw_pool &
  raw()
  {
    return *this;
  }
  void
  destroy_if_enabled(void *)
  {
  }

protected:
  flc_pool pool_ FLC_POOL_ADVISED(nullptr, 0, 1, 0, 0);

private:
  /* Does malloc() do it? Not what has to stay out of core files. */
  bool
  is_plain() const
  {
#if FLC_PHASE == 3
    return !(pool_.advice & FLC_DONTDUMP);
#else
    return false;
#endif
  }

  void *
  plain() const
  {
    void *memory = nullptr;

    if (pool_.align <= alignof(std::max_align_t)) {
      return std::malloc(pool_.size);
    }
    return posix_memalign(&memory, pool_.align > 4096 ? 4096 : pool_.align, pool_.size) ? nullptr : memory;
  }

  void *
  checked(void *memory) const
  {
    if (__builtin_expect(memory == nullptr, 0)) {
      out_of_memory(pool_.name, pool_.size);
    }
    return memory;
  }
};

#if FLC_PHASE == 2

/** Pools of objects: ClassAllocator. */
template <class C, bool Destruct = false> class class_pool : private raw_pool
{
public:
  using Value_type                   = C;
  static bool const Destruct_on_free = Destruct;

  class_pool(const char *name, unsigned chunk = 128, unsigned align = 16)
    : raw_pool(name, rounded(sizeof(C)), chunk, rounded(align > alignof(C) ? align : alignof(C)))
  {
  }

  template <typename... Arguments>
  C *
  alloc(Arguments &&...arguments)
  {
    return ::new (alloc_void()) C(std::forward<Arguments>(arguments)...);
  }
  template <typename... Arguments>
  C *
  thread_alloc(Arguments &&...arguments)
  {
    return ::new (raw_pool::thread_alloc()) C(std::forward<Arguments>(arguments)...);
  }
  void
  free(C *object)
  {
    destroy_if_enabled(object);
    free_void(object);
  }
  /* Where the pointer is to a class that C is a part of, the memory is where it points to. */
  template <class P>
  void
  thread_free(P *object)
  {
    destroy_if_enabled(object);
    raw_pool::thread_free(object);
  }
  void
  free_bulk(C *head, C *tail, std::size_t n)
  {
    free_void_bulk(head, tail, n);
  }
  void
  destroy_if_enabled(C *object)
  {
    if (Destruct && object) {
      object->~C();
    }
  }
  using raw_pool::alloc_void;
  using raw_pool::free_void;
  using raw_pool::free_void_bulk;
  raw_pool &
  raw()
  {
    return *this;
  }

  static_assert(sizeof(C) >= sizeof(void *), "objects of a pool are at least as large as a pointer");
};

#else

/** What becomes of an object at its give. */
enum class give {
  release, /* operator delete alone */
  destroy, /* its destructor first */
};

/** The plan's word for pools of C. A header that freelift writes says it for the pools of a plan
 * (FLC_PLAN_HEADER); without one, what the pool's declaration says. */
template <class C, bool Destruct> struct plan {
  static constexpr give how = Destruct ? give::destroy : give::release;
};

/** For the plan's header, in the global namespace: FLC_PLAN(class HttpSM, destroy). */
#define FLC_PLAN(C, word)                                            \
  C;                                                                 \
  template <bool Destruct> struct flc_ats::plan<C, Destruct> {       \
    static constexpr ::flc_ats::give how = ::flc_ats::give::word;    \
  }

/** Objects by operator new and operator delete: ClassAllocator. Nothing is kept of the pool, not even
 * an alignment beyond the class's own. */
template <class C, bool Destruct = false> class class_pool
{
public:
  using Value_type                   = C;
  static bool const Destruct_on_free = Destruct;

  class_pool(const char *, unsigned = 128, unsigned = 16) {}
  class_pool(const class_pool &)            = delete;
  class_pool &operator=(const class_pool &) = delete;

  template <typename... Arguments>
  C *
  alloc(Arguments &&...arguments)
  {
    refer_to_pool();
    return ::new (alloc_void()) C(std::forward<Arguments>(arguments)...);
  }
  template <typename... Arguments>
  C *
  thread_alloc(Arguments &&...arguments)
  {
    refer_to_pool();
    return ::new (alloc_void()) C(std::forward<Arguments>(arguments)...);
  }
  void
  free(C *object)
  {
    refer_to_pool();
    destroy_if_enabled(object);
    free_void(object);
  }
  template <class P>
  void
  thread_free(P *object)
  {
    refer_to_pool();
    destroy_if_enabled(object);
    free_void(object);
  }
  void
  free_bulk(C *head, C *tail, std::size_t n)
  {
    free_void_bulk(head, tail, n);
  }
  void
  destroy_if_enabled(C *object)
  {
    if constexpr (plan<C, Destruct>::how == give::destroy) {
      if (object) {
        object->~C();
      }
    }
  }

  /* The pool of bytes under it. Some classes forbid `new C`, and what is given may be derived from
   * C: memory and object are two things here, as in the tree. */
  void *
  alloc_void()
  {
    if constexpr (alignof(C) > __STDCPP_DEFAULT_NEW_ALIGNMENT__) {
      return ::operator new(sizeof(C), std::align_val_t{alignof(C)});
    } else {
      return ::operator new(sizeof(C));
    }
  }
  void
  free_void(void *memory)
  {
    if constexpr (alignof(C) > __STDCPP_DEFAULT_NEW_ALIGNMENT__) {
      ::operator delete(memory, std::align_val_t{alignof(C)});
    } else {
      ::operator delete(memory);
    }
  }
  void
  free_void_bulk(void *head, void *, std::size_t n)
  {
    for (void *next; n; n--, head = next) {
      next = *static_cast<flc_link *>(head);
      free_void(head);
    }
  }
  class_pool &
  raw()
  {
    return *this;
  }

private:
  /* The object file goes on to refer to the pool's variable, for the sake of archives (see
   * FLC_ATS_NAMED): one instruction. */
  void
  refer_to_pool() const
  {
    asm("" : : "r"(this));
  }

  static_assert(sizeof(C) >= sizeof(void *), "objects of a pool are at least as large as a pointer");
};

#endif

/** A free list without a pool around it. As in the tree it is never destroyed. */
inline raw_pool *
freelist_create(const char *name, unsigned size, unsigned chunk, unsigned align)
{
  return new raw_pool(name, size, chunk, align);
}

/** ink_freelist_init_ops(): -f, -F and the variables of the two records. What is wrong in FLC ends
 * the process with a message. */
inline void
start(int disable_freelist, int disable_pfreelist)
{
  flc_legacy options         = {};
  options.disable_freelist   = disable_freelist;
  options.disable_pfreelist  = disable_pfreelist;
  options.thread_list_high   = &thread_freelist_high_watermark;
  options.thread_list_low    = &thread_freelist_low_watermark;
  if (flc_start_legacy(&options) < 0) {
    std::fprintf(stderr, "libflc: %s\n", flc_error());
    std::_Exit(64);
  }
}

/** Gives back what a thread's list has, which only code has filled that went around the words. */
template <class Pool, class List>
void
list_freeup(Pool &pool, List &list)
{
  while (list.freelist) {
    void *object  = list.freelist;
    list.freelist = *static_cast<flc_link *>(object);
    --list.allocated;
    pool.free_void(object);
  }
}

} // namespace flc_ats

#if FLC_PHASE == 3 && defined(FLC_PLAN_HEADER)
#include FLC_PLAN_HEADER
#endif

#endif

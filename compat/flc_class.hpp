/* SPDX-License-Identifier: Apache-2.0
 *
 * libflc for a class, for C++17 and later: `new T` and `delete p` take from a pool of T's own and
 * give back to it, on the inline path of flc.h; code that makes and ends objects stays plain C++.
 *
 *     #include <flc_class.hpp>
 *
 *     class Request
 *     {
 *       ...
 *       FLC_CLASS_OPERATORS(Request, requestAllocator, "requests") // the last line of the body
 *     };
 *
 * The class, and what FLC and dumps know its pool by: the name of a variable (there is none, but a
 * pool that had one before keeps being found by it) and the run-time name. The line stands at the
 * end, since what follows it is public. Compile with `pkg-config --cflags libflc`.
 *
 *   - What has not the size of a T, or needs more alignment than a T, goes to ::operator new and
 *     back: classes derived from T, whose destructor then has to be virtual, as for any delete. A
 *     class that has two such bases needs operators of its own: theirs are ambiguous.
 *   - `new T[n]`, `::new T` and std::allocator are as they were. So `delete p` may end only what
 *     `new T` made: `::new T` goes with `::delete p`.
 *   - No memory: `new T` calls the new handler and throws std::bad_alloc, as every new does (with
 *     -fno-exceptions it aborts); `new (std::nothrow) T` gives nullptr. Where a constructor throws
 *     in a nothrow new, the memory is lost: nobody is told its size, which says where it came from.
 *   - `new (place) T` is there, since the others would hide it.
 *   - The pool is constant-initialised and registers before main. It is one for the program and its
 *     plugins where the program exports its symbols (-rdynamic).
 *   - Takes and gives go through the thread's own cache, on every backend: flc_thread_alloc().
 */
#ifndef FLC_CLASS_HPP
#define FLC_CLASS_HPP

/* Without flags one file would choose phase 2, and the shim in the next one phase 1. */
#ifndef FLC_PHASE
#error \
    "compile with `pkg-config --cflags libflc`: flc_class.hpp needs libflc, and FLC_PHASE to be set"
#endif

#include "flc.hpp"

#include <cstdlib>

namespace flc
{

/** The pool of a class T that has FLC_CLASS_OPERATORS, and what they do. */
template <class T> class __attribute__((visibility("default"))) class_pool
{
public:
  static void *take(std::size_t size)
  {
    if (size != sizeof(T))
      return ::operator new(size);
    void *memory = own();
    return __builtin_expect(memory != nullptr, 1) ? memory : insist();
  }
  static void *take(std::size_t size, const std::nothrow_t &no) noexcept
  {
    return size == sizeof(T) ? own() : ::operator new(size, no);
  }
  static void *take(std::size_t size, std::align_val_t align)
  {
    return fits(size, align) ? take(size) : ::operator new(size, align);
  }
  static void *take(std::size_t size, std::align_val_t align, const std::nothrow_t &no) noexcept
  {
    return fits(size, align) ? take(size, no) : ::operator new(size, align, no);
  }
  static void give(void *memory, std::size_t size) noexcept
  {
    if (size == sizeof(T))
      flc_thread_free(&pool_, memory);
    else
      ::operator delete(memory);
  }
  static void give(void *memory, std::size_t size, std::align_val_t align) noexcept
  {
    if (fits(size, align))
      give(memory, size);
    else
      ::operator delete(memory, align);
  }

  /** For the functions of flc.h. */
  static flc_pool *raw() noexcept
  {
    return &pool_;
  }

private:
  static flc_pool pool_;
  static const bool known_;

  static constexpr std::uint32_t own_align = alignof(T) > 16 ? alignof(T) : 16;

  static constexpr bool fits(std::size_t size, std::align_val_t wanted) noexcept
  {
    return size == sizeof(T) && static_cast<std::size_t>(wanted) <= alignof(T);
  }

  static void *own() noexcept
  {
    static_assert(sizeof(T) <= std::uint32_t(1) << 31, "objects of a pool have 2 GiB at most");
    static_assert(alignof(T) <= 4096, "a pool aligns to a page at most");
    static_cast<void>(&known_); /* so that there is one */
    return flc_thread_alloc(&pool_);
  }

  /* What ::operator new does without memory. */
  [[gnu::noinline, gnu::cold]] static void *insist()
  {
    for (;;) {
      std::new_handler handler = std::get_new_handler();
      if (!handler)
#ifdef __cpp_exceptions
        throw std::bad_alloc();
#else
        std::abort();
#endif
      handler();
      if (void *memory = own())
        return memory;
    }
  }
};

template <class T>
FLC_CONSTINIT flc_pool class_pool<T>::pool_ = {
    0,       0,       sizeof(T), own_align, T::flc_pool_name(), T::flc_pool_variable(), 0, 0,
    nullptr, nullptr, 0,         0};

/* Members of templates go into no section that others share: FLC_POOL_SECTION is not for them. */
template <class T> const bool class_pool<T>::known_ = (flc_pool_add(&pool_), true);

} // namespace flc

#define FLC_CLASS_OPERATORS(T, variable, name)                                                 \
public:                                                                                        \
  static constexpr const char *flc_pool_name() noexcept                                        \
  {                                                                                            \
    return name;                                                                               \
  }                                                                                            \
  static constexpr const char *flc_pool_variable() noexcept                                    \
  {                                                                                            \
    return #variable;                                                                          \
  }                                                                                            \
  static void *operator new(std::size_t size)                                                  \
  {                                                                                            \
    return ::flc::class_pool<T>::take(size);                                                   \
  }                                                                                            \
  static void *operator new(std::size_t size, const std::nothrow_t &no) noexcept               \
  {                                                                                            \
    return ::flc::class_pool<T>::take(size, no);                                               \
  }                                                                                            \
  static void *operator new(std::size_t size, std::align_val_t align)                          \
  {                                                                                            \
    return ::flc::class_pool<T>::take(size, align);                                            \
  }                                                                                            \
  static void *operator new(std::size_t size, std::align_val_t align,                          \
                            const std::nothrow_t &no) noexcept                                 \
  {                                                                                            \
    return ::flc::class_pool<T>::take(size, align, no);                                        \
  }                                                                                            \
  static void *operator new(std::size_t, void *place) noexcept                                 \
  {                                                                                            \
    return place;                                                                              \
  }                                                                                            \
  static void operator delete(void *memory, std::size_t size) noexcept                         \
  {                                                                                            \
    ::flc::class_pool<T>::give(memory, size);                                                  \
  }                                                                                            \
  static void operator delete(void *memory, std::size_t size, std::align_val_t align) noexcept \
  {                                                                                            \
    ::flc::class_pool<T>::give(memory, size, align);                                           \
  }                                                                                            \
  static void operator delete(void *, void *) noexcept                                         \
  {                                                                                            \
  }

#endif

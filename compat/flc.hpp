/* SPDX-License-Identifier: Apache-2.0
 *
 * libflc for C++17 and later: pools that know their type. They construct and destroy, nothing else;
 * everything that flc.h says holds here as well.
 *
 *     FLC_POOL_SECTION FLC_CONSTINIT flc::pool<Request> requests("requests");
 *
 *     Request *r = requests.create(url, 80); // takes, then Request(url, 80)
 *     if (!r)
 *       ...                                  // no memory
 *     requests.destroy(r);                   // ~Request(), then gives
 *
 * Objects whose life is somebody else's business take and give raw memory: take(), give().
 *
 * No memory: create() and take() return nullptr with errno ENOMEM, like the C functions, and
 * construct nothing. They throw nothing themselves, so that a file built with -fno-exceptions and
 * one built with exceptions mean the same by them; who wants std::bad_alloc writes
 * `if (!r) throw std::bad_alloc();`. The word fail of FLC shows which callers do not look.
 *
 * A pool is constant-initialised (FLC_CONSTINIT makes the compiler insist on it) and trivially
 * destructible: constructors of other files may use it before main, destructors of static and
 * thread_local objects after exit() has begun. It cannot be copied.
 */
#ifndef FLC_HPP
#define FLC_HPP

#include "flc.h"

#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

/** constinit of C++20, in C++17 too. */
#if __cplusplus >= 202002L
#define FLC_CONSTINIT constinit
#elif defined(__clang__)
#define FLC_CONSTINIT __attribute__((require_constant_initialization))
#else
#define FLC_CONSTINIT __constinit
#endif

namespace flc
{

/**
 * A pool of T. It is a struct flc_pool and nothing more, so FLC_POOL_SECTION works on it, but for
 * inline variables and static members of templates, which gcc does not put into a section that
 * others share: flc_pool_add() them.
 */
template <class T> class pool
{
  static_assert(std::is_object<T>::value && !std::is_array<T>::value,
                "a pool holds objects, one at a time");
  static_assert(std::is_same<T, std::remove_cv_t<T>>::value, "a pool of T, not of const T");

public:
  static constexpr std::uint32_t default_align = alignof(T) > 16 ? alignof(T) : 16;

  /** chunk: objects that the freelist grows by, 0: 128. align: a power of two and at least T's own,
   * 0: that or 16, whichever is more. advice: enum flc_advice. What is wrong with align is an error
   * of the compiler under FLC_CONSTINIT, and a trap otherwise. */
  constexpr pool(const char *name, std::uint32_t chunk = 0, std::uint32_t align = 0,
                 std::uint32_t advice = 0) noexcept
      : pool_ FLC_POOL_ADVISED(name, sizeof(T), checked(align), chunk, advice)
  {
    static_assert(sizeof(T) <= std::uint32_t(1) << 31, "objects of a pool have 2 GiB at most");
    static_assert(alignof(T) <= 4096, "a pool aligns to a page at most");
  }
  pool(const pool &) = delete;
  pool &operator=(const pool &) = delete;

  /** Takes and constructs T(arguments...): zeroes first what has no constructor of its own when
   * there are none, as `new T()` does. What T's constructor throws goes to the caller; the memory
   * has gone back. */
  template <class... Arguments> [[nodiscard]] T *create(Arguments &&...arguments)
  {
    return construct<flc_free>(take(), std::forward<Arguments>(arguments)...);
  }
  /** The same through the thread's own cache: see flc_thread_alloc(). */
  template <class... Arguments> [[nodiscard]] T *thread_create(Arguments &&...arguments)
  {
    return construct<flc_thread_free>(thread_take(), std::forward<Arguments>(arguments)...);
  }

  /** Destroys and gives; nullptr is fine. Takes a T * and nothing that merely converts to one: an
   * object of a derived type lies elsewhere and has another size. */
  void destroy(T *object)
  {
    if (object)
      object->~T();
    give(object);
  }
  void thread_destroy(T *object)
  {
    if (object)
      object->~T();
    thread_give(object);
  }
  template <class Other> void destroy(Other *) = delete;
  template <class Other> void thread_destroy(Other *) = delete;

  /** Memory for one T, with whatever it held. */
  [[nodiscard]] void *take() noexcept
  {
    return flc_alloc(&pool_);
  }
  [[nodiscard]] void *thread_take() noexcept
  {
    return flc_thread_alloc(&pool_);
  }
  /** Gives the memory of a T back, without a destructor; nullptr is fine. */
  void give(void *memory) noexcept
  {
    flc_free(&pool_, memory);
  }
  void thread_give(void *memory) noexcept
  {
    flc_thread_free(&pool_, memory);
  }

  /** For the functions of flc.h. */
  flc_pool *raw() noexcept
  {
    return &pool_;
  }

private:
  flc_pool pool_;

  static constexpr std::uint32_t checked(std::uint32_t align) noexcept
  {
    return align == 0                                          ? default_align
           : (align & (align - 1)) == 0 && align >= alignof(T) ? align
                                                               : (__builtin_trap(), 0);
  }

  template <void (*give_back)(flc_pool *, void *)> struct guard {
    flc_pool *pool;
    void *memory;
    ~guard()
    {
      if (memory)
        give_back(pool, memory);
    }
  };

  template <void (*give_back)(flc_pool *, void *), class... Arguments>
  T *construct(void *memory, Arguments &&...arguments)
  {
    if (!memory)
      return nullptr;
    guard<give_back> held{&pool_, memory};
    T *object = ::new (memory) T(std::forward<Arguments>(arguments)...);
    held.memory = nullptr;
    return object;
  }
};

static_assert(sizeof(pool<char>) == sizeof(flc_pool) && alignof(pool<char>) == alignof(flc_pool) &&
                  std::is_standard_layout<pool<char>>::value &&
                  std::is_trivially_destructible<pool<char>>::value,
              "pools in the section flc_section are an array of struct flc_pool");

} // namespace flc

#endif

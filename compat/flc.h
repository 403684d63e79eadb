/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
/* libflc: pools of equal objects on allocators that can be chosen.
 *
 * A pool hands out objects of one size and takes them back. It has one backend (a freelist, malloc,
 * jemalloc, memory that stays out of core files, memory of the near NUMA node, memkind), which is
 * chosen by name when the process starts and never changes after. This header is the manual.
 *
 * In ten lines:
 *
 *     static struct flc_pool requests FLC_POOL_SECTION =
 *         FLC_POOL("requests", sizeof(struct request), 16);
 *
 *     int main(void)
 *     {
 *       if (flc_start(NULL) < 0)              // reads the environment variable FLC
 *         errx(64, "%s", flc_error());
 *       struct request *r = flc_alloc(&requests);
 *       ...
 *       flc_free(&requests, r);
 *     }
 *
 *     cc $(pkg-config --cflags libflc) program.c $(pkg-config --libs libflc)
 *     FLC='malloc;requests=freelist,poison' ./a.out
 *     FLC=help ./a.out
 *
 * Rules that hold for all functions, unless one says otherwise:
 *
 *   - An object goes back to the pool that it came from, from any thread.
 *   - Thread safe; none may be called from a signal handler.
 *   - Usable before main (pools need no constructor) and after exit() has begun (nothing is torn
 *     down).
 *   - After fork() the child may go on. Objects that lay in caches of threads that do not exist in
 *     the child are lost to it.
 *   - Functions that can fail return 0 or a negative errno value, and leave a sentence in
 *     flc_error().
 *   - Misuse that is found (see Checks) ends the process by abort(), after a report on standard
 *     error.
 */
/* clang-format on */
#ifndef FLC_H
#define FLC_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#pragma GCC visibility push(default)
#ifdef __cplusplus
extern "C" {
#define FLC_NOEXCEPT noexcept
#else
#define FLC_NOEXCEPT
#endif

#define FLC_VERSION "0.1.0"

/* ---- One libflc in a process, one phase in a process
 *
 * libflc is a shared library, or is linked into one program or library alone: two copies would each
 * have pools of their own and take each other's memory. Every object that includes this header
 * refers to the symbol below, which only the library of the same phase defines, so that objects of
 * different phases do not link, or do not load.
 */
#ifndef FLC_PHASE
#define FLC_PHASE 2
#endif
#if FLC_PHASE == 2
#define FLC_ABI_PHASE flc_abi_phase_2
#elif FLC_PHASE == 3
#define FLC_ABI_PHASE flc_abi_phase_3
#else
#error \
    "flc.h belongs to FLC_PHASE 2 (libflc) and 3 (plain new and delete); phase 1 does not include it"
#endif
extern const char FLC_ABI_PHASE[];
static const char *const flc_abi_phase_reference __attribute__((used)) = FLC_ABI_PHASE;

/* ---- Pools */

/** What the memory of a pool needs. Or-ed into flc_pool.advice. */
enum flc_advice {
  FLC_DONTDUMP =
      1, /* stays out of core files: the backend nodump is chosen unless FLC says otherwise */
  FLC_HUGEPAGE = 2, /* on huge pages where the machine has them */
};

/**
 * A pool. Statically allocated, constant-initialised by FLC_POOL, never copied, never destroyed.
 *
 * The first two members belong to the inline functions below; slow paths set them when the pool is
 * bound.
 */
struct flc_pool {
  uint32_t
      slot; /* byte offset of this pool's magazine in a thread's table, for flc_alloc; 0: none */
  uint32_t thread_slot; /* the same for flc_thread_alloc */
  uint32_t size;        /* bytes of an object, as asked for; 1 to 2^31 */
  uint32_t align;   /* a power of two; more than a page counts as a page, as in Traffic Server */
  const char *name; /* run-time name: FLC finds a pool by it, dumps print it */
  const char *variable;    /* the variable's name, or NULL: FLC finds a pool by it as well */
  uint32_t chunk;          /* objects that the freelist grows by; 0: 128 */
  uint32_t advice;         /* enum flc_advice */
  struct flc_state *state; /* what libflc knows of a bound pool; NULL until the first take */
  struct flc_pool *next;   /* list of the pools that are known */
  uint32_t known;          /* is it on that list? */
  uint32_t reserved;
} __attribute__((aligned(64)));

/** Initialises a struct flc_pool. name is a string that outlives the pool, size at most 2^31: a
 * larger one is refused by flc_start(), or ends the process at the first take. */
#define FLC_POOL(name, size, align) FLC_POOL_ADVISED(name, size, align, 0, 0)
#define FLC_SIZE_(size)             ((unsigned long long)(size) > (1ull << 31) ? UINT32_MAX : (uint32_t)(size))
#define FLC_POOL_ADVISED(name, size, align, chunk, advice)                                      \
  {                                                                                             \
    0, 0, FLC_SIZE_(size), (uint32_t)(align), (name), NULL, (chunk), (advice), NULL, NULL, 0, 0 \
  }

/**
 * Put on the definition of a pool, this makes the pool known before main, so that flc_start() can
 * tell whether a pattern in FLC names it. Other pools are known from their first take, or by
 * flc_pool_add(). (All such pools of a program or library lie in one ELF section, an array from
 * __start_flc_section to __stop_flc_section.)
 */
#define FLC_POOL_SECTION __attribute__((section("flc_section")))

/** Makes pool known, and keeps the library or plugin that holds it in the process for ever.
 * Idempotent. */
void flc_pool_add(struct flc_pool *pool) FLC_NOEXCEPT;
/** Makes the pools from first up to last known; what FLC_POOL_SECTION calls. */
void flc_pool_add_range(struct flc_pool *first, struct flc_pool *last) FLC_NOEXCEPT;

/**
 * Sets size, alignment, chunk and advice of a pool that is not bound yet: what Traffic Server's
 * re_init does. -EBUSY: the pool has been used. -EINVAL: size 0, or an alignment that is no power
 * of two.
 */
int flc_pool_set(struct flc_pool *pool, const char *name, uint32_t size, uint32_t chunk,
                 uint32_t align, uint32_t advice) FLC_NOEXCEPT;

/* ---- Start
 *
 * A pool is bound to its backend at its first take or by flc_start(), whichever comes first; what
 * was chosen holds for the life of the process. A pool that is used before flc_start() follows the
 * environment variable FLC alone.
 */

/**
 * Reads FLC (not in set-user-ID programs) and then words, the same language by API: what words say,
 * FLC can override. words may be NULL. Then every known pool is bound, and every pattern must have
 * found a pool.
 *
 * Call it once, after options are read and before threads start. A second call with words that
 * change a bound pool is an error. Where it is never called, the first take reads FLC, and what is
 * wrong in it ends the process with status 64 and a message.
 *
 * -EINVAL: unknown word or value, or a pattern without a pool. -ENOENT: a backend that is not in
 * this process. -EBUSY: a pool that is in use already would have to change. Nothing is bound after
 * an error.
 */
int flc_start(const char *words) FLC_NOEXCEPT;

/** Options of flc_start_legacy(): what Traffic Server's -f, -F and records say. Zero is the default
 * everywhere. */
struct flc_legacy {
  int disable_freelist;      /* -f: no shared freelist; thread caches stay */
  int disable_pfreelist;     /* -F: no thread caches either */
  int hugepages;             /* proxy.config.allocator.hugepages */
  int dump_iobuffers;        /* 1: the opposite of proxy.config.allocator.dontdump_iobuffers */
  int dump_mem_info_seconds; /* proxy.config.dump_mem_info_frequency; 0: never */
  /* Where the program keeps thread_freelist_size and thread_freelist_low_watermark, which its
   * records change while it runs: read once a second (not under no-keeper), as by
   * flc_thread_watermarks(). They must live as long as the process. NULL: nobody does. */
  const int *thread_list_high, *thread_list_low;
};

/**
 * flc_start() with the options of Traffic Server: -f and -F keep their meaning, and buffers stay
 * out of core files under both. A word in FLC overrides what an option chose.
 */
int flc_start_legacy(const struct flc_legacy *options) FLC_NOEXCEPT;

/**
 * How long a thread's cache may grow, and how short it is then cut, in objects:
 * thread_freelist_size (512) and thread_freelist_low_watermark (32). high 0 or less: no limit. May
 * be called at any time; holds for the freelist's caches of all threads at their next give.
 * -EINVAL: low above high, or negative.
 */
int flc_thread_watermarks(int high, int low) FLC_NOEXCEPT;

/** What went wrong last in this thread, a sentence without a line break. Valid until the next
 * error. */
const char *flc_error(void) FLC_NOEXCEPT;

/* ---- Take and give */

/* A thread's cache of one pool: objects linked through their first word, newest first. Private to
 * the inline functions. Only its thread writes it; others read taken and given, hence the atomic
 * accesses. Objects in the magazine are (given - taken) + something that only slow paths change, so
 * that one comparison with room tells whether it is full. */
struct flc_magazine {
  void *head;
  uint64_t taken; /* takes of this thread, of any path */
  uint64_t given;
  int64_t room; /* full when given - taken reaches this */
};

/* The thread's table of magazines. A thread that has not taken yet, or that has ended, has the
 * table of zeroes, in which each magazine is both empty and full, so that the fast paths need no
 * test for it. */
extern __thread char *flc_magazines __attribute__((tls_model("initial-exec")));

void *flc_alloc_slow(struct flc_pool *pool) FLC_NOEXCEPT;
void flc_free_slow(struct flc_pool *pool, void *object) FLC_NOEXCEPT;
void *flc_thread_alloc_slow(struct flc_pool *pool) FLC_NOEXCEPT;
void flc_thread_free_slow(struct flc_pool *pool, void *object) FLC_NOEXCEPT;

typedef void *__attribute__((may_alias)) flc_link;

/* In line without optimisation too: the checks report who called, which would be these functions.
 */
#define FLC_INLINE static inline __attribute__((always_inline))

/* Counts are read by others but written by one thread, so x86-64 needs one instruction, which
 * others see done or not done, where compilers make three of an atomic load and store. TSan has to
 * see atomics. */
#if defined(__SANITIZE_THREAD__)
#define FLC_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define FLC_TSAN 1
#endif
#endif
#ifndef FLC_TSAN
#define FLC_TSAN 0
#endif
#if defined(__x86_64__) && !FLC_TSAN
#define FLC_COUNT_TAKE(count) __asm__("incq %0" : "+m"(count) : : "cc")
#define FLC_COUNT_GIVE(count) __asm__ volatile("incq %0" : "+m"(count) : : "cc", "memory")
#else
#define FLC_COUNT_TAKE(count) __atomic_store_n(&(count), (count) + 1, __ATOMIC_RELAXED)
#define FLC_COUNT_GIVE(count) __atomic_store_n(&(count), (count) + 1, __ATOMIC_RELEASE)
#endif

FLC_INLINE void *flc_magazine_take(struct flc_magazine *m)
{
  void *object = m->head;

  if (__builtin_expect(object != NULL, 1)) {
    m->head = *(flc_link *)object;
    FLC_COUNT_TAKE(m->taken);
  }
  return object;
}

FLC_INLINE int flc_magazine_give(struct flc_magazine *m, void *object)
{
  if (__builtin_expect((int64_t)(m->given - m->taken) >= m->room, 0))
    return 0;
  *(flc_link *)object = m->head;
  m->head = object;
  /* Release: who counts gives first and takes after never finds more gives than takes. */
  FLC_COUNT_GIVE(m->given);
  return 1;
}

FLC_INLINE struct flc_magazine *flc_magazine_of(const uint32_t *slot)
{
  return (struct flc_magazine *)(void *)(__atomic_load_n(&flc_magazines, __ATOMIC_RELAXED) +
                                         __atomic_load_n(slot, __ATOMIC_RELAXED));
}

/**
 * An object of the pool: size bytes at the pool's alignment, with whatever they held. The caller
 * owns it until flc_free(). NULL with errno ENOMEM when there is no memory.
 *
 * Through the thread's magazine where the pool has one (see magazine below); on the freelist
 * straight from the list that all threads share, as Traffic Server's A.alloc().
 */
FLC_INLINE void *flc_alloc(struct flc_pool *pool)
{
  void *object = flc_magazine_take(flc_magazine_of(&pool->slot));

  return __builtin_expect(object != NULL, 1) ? object : flc_alloc_slow(pool);
}

/** Gives object back. NULL is fine. Reuse is last in, first out for a thread. */
FLC_INLINE void flc_free(struct flc_pool *pool, void *object)
{
  if (__builtin_expect(object == NULL || !flc_magazine_give(flc_magazine_of(&pool->slot), object),
                       0))
    flc_free_slow(pool, object);
}

/**
 * The same through the thread's own cache, on every backend that may have one: Traffic Server's
 * THREAD_ALLOC and THREAD_FREE. An object taken by either pair can be given by the other.
 */
FLC_INLINE void *flc_thread_alloc(struct flc_pool *pool)
{
  void *object = flc_magazine_take(flc_magazine_of(&pool->thread_slot));

  return __builtin_expect(object != NULL, 1) ? object : flc_thread_alloc_slow(pool);
}

FLC_INLINE void flc_thread_free(struct flc_pool *pool, void *object)
{
  if (__builtin_expect(
          object == NULL || !flc_magazine_give(flc_magazine_of(&pool->thread_slot), object), 0))
    flc_thread_free_slow(pool, object);
}

/**
 * flc_free() for an object of which the caller knows the size, for the check wrong-size. size is
 * what the caller believes; it changes nothing else.
 */
void flc_free_sized(struct flc_pool *pool, void *object, size_t size) FLC_NOEXCEPT;

/**
 * Gives n objects at once, linked through their first words from head to tail; tail's link need not
 * be set. On the freelist the next takes return head first, as with Traffic Server's
 * free_void_bulk. n 0: nothing is done. In a pool with checks, an n that is not the chain's is
 * reported.
 */
void flc_free_bulk(struct flc_pool *pool, void *head, void *tail, size_t n) FLC_NOEXCEPT;

/** Gives the calling thread's cached objects of pool (NULL: of all pools) back to the backend. What
 * threads share, the depots, stays; flc_trim() empties it too. */
void flc_thread_flush(struct flc_pool *pool) FLC_NOEXCEPT;

/**
 * Gives memory that nobody uses back to the system: asks every thread to empty its magazines at its
 * next take or give, empties the caller's and the depots, and trims every backend. No lock of
 * libflc's own is held for longer than a batch; what the process's malloc holds meanwhile is its
 * affair (malloc_trim holds its arenas' locks). Returns the bytes of libflc's own regions that were
 * released.
 */
size_t flc_trim(void) FLC_NOEXCEPT;

/* ---- Counters */

/** Of one pool, at one time; exact when no other thread is at work. taken - given == in_use, unless
 * the program has given what it did not take from the pool, or twice: then given is the larger one,
 * in_use is 0, and a dump of text says so on standard error. */
struct flc_stats {
  const char *name, *variable, *backend; /* strings of the pool's own */
  uint32_t size;                         /* of an object, as asked for */
  uint32_t stride;                       /* bytes an object occupies */
  uint64_t taken, given, in_use;         /* objects */
  uint64_t peak;   /* highest in_use; what a thread had within its magazine, and 64 objects, may be
                      missing */
  uint64_t failed; /* takes that returned NULL */
  uint64_t cached; /* objects in the magazines of all threads and in the pool's depots */
  uint64_t chunks; /* times the freelist grew */
  uint64_t allocated; /* objects that the freelist has ever made; else in_use + cached */
  uint64_t bytes;     /* in_use * size */
};

/** Counters of pool into *stats. */
void flc_pool_stats(struct flc_pool *pool, struct flc_stats *stats) FLC_NOEXCEPT;

/** Calls each(stats, data) for every known pool, newest first, without a lock held. */
void flc_each_pool(void (*each)(const struct flc_stats *stats, void *data), void *data);

enum flc_dump_format {
  FLC_DUMP_TEXT, /* Traffic Server's own, as it writes on SIGUSR1 */
  FLC_DUMP_BASE, /* Traffic Server's own, relative to flc_dump_baseline() */
  FLC_DUMP_JSON, /* {"flc": version, "pools": [{...}]}, the members of struct flc_stats */
  FLC_DUMP_HELP, /* what FLC=help prints: state, words, recipes */
};

/** Writes a dump to f. -EIO: f did not take it. */
int flc_dump(FILE *f, enum flc_dump_format format) FLC_NOEXCEPT;

/** What later FLC_DUMP_BASE dumps are relative to. */
void flc_dump_baseline(void) FLC_NOEXCEPT;

/* ---- Words
 *
 * FLC and the argument of flc_start() hold items, separated by ';' or a line break:
 *
 *     word,word,...            for all pools
 *     PATTERN=word,word,...    for the pools whose name or variable the pattern matches: * any
 * text, ? any one character, all else itself, brackets too
 *
 * Later items override earlier ones. Every word has an inverse; FLC=help prints them all with what
 * is in force.
 *
 * Checks are words as well: poison, quarantine, double-give, wrong-pool, wrong-size, redzone,
 * guard, caller, fail. A pool with checks has no magazine. migration-guide/checks.md says which
 * finds what.
 */

#ifdef __cplusplus
}
#endif
#pragma GCC visibility pop

/* ---- Registering of FLC_POOL_SECTION: once for each object file, a few instructions at start. */
#ifdef __cplusplus
extern "C" {
#endif
extern struct flc_pool __start_flc_section[] __attribute__((weak, visibility("hidden")));
extern struct flc_pool __stop_flc_section[] __attribute__((weak, visibility("hidden")));

#ifdef __cplusplus
}
#endif

__attribute__((constructor(101), used)) static void flc_register_pools(void)
{
  struct flc_pool *first = __start_flc_section, *last = __stop_flc_section;

  if (first != last)
    flc_pool_add_range(first, last);
  __asm__ volatile("" : : "r"(FLC_ABI_PHASE)); /* a reference that --gc-sections does not drop */
}

#endif

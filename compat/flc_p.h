/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of libflc know of each other. README.md lists them in the order of data; a part
 * uses only what stands above it there.
 */
#ifndef FLC_P_H
#define FLC_P_H

#include "flc.h"

#include <pthread.h>
#include <stdbool.h>

/* The freelist takes a compare-and-swap of 16 bytes as an instruction: -mcx16 on x86-64. */
#ifdef __GCC_HAVE_SYNC_COMPARE_AND_SWAP_16
#define FLC_HAVE_CAS16 1
#else
#define FLC_HAVE_CAS16 0
#endif

enum {
  FLC_POOLS_MAX = 1024, /* pools with magazines and counters of their own for each thread; more
                           pools work, slower */
  FLC_LINE = 64,        /* bytes of a cache line */
};
/* Bytes of an object: what is added to it and rounded up fits 32 bits. */
#define FLC_SIZE_MAX (1u << 31)

struct flc_state;
struct flc_thread;
struct flc_cell;

/* ---- error */

/** Keeps the message for flc_error() and returns code, so that `return flc_fail(-EINVAL, ...)`
 * reads as one line. */
int flc_fail(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** One line on standard error: "flc: ...". Async-signal-safe enough for a report before abort(): no
 * allocation. */
void flc_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** flc_warn() and abort(): misuse was found, or libflc is broken. */
void flc_die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn, cold));

/* ---- meta */

/** size bytes of zeroes, aligned to 64, never given back, from mappings of libflc's own; NULL with
 * ENOMEM. */
void *flc_meta_alloc(size_t size);
size_t flc_page_size(void);
void flc_meta_fork(
    int when); /* -1 before fork(), 0 in the parent, 1 in the child; so for all of this name */

/* ---- settings: what words decide for one pool */

enum flc_check {
  FLC_CHECK_POISON = 1 << 0, /* fill on take and on give; on the next take, was the fill touched? */
  FLC_CHECK_QUARANTINE = 1 << 1,  /* given objects wait before they are used again */
  FLC_CHECK_DOUBLE_GIVE = 1 << 2, /* given twice, or never taken */
  FLC_CHECK_WRONG_POOL = 1 << 3,  /* given to another pool */
  FLC_CHECK_WRONG_SIZE = 1 << 4,  /* flc_free_sized() with another size */
  FLC_CHECK_REDZONE = 1 << 5,     /* bytes after the object, looked at on give */
  FLC_CHECK_GUARD =
      1 << 6, /* a page that cannot be touched after the object, and the object itself once given */
  FLC_CHECK_CALLER =
      1 << 7, /* who took and who gave, for the reports and for flc_dump of what is in use */
  FLC_CHECK_FAIL = 1 << 8, /* takes fail, some in a million */
};

enum flc_nodump_form { FLC_NODUMP_AUTO, FLC_NODUMP_ARENA, FLC_NODUMP_REGIONS };

struct flc_settings {
  const struct flc_backend *backend;
  uint32_t checks;        /* enum flc_check */
  uint32_t quarantine;    /* objects that wait; 0: the check's default */
  uint32_t fail_ppm;      /* takes of a million that fail */
  int32_t magazine;       /* objects a thread may keep; 0: none; -1: the default of the backend */
  int64_t magazine_bytes; /* and bytes; -1: the default */
  uint32_t chunk;         /* objects the freelist grows by; 0: the pool's */
  uint32_t advice;        /* enum flc_advice, after words */
  enum flc_nodump_form nodump;
  uint32_t arenas; /* arenas that threads are spread over; 0: the default (backends with arenas) */
  bool thread_cache; /* may flc_thread_alloc use a cache? false under -F */
};

/* ---- backend
 *
 * alloc and free are called by any thread at once. Neither sees NULL. A backend knows nothing of
 * magazines, checks and counters. Optional members may be NULL.
 */
struct flc_backend {
  const char *name;
  const char *summary; /* one line for FLC=help */
  bool shared_list;    /* flc_alloc bypasses the thread's cache; only flc_thread_alloc uses it
                          (freelist) */
  bool no_depots;      /* the keeper must not give objects to it */
  int32_t magazine;    /* default bound in objects for a pool on this backend */
  int64_t magazine_bytes;

  /** Can it work in this process? 0, or a negative errno with the reason in flc_error(). Called
   * before open. */
  int (*ready)(void);
  /** Prepares for st->size and st->align, may raise st->stride, sets st->data. 0 or negative errno.
   */
  int (*open)(struct flc_state *st);
  void *(*alloc)(struct flc_state *st);
  void (*free)(struct flc_state *st, void *object);
  /** Optional: up to max objects linked through their first words, at *head; returns how many, 0:
   * no memory. The first is what the caller takes, the rest goes into its magazine in this order.
   */
  size_t (*alloc_chain)(struct flc_state *st, void **head, size_t max);
  /** With shared_list: gives the first n objects from head at once, returns the one after them. */
  void *(*free_first)(struct flc_state *st, void *head, size_t n);
  /** With shared_list: up to max objects off the list, as a chain of cells that ends with NULL, so
   * that they are not touched yet; NULL: no memory. And puts such a chain back on top. */
  struct flc_cell *(*reserve)(struct flc_state *st, size_t max);
  void (*unreserve)(struct flc_state *st, struct flc_cell *chain);
  /** Optional: gives n linked objects at once; else free in a loop. The link is read before the
   * object is given. tail may be NULL, but not with shared_list. */
  void (*free_chain)(struct flc_state *st, void *head, void *tail, size_t n);
  /** Optional: bytes given back to the system; what was unused for less than idle_ms may stay. */
  size_t (*trim)(struct flc_state *st, unsigned idle_ms);
  /** Optional: much memory that nobody needs has just been given: to the system with it. */
  void (*purge)(void);
  /** Optional: called once a second by the keeper, not for a pool but for the backend. */
  void (*tick)(void);
  /** Optional: the calling thread ends; its magazines are empty. slot: see flc_thread_data(). */
  void (*thread_exit)(void **slot);
  /** Optional: chunks made and objects made, for the counters. */
  void (*grown)(const struct flc_state *st, uint64_t *chunks, uint64_t *objects);
  /** Optional: around fork(): -1 before, 0 in the parent, 1 in the child. */
  void (*fork)(int when);
};

#define FLC_BACKEND(name, have) extern const struct flc_backend flc_backend_##name;
#include "backends.def"
#undef FLC_BACKEND

enum flc_backend_id {
#define FLC_BACKEND(name, have) FLC_BACKEND_ID_##name,
#include "backends.def"
#undef FLC_BACKEND
  FLC_BACKENDS
};

/** The n-th backend's name, or NULL past the end; *backend NULL where this build has left it out.
 */
const char *flc_backend_at(unsigned n, const struct flc_backend **backend);

/* ---- a bound pool */

struct flc_state {
  struct flc_pool *pool;
  const struct flc_backend *backend;
  uint32_t index;  /* in a thread's table; 0: none left */
  uint32_t size;   /* what the backend serves: the pool's, plus what checks need */
  uint32_t align;  /* a power of two, at most a page, at least 8 (smaller sizes: the largest that
                      divides) */
  uint32_t stride; /* bytes that an object occupies; set by open, at least size */
  bool own;        /* free memory stays libflc's (is not free()d), so tools are told; set by open */
  bool watched;    /* by checks or a tool: every object goes through them, on the long way */
  bool direct;     /* flc_alloc and flc_free need neither magazine nor watching, only the backend */
  bool thread_direct; /* the same of flc_thread_alloc and flc_thread_free */
  int64_t limit;      /* objects a thread may keep; 0: none; FLC_LIMIT_WATERMARKS */
  /** May object stay in the calling thread's magazine? Set by open; NULL: any may. Where it is set,
   * all takes and gives use the slow path, which asks; what may not stay goes to the backend. */
  bool (*keeps)(struct flc_state *st, const void *object);
  struct flc_settings set;
  struct flc_depots *depots; /* behind the magazines: depot.h; NULL: none */
  void *data;                /* the backend's */
  void *check;               /* the checks' */
  struct flc_state *next;    /* all bound pools */

  /* Written by slow paths of any thread, on a line of its own. */
  struct {
    uint64_t failed;
    uint64_t peak;
    int64_t in_use; /* what threads have reported; lags by up to FLC_REPORT a thread */
    uint64_t taken,
        given; /* of threads that have ended or have no table, and of pools without index */
  } shared __attribute__((aligned(FLC_LINE)));
};

enum { FLC_LIMIT_WATERMARKS = -1 }; /* as flc_thread_watermarks() says, now */

/** Objects of a full magazine. A thread keeps two, loaded and spare, of half its limit each; the
 * freelist's caches are one list. */
static inline int64_t flc_magazine_size(const struct flc_state *st)
{
  return st->backend->shared_list || st->limit < 2 ? st->limit : st->limit / 2;
}

/** Gives n objects linked from head back to st's backend, past magazines and depots; in magazine.c.
 * tail: NULL if it is not known. */
void flc_give_chain(struct flc_state *st, void *head, void *tail, size_t n);

/** Binds pool if it is not. Never NULL: what is wrong in FLC ends the process here (status 64). */
struct flc_state *flc_bind(struct flc_pool *pool);

static inline struct flc_state *flc_state_of(struct flc_pool *pool)
{
  struct flc_state *st = __atomic_load_n(&pool->state, __ATOMIC_ACQUIRE);

  return __builtin_expect(st != NULL, 1) ? st : flc_bind(pool);
}

/** All bound pools, newest first; a list that only grows. */
struct flc_state *flc_states(void);
/** All known pools, newest first. */
struct flc_pool *flc_pools(void);
/** The name of the pool's variable, or NULL; any thread may just be setting it. */
static inline const char *flc_pool_variable(const struct flc_pool *pool)
{
  return __atomic_load_n(&pool->variable, __ATOMIC_ACQUIRE);
}
/** Gives pool the name of its variable if it has none and the program exports it: "x", or "x[3]" in
 * an array of pools. Takes the dynamic linker's lock. */
void flc_pool_find_variable(struct flc_pool *pool);
/** The same for all known pools. */
void flc_pools_find_variables(void);

/* ---- check */

/** Before backend->open: widens st->size and st->align for the checks in st->set. 0 or negative
 * errno. */
int flc_check_open(struct flc_state *st);
/** Like the backend's alloc and free, with the checks around them. size 0: not known. caller:
 * return address. */
void *flc_check_alloc(struct flc_state *st, void *caller);
void flc_check_free(struct flc_state *st, void *object, size_t size, void *caller);
/** Gives back what waits in quarantine; bytes. */
size_t flc_check_trim(struct flc_state *st);
void flc_check_fork(int when);

/* ---- words */

/** What FLC and the words of flc_start() say for pool. 0 or negative errno. */
int flc_words_for(const struct flc_pool *pool, struct flc_settings *settings);
/** Is the word keeper in force, for the process? */
bool flc_words_keeper(void);
/** Does any item in force name pools? */
bool flc_words_have_patterns(void);
/** Has what is in force been looked at as a whole? */
bool flc_words_are_started(void);

/* ---- thread: see thread.h */

/** The calling thread's place for backend id's own data, kept until thread_exit; NULL: the thread
 * has no table (no memory, or it has ended), so work without. */
void **flc_thread_data(enum flc_backend_id id);

/* ---- keeper: a thread that looks after what is idle, once a second */

/** Starts it unless it runs or the word no-keeper is in force. Called when a pool is bound, and
 * after fork() by the first thread that takes or gives. */
void flc_keeper_start(void);
/** From now on the keeper writes a text dump to standard error every so many seconds; 0: never. */
void flc_keeper_dump_every(int seconds);
/** From now on the watermarks are what these variables say; the first call holds. */
void flc_keeper_follow(const int *high, const int *low);
void flc_keeper_fork(int when);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The allocator interface that the scan looks for: its types, methods, macros and functions, and
 * what each use of one is called.  The only place that knows names of the interface; names of pools
 * are never known beforehand.
 */
#ifndef FREELIFT_IDIOM_H
#define FREELIFT_IDIOM_H

#include <glib.h>
#include <stdbool.h>

enum pool_kind {
  POOL_CLASS,   /* ClassAllocator<T, Destruct_on_free> */
  POOL_TRACKER, /* TrackerClassAllocator<T, Destruct_on_free> */
  POOL_RAW,     /* Allocator */
  POOL_CACHE,   /* ProxyAllocator: a thread's list in front of a pool */
  POOL_LIST,    /* InkFreeList */
  POOL_KINDS,
};

/* X(enumerator, name in output, is a rule to move it?) */
#define SITE_KINDS(X)                                                                   \
  X(CLASS_TAKE, "class-take", true)   /* A.alloc(...) */                                \
  X(CLASS_GIVE, "class-give", true)   /* A.free(p) */                                   \
  X(RAW_TAKE, "raw-take", true)       /* A.alloc_void() */                              \
  X(RAW_GIVE, "raw-give", true)       /* A.free_void(p) */                              \
  X(BULK_GIVE, "bulk-give", true)     /* A.free_void_bulk(h, t, n), A.free_bulk(...) */ \
  X(RE_INIT, "re-init", true)         /* A.re_init(...) */                              \
  X(RAW, "raw", true)                 /* A.raw() */                                     \
  X(DESTROY, "destroy", true)         /* A.destroy_if_enabled(p) */                     \
  X(THREAD_TAKE, "thread-take", true) /* THREAD_ALLOC and its kin */                    \
  X(THREAD_GIVE, "thread-give", true) /* THREAD_FREE */                                 \
  X(CACHE_TAKE, "cache-take", true)   /* thread_alloc(A, cache) */                      \
  X(CACHE_TRIM, "cache-trim", true)   /* thread_freeup(A, cache) */                     \
  X(LIST_MAKE, "list-make", true)     /* ink_freelist_create, _init, _madvise_init */   \
  X(LIST_TAKE, "list-take", true)     /* ink_freelist_new */                            \
  X(LIST_GIVE, "list-give", true)     /* ink_freelist_free, _free_bulk */               \
  X(DECLARE_CLASS, "declare-class", true)                                               \
  X(DECLARE_TRACKER, "declare-tracker", true)                                           \
  X(DECLARE_RAW, "declare-raw", true)                                                   \
  X(DECLARE_CACHE, "declare-cache", true)                                               \
  X(DECLARE_LIST, "declare-list", true)                                                 \
  X(START_UP, "start-up", true)   /* ink_freelist_init_ops */                           \
  X(DUMP, "dump", true)           /* ink_freelists_dump and its kin */                  \
  X(WATERMARK, "watermark", true) /* thread_freelist_high_watermark, _low_ */           \
  X(WRAPPED, "wrapped", false)    /* use of a macro of the tree that holds sites */     \
  X(MENTION, "mention", false)    /* a pool's name or type in any other use */          \
  X(SHADOWED, "shadowed", false)  /* looks like a site, but the name is no pool here */

enum site_kind {
#define X(id, name, moved) SITE_##id,
  SITE_KINDS(X)
#undef X
      SITE_NKINDS
};

const char *site_kind_name(enum site_kind k);
bool site_kind_is_moved(enum site_kind k); /* does the shim move it? */
/* SITE_NKINDS when there is no kind of this name. */
enum site_kind site_kind_of_name(const char *name, gsize len);
const char *pool_kind_name(enum pool_kind k);
/* The kind of a pool's declaration. */
enum site_kind pool_declare_kind(enum pool_kind k);

/* Pool types, methods of pools, and calls that name a pool as an argument. */
struct idiom_type {
  const char *name;
  enum pool_kind kind;
  bool is_template;
  bool is_shim; /* the shim's word for it; else the baseline's */
};
struct idiom_method {
  const char *name;
  enum site_kind kind;
};
struct idiom_call {
  const char *name;
  enum site_kind kind;
  int pool_arg;  /* which argument names the pool; -1: belongs to the frame, or to what it is
                    assigned to (LIST_MAKE) */
  bool is_value; /* no call: a variable */
  bool is_shim;
};

const struct idiom_type *idiom_type(const char *s, gsize len);
const struct idiom_method *idiom_method(const char *s, gsize len);
const struct idiom_call *idiom_call(const char *s, gsize len);

/* Is this name a part of the interface whose definition makes a file an API file? */
bool idiom_is_api(const char *s, gsize len);

/* Calls f for each word that makes a file worth lexing. */
void idiom_foreach_word(void (*f)(const char *word, gpointer data), gpointer data);

#endif

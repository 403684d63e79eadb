/* SPDX-License-Identifier: Apache-2.0 */
/** @file
 * The RAM cache: whole objects by URL, the least recently used go first, and each has a time at which it ends.
 *
 * Any thread may look up and store. An object that was handed out stays whole while somebody holds it, even when the
 * cache has dropped it. A reader gets its answer as an event on its own thread.
 */
#pragma once

#include <pthread.h>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>
#include "I_Event.h"
#include "I_IOBuffer.h"

enum {
  CACHE_EVENT_OPEN_READ = 200,
  CACHE_EVENT_OPEN_READ_FAILED,
};

/// A response's header text, in one buffer with its own description: the buffer is as large as the text needs.
struct HeaderBlob {
  int size_index  = BUFFER_SIZE_NOT_POOLED;
  uint32_t length = 0;
  std::atomic<int> refs{1};

  char *text() { return reinterpret_cast<char *>(this + 1); }

  static HeaderBlob *make(const char *text, uint32_t length)
  {
    int index     = buffer_size_to_index(sizeof(HeaderBlob) + length);
    HeaderBlob *b = nullptr;

    if (index != BUFFER_SIZE_NOT_POOLED) {
      b = new (ioBufAllocator[index].alloc_void()) HeaderBlob();
    } else {
      b = new (ats_malloc(sizeof(HeaderBlob) + length)) HeaderBlob();
    }
    b->size_index = index;
    b->length     = length;
    memcpy(b->text(), text, length);
    return b;
  }

  void put()
  {
    if (refs.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      if (size_index != BUFFER_SIZE_NOT_POOLED) {
        ioBufAllocator[size_index].free_void((void *)this);
      } else {
        ats_free(this);
      }
    }
  }
};

/// A stored response. Not changed once it is in the cache.
class RamObject : public RefCountObj
{
public:
  HeaderBlob *header = nullptr;
  Ptr<IOBufferBlock> body;
  IOBufferBlock *body_tail = nullptr;
  int64_t body_length      = 0;
  int64_t stored_ms = 0, expires_ms = 0;

  void add(IOBufferBlock *block);
  void free() override;
};

extern ClassAllocator<RamObject> ramObjectAllocator;

/// An entry of a heap by time. `node` is null once nobody waits for it.
template <class Node, class Key> struct PriorityQueueEntry {
  PriorityQueueEntry(Node *n, Key k) : node(n), key(k) {}

  Node *node;
  Key key;
};

struct RamCacheEntry {
  std::string key;
  Ptr<RamObject> object;
  PriorityQueueEntry<RamCacheEntry, int64_t> *expiry = nullptr;
  RamCacheEntry *newer = nullptr, *older = nullptr;
};

/// Something under way between a reader or writer and the cache.
struct CacheOp {
  enum Kind { READ, WRITE };

  explicit CacheOp(Kind k) : kind(k) {}

  const Kind kind;
  Ptr<RamObject> object;
};

struct CacheReadOp : CacheOp {
  explicit CacheReadOp(const std::string &k) : CacheOp(READ), key(k) {}

  std::string key;
  Event *answer   = nullptr; ///< not delivered yet
  EThread *thread = nullptr;
};

struct CacheWriteOp : CacheOp {
  CacheWriteOp(const std::string &k, int64_t max_age_ms) : CacheOp(WRITE), key(k), max_age_ms(max_age_ms) {}

  std::string key;
  int64_t max_age_ms;
};

/// Ends an operation; a read is not answered any more, a write that was not committed is forgotten.
struct CacheOpDeleter {
  void operator()(CacheOp *op) const;
};
using CacheOpUPtr = std::unique_ptr<CacheOp, CacheOpDeleter>;

class RamCache
{
public:
  explicit RamCache(int64_t capacity) : m_capacity(capacity) {}
  ~RamCache() { clear(); }

  CacheOpUPtr open_read(Continuation *reader, const std::string &key);
  /// Null if the cache does not want so long an object.
  CacheOpUPtr open_write(const std::string &key, int64_t length, int64_t max_age_ms);
  void commit(CacheWriteOp *op);
  void clear();
  /// Drops what has ended.
  void sweep(int64_t now);

private:
  using Expiry = PriorityQueueEntry<RamCacheEntry, int64_t>;

  Ptr<RamObject> lookup(const std::string &key);
  void link_newest(RamCacheEntry *e);
  void unlink(RamCacheEntry *e);
  void drop(RamCacheEntry *e);
  void drop_forgotten();

  const int64_t m_capacity;
  pthread_mutex_t m_lock = PTHREAD_MUTEX_INITIALIZER;
  std::unordered_map<std::string, RamCacheEntry *> m_entries;
  RamCacheEntry *m_newest = nullptr, *m_oldest = nullptr;
  std::vector<Expiry *> m_expiry; ///< a heap, the soonest first
  int64_t m_bytes = 0;
};

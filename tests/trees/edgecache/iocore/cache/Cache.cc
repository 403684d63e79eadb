/* SPDX-License-Identifier: Apache-2.0 */
#include "P_Cache.h"

#include <algorithm>

ClassAllocator<RamObject> ramObjectAllocator("ramObjectAllocator");
static ClassAllocator<RamCacheEntry> ramCacheEntryAllocator("ramCacheEntryAllocator");
ClassAllocator<CacheReadOp, true> cacheReadOpAllocator("cacheReadOpAllocator");
ClassAllocator<CacheWriteOp, true> cacheWriteOpAllocator("cacheWriteOpAllocator");
ClassAllocator<PriorityQueueEntry<RamCacheEntry, int64_t>> expiryQueueEntry("PriorityQueueEntry", 256);

namespace
{
struct Guard {
  explicit Guard(pthread_mutex_t *m) : mutex(m) { pthread_mutex_lock(mutex); }
  ~Guard() { pthread_mutex_unlock(mutex); }
  pthread_mutex_t *mutex;
};

bool
ends_later(const PriorityQueueEntry<RamCacheEntry, int64_t> *a, const PriorityQueueEntry<RamCacheEntry, int64_t> *b)
{
  return a->key > b->key;
}

RamCacheEntry *
new_entry()
{
  return ramCacheEntryAllocator.alloc();
}
} // namespace

void
RamObject::add(IOBufferBlock *block)
{
  if (body_tail) {
    body_tail->next = block;
  } else {
    body = block;
  }
  body_tail = block;
  body_length += block->size();
}

void
RamObject::free()
{
  if (header) {
    header->put();
  }
  body = nullptr;
  ramObjectAllocator.free(this);
}

void
CacheOpDeleter::operator()(CacheOp *op) const
{
  switch (op->kind) {
  case CacheOp::READ: {
    CacheReadOp *read = static_cast<CacheReadOp *>(op);
    if (read->answer) {
      read->thread->cancel(read->answer);
    }
    cacheReadOpAllocator.free(static_cast<CacheReadOp *>(op));
    break;
  }
  case CacheOp::WRITE:
    THREAD_FREE(static_cast<CacheWriteOp *>(op), cacheWriteOpAllocator, this_thread());
    break;
  }
}

void
RamCache::clear()
{
  while (m_oldest) {
    drop(m_oldest);
  }
  std::for_each(m_expiry.begin(), m_expiry.end(), [](Expiry *e) { expiryQueueEntry.free(e); });
  m_expiry.clear();
}

void
RamCache::link_newest(RamCacheEntry *e)
{
  e->newer                                = nullptr;
  e->older                                = m_newest;
  (m_newest ? m_newest->newer : m_oldest) = e;
  m_newest                                = e;
}

void
RamCache::unlink(RamCacheEntry *e)
{
  (e->newer ? e->newer->older : m_newest) = e->older;
  (e->older ? e->older->newer : m_oldest) = e->newer;
}

void
RamCache::drop(RamCacheEntry *e)
{
  m_bytes -= e->object->body_length;
  if (e->expiry && m_expiry.back() == e->expiry) {
    m_expiry.pop_back(); // a heap's last element is nobody's parent
    expiryQueueEntry.free(e->expiry);
  } else if (e->expiry) {
    e->expiry->node = nullptr; // stays in the heap until its time or the next clean-up
  }
  unlink(e);
  m_entries.erase(e->key);
  e->~RamCacheEntry();
  ramCacheEntryAllocator.free(e);
}

void
RamCache::drop_forgotten()
{
  auto forgotten = [](Expiry *e) {
    if (e->node) {
      return false;
    }
    expiryQueueEntry.free(e);
    return true;
  };

  m_expiry.erase(std::remove_if(m_expiry.begin(), m_expiry.end(), forgotten), m_expiry.end());
  std::make_heap(m_expiry.begin(), m_expiry.end(), ends_later);
}

Ptr<RamObject>
RamCache::lookup(const std::string &key)
{
  Guard guard(&m_lock);
  auto found = m_entries.find(key);

  if (found == m_entries.end()) {
    return nullptr;
  }
  RamCacheEntry *e = found->second;
  if (e->object->expires_ms <= now_ms()) {
    drop(e);
    return nullptr;
  }
  unlink(e);
  link_newest(e);
  return e->object;
}

CacheOpUPtr
RamCache::open_read(Continuation *reader, const std::string &key)
{
  CacheOpUPtr op(cacheReadOpAllocator.alloc(key));
  CacheReadOp *read = static_cast<CacheReadOp *>(op.get());

  read->object = lookup(key);
  read->thread = this_ethread();
  read->answer = read->thread->schedule_imm(reader, read->object ? CACHE_EVENT_OPEN_READ : CACHE_EVENT_OPEN_READ_FAILED, read);
  return op;
}

CacheOpUPtr
RamCache::open_write(const std::string &key, int64_t length, int64_t max_age_ms)
{
  if (length > m_capacity / 4 || max_age_ms <= 0) {
    return nullptr;
  }
  CacheOpUPtr op(THREAD_ALLOC_INIT(cacheWriteOpAllocator, this_thread(), key, max_age_ms));
  op->object = make_ptr(ramObjectAllocator.alloc());
  return op;
}

void
RamCache::commit(CacheWriteOp *op)
{
  RamCacheEntry *e = new_entry();
  int64_t now      = now_ms();
  Guard guard(&m_lock);
  auto present = m_entries.find(op->key);

  if (present != m_entries.end()) {
    drop(present->second);
  }
  op->object->stored_ms  = now;
  op->object->expires_ms = now + op->max_age_ms;
  e->key                 = op->key;
  e->object              = op->object;
  e->expiry              = expiryQueueEntry.alloc(e, now + op->max_age_ms);
  m_expiry.push_back(e->expiry);
  std::push_heap(m_expiry.begin(), m_expiry.end(), ends_later);
  m_entries[e->key] = e;
  link_newest(e);
  m_bytes += e->object->body_length;
  while (m_bytes > m_capacity) {
    drop(m_oldest);
  }
  if (m_expiry.size() > 64 + 2 * m_entries.size()) {
    drop_forgotten();
  }
}

void
RamCache::sweep(int64_t now)
{
  Guard guard(&m_lock);

  while (!m_expiry.empty() && m_expiry.front()->key <= now) {
    RamCacheEntry *ended = m_expiry.front()->node;
    std::pop_heap(m_expiry.begin(), m_expiry.end(), ends_later);
    expiryQueueEntry.free(static_cast<PriorityQueueEntry<RamCacheEntry, int64_t> *>(m_expiry.back()));
    m_expiry.pop_back();
    if (ended) {
      ended->expiry = nullptr;
      drop(ended);
    }
  }
}

/* SPDX-License-Identifier: Apache-2.0 */
/** @file
 * Bytes on their way: reference-counted memory (IOBufferData), stretches of it (IOBufferBlock), and queues of
 * stretches (MIOBuffer). Appending a clone of a block shares the memory and copies nothing.
 */
#pragma once

#include <string.h>
#include <atomic>
#include "I_Thread.h"
#include "tscore/Allocator.h"

/// Buffers have 15 sizes, 128 bytes to 2 MiB.
constexpr int DEFAULT_BUFFER_SIZES   = 15;
constexpr int64_t MAX_BUFFER_SIZE    = int64_t(128) << (DEFAULT_BUFFER_SIZES - 1);
constexpr int BUFFER_SIZE_INDEX_16K  = 7;
constexpr int BUFFER_SIZE_INDEX_4K   = 5;
constexpr int BUFFER_SIZE_NOT_POOLED = -1;

extern Allocator ioBufAllocator[DEFAULT_BUFFER_SIZES];

constexpr int64_t
index_to_buffer_size(int index)
{
  return int64_t(128) << index;
}

/// Sets up the pools of buffers; before the first buffer. Advice is for madvise().
void init_buffer_allocators(int iobuffer_advice);

/// The smallest class that holds `size` bytes, or BUFFER_SIZE_NOT_POOLED.
int buffer_size_to_index(int64_t size);

class RefCountObj
{
public:
  RefCountObj()                               = default;
  RefCountObj(const RefCountObj &)            = delete;
  RefCountObj &operator=(const RefCountObj &) = delete;
  virtual ~RefCountObj()                      = default;
  virtual void free()                         = 0;

  void ref_get() { m_refs.fetch_add(1, std::memory_order_relaxed); }
  bool ref_put() { return m_refs.fetch_sub(1, std::memory_order_acq_rel) == 1; }

private:
  std::atomic<int> m_refs{0};
};

template <class T> class Ptr
{
public:
  Ptr(T *p = nullptr) : m_ptr(p) { get(); }
  Ptr(const Ptr &other) : m_ptr(other.m_ptr) { get(); }
  ~Ptr() { put(); }

  Ptr &operator=(const Ptr &other)
  {
    T *before = m_ptr;
    m_ptr     = other.m_ptr;
    get();
    if (before && before->ref_put()) {
      before->free();
    }
    return *this;
  }

  T *operator->() const { return m_ptr; }
  T *get_ptr() const { return m_ptr; }
  explicit operator bool() const { return m_ptr != nullptr; }

private:
  void get()
  {
    if (m_ptr) {
      m_ptr->ref_get();
    }
  }
  void put()
  {
    if (m_ptr && m_ptr->ref_put()) {
      m_ptr->free();
    }
  }

  T *m_ptr;
};

template <class T>
Ptr<T>
make_ptr(T *p)
{
  return Ptr<T>(p);
}

class IOBufferData : public RefCountObj
{
public:
  char *data     = nullptr;
  int64_t size   = 0;
  int size_index = BUFFER_SIZE_NOT_POOLED;

  void alloc(int64_t bytes);
  void dealloc();
  void free() override;
};

class IOBufferBlock : public RefCountObj
{
public:
  Ptr<IOBufferData> data;
  char *start = nullptr, *end = nullptr, *buf_end = nullptr;
  Ptr<IOBufferBlock> next;

  int64_t size() const { return end - start; }
  int64_t room() const { return buf_end - end; }
  /// Gets memory of at least so many bytes.
  void alloc(int64_t bytes);
  /// Another block over `bytes` of the same memory, from `offset`. It has no room.
  IOBufferBlock *clone(int64_t offset, int64_t bytes) const;
  /// Forgets memory and successors, without deep recursion.
  void clear();
  void free() override;
};

extern ClassAllocator<IOBufferData> ioDataAllocator;
extern ClassAllocator<IOBufferBlock> ioBlockAllocator;

class MIOBuffer
{
public:
  explicit MIOBuffer(int64_t block_size) : block_size(block_size) {}

  int64_t avail() const { return m_avail; }
  const IOBufferBlock *first() const { return m_head.get_ptr(); }
  /// The block to read into; it has room.
  IOBufferBlock *writable();
  void filled(int64_t bytes);
  void write(const void *bytes, int64_t n);
  /// Takes over a block, or a chain of `bytes` in all that ends at `tail`.
  void append(IOBufferBlock *block);
  /// Appends what `from` begins with, sharing memory, and consumes it there.
  void move(MIOBuffer *from, int64_t bytes);
  void consume(int64_t bytes);
  /// Copies out without consuming; the number of bytes copied.
  int64_t peek(char *to, int64_t bytes) const;
  void clear();

  int64_t block_size;

private:
  Ptr<IOBufferBlock> m_head;
  IOBufferBlock *m_tail = nullptr;
  int64_t m_avail       = 0;
};

extern ClassAllocator<MIOBuffer> ioAllocator;

inline MIOBuffer *
new_MIOBuffer(int64_t block_size)
{
  return THREAD_ALLOC(ioAllocator, this_thread(), block_size);
}

inline void
free_MIOBuffer(MIOBuffer *mio)
{
  mio->clear(); // the pool does not destruct
  THREAD_FREE(mio, ioAllocator, this_thread());
}

inline IOBufferBlock *
new_IOBufferBlock()
{
  return THREAD_ALLOC(ioBlockAllocator, this_thread());
}

inline void
IOBufferData::alloc(int64_t bytes)
{
  dealloc();
  size_index = buffer_size_to_index(bytes);
  if (size_index != BUFFER_SIZE_NOT_POOLED) {
    size = index_to_buffer_size(size_index);
    data = (char *)ioBufAllocator[size_index].alloc_void();
  } else {
    size = bytes;
    data = static_cast<char *>(ats_malloc(bytes));
  }
}

inline void
IOBufferData::dealloc()
{
  if (data == nullptr) {
    return;
  }
  if (size_index != BUFFER_SIZE_NOT_POOLED) {
    ioBufAllocator[size_index].free_void(data);
  } else {
    ats_free(data);
  }
  data = nullptr;
}

inline void
IOBufferData::free()
{
  dealloc();
  THREAD_FREE(this, ioDataAllocator, this_thread());
}

inline void
IOBufferBlock::alloc(int64_t bytes)
{
  data = THREAD_ALLOC(ioDataAllocator, this_thread());
  data->alloc(bytes);
  start = end = data->data;
  buf_end     = start + data->size;
}

inline void
IOBufferBlock::free()
{
  clear();
  THREAD_FREE(this, ioBlockAllocator, this_thread());
}

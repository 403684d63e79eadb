/* SPDX-License-Identifier: Apache-2.0 */
#include "I_IOBuffer.h"

ClassAllocator<IOBufferData> ioDataAllocator("ioDataAllocator", 128);
ClassAllocator<IOBufferBlock> ioBlockAllocator("ioBlockAllocator", 128);
ClassAllocator<MIOBuffer> ioAllocator("ioAllocator", 128);
Allocator ioBufAllocator[DEFAULT_BUFFER_SIZES];

void
init_buffer_allocators(int iobuffer_advice)
{
  static char names[DEFAULT_BUFFER_SIZES][24];

  for (int i = 0; i < int(countof(ioBufAllocator)); ++i) {
    int64_t size      = index_to_buffer_size(i);
    int64_t alignment = size < 8192 ? size : 8192;
    int chunk         = size < 65536 ? 32 : 4;

    snprintf(names[i], sizeof(names[i]), "ioBufAllocator[%d]", i);
    ioBufAllocator[i].re_init(names[i], size, chunk, alignment, iobuffer_advice);
  }
}

int
buffer_size_to_index(int64_t size)
{
  for (int i = 0; i < DEFAULT_BUFFER_SIZES; ++i) {
    if (size <= index_to_buffer_size(i)) {
      return i;
    }
  }
  return BUFFER_SIZE_NOT_POOLED;
}

IOBufferBlock *
IOBufferBlock::clone(int64_t offset, int64_t bytes) const
{
  IOBufferBlock *copy = new_IOBufferBlock();

  copy->data  = data;
  copy->start = start + offset;
  copy->end = copy->buf_end = copy->start + bytes;
  return copy;
}

void
IOBufferBlock::clear()
{
  Ptr<IOBufferBlock> following = next;

  data  = nullptr;
  next  = nullptr;
  start = end = buf_end = nullptr;
  // A chain has one owner. Its blocks would free each other from within; here each one is alone when it goes.
  while (following) {
    Ptr<IOBufferBlock> after = following->next;
    following->next          = nullptr;
    following                = after;
  }
}

IOBufferBlock *
MIOBuffer::writable()
{
  if (m_tail == nullptr || m_tail->room() == 0) {
    IOBufferBlock *block = new_IOBufferBlock();
    block->alloc(block_size);
    append(block);
  }
  return m_tail;
}

void
MIOBuffer::filled(int64_t bytes)
{
  m_tail->end += bytes;
  m_avail += bytes;
}

void
MIOBuffer::write(const void *bytes, int64_t n)
{
  const char *from = static_cast<const char *>(bytes);

  while (n > 0) {
    IOBufferBlock *block = writable();
    int64_t now          = n < block->room() ? n : block->room();
    memcpy(block->end, from, now);
    filled(now);
    from += now;
    n -= now;
  }
}

void
MIOBuffer::append(IOBufferBlock *block)
{
  if (m_tail) {
    m_tail->next = block;
  } else {
    m_head = block;
  }
  m_tail = block;
  m_avail += block->size();
}

void
MIOBuffer::move(MIOBuffer *from, int64_t bytes)
{
  while (bytes > 0) {
    const IOBufferBlock *block = from->first();
    int64_t now                = bytes < block->size() ? bytes : block->size();
    if (now > 0) {
      append(block->clone(0, now));
    }
    from->consume(now);
    bytes -= now;
  }
}

void
MIOBuffer::consume(int64_t bytes)
{
  m_avail -= bytes;
  while (m_head) {
    int64_t now = bytes < m_head->size() ? bytes : m_head->size();
    m_head->start += now;
    bytes -= now;
    if (m_head->size() > 0 || (m_head.get_ptr() == m_tail && m_tail->room() > 0)) {
      break;
    }
    Ptr<IOBufferBlock> rest = m_head->next;
    m_head->next            = nullptr; // or the rest would go with it
    m_head                  = rest;
    if (!m_head) {
      m_tail = nullptr;
    }
  }
}

int64_t
MIOBuffer::peek(char *to, int64_t bytes) const
{
  int64_t copied = 0;

  for (const IOBufferBlock *b = first(); b && copied < bytes; b = b->next.get_ptr()) {
    int64_t now = b->size() < bytes - copied ? b->size() : bytes - copied;
    memcpy(to + copied, b->start, now);
    copied += now;
  }
  return copied;
}

void
MIOBuffer::clear()
{
  m_head = nullptr;
  new (this) MIOBuffer(block_size); // all else as at the start
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "HTTP.h"

#include <strings.h>

Allocator hdrHeapAllocator("hdrHeap", HdrHeap::SIZE);
Allocator strHeapAllocator("hdrStrHeap", HdrStrHeap::DEFAULT_SIZE);
static Allocator defaultSizeArenaBlock("ArenaBlock", 1024);

/* ---- arena ---- */

Arena::Block *
Arena::make(size_t size)
{
  constexpr size_t default_size = 1024;
  Block *b                      = nullptr;

  if (size + sizeof(Block) <= default_size) {
    b        = (Block *)defaultSizeArenaBlock.alloc_void();
    b->size  = default_size;
    b->next  = m_blocks;
    m_blocks = b;
  } else {
    b       = static_cast<Block *>(ats_malloc(size + sizeof(Block)));
    b->size = size + sizeof(Block);
    b->next = m_large;
    m_large = b;
  }
  b->used = sizeof(Block);
  return b;
}

char *
Arena::alloc(size_t size)
{
  Block *b = m_blocks;

  if (b == nullptr || b->size - b->used < size) {
    b = make(size);
  }
  char *p = reinterpret_cast<char *>(b) + b->used;
  b->used += size;
  return p;
}

void
Arena::reset()
{
  Block *tail  = m_blocks;
  size_t count = 1;

  if (tail && tail->next == nullptr) {
    defaultSizeArenaBlock.free_void(m_blocks);
  } else if (tail) {
    for (; tail->next; tail = tail->next) {
      ++count;
    }
    defaultSizeArenaBlock.free_void_bulk(m_blocks, tail, count);
  }
  while (m_large) {
    Block *b = m_large;
    m_large  = b->next;
    ats_free(b);
  }
  m_blocks = nullptr;
}

/* ---- heaps ---- */

HdrStrHeap *
HdrStrHeap::make(uint32_t text_size)
{
  uint32_t size = text_size + sizeof(HdrStrHeap);
  void *memory  = nullptr;

  if (size <= DEFAULT_SIZE) {
    size   = DEFAULT_SIZE;
    memory = THREAD_ALLOC(strHeapAllocator, this_thread());
  } else {
    memory = ats_malloc(size);
  }
  HdrStrHeap *heap = new (memory) HdrStrHeap();
  heap->size       = size;
  return heap;
}

void
HdrStrHeap::free()
{
  if (size == DEFAULT_SIZE) {
    THREAD_FREE(this, strHeapAllocator, this_thread());
  } else {
    ats_free(this);
  }
}

HdrHeap *
HdrHeap::make()
{
  Thread *t     = this_thread();
  HdrHeap *heap = static_cast<HdrHeap *>(thread_alloc(hdrHeapAllocator, t->hdrHeapAllocator));

  heap->init();
  return heap;
}

void
HdrHeap::init()
{
  next    = nullptr;
  strings = nullptr;
  used    = INK_ALIGN(sizeof(HdrHeap), 16);
}

void
HdrHeap::destroy()
{
  if (next) {
    next->destroy();
  }
  while (strings) {
    HdrStrHeap *s = strings;
    strings       = s->next;
    s->free();
  }
  THREAD_FREE(this, hdrHeapAllocator, this_thread());
}

void *
HdrHeap::take(uint32_t size)
{
  HdrHeap *heap = this;

  while (heap->used + size > SIZE) {
    if (heap->next == nullptr) {
      heap->next = make();
    }
    heap = heap->next;
  }
  void *p = reinterpret_cast<char *>(heap) + heap->used;
  heap->used += INK_ALIGN(size, 16);
  return p;
}

MIMEField *
HdrHeap::add_field()
{
  return new (take(sizeof(MIMEField))) MIMEField();
}

char *
HdrHeap::copy(const char *text, uint32_t length)
{
  if (strings == nullptr || strings->room() < length) {
    HdrStrHeap *s = HdrStrHeap::make(length);
    s->next       = strings;
    strings       = s;
  }
  char *p = strings->text() + strings->used;
  memcpy(p, text, length);
  strings->used += length;
  return p;
}

/* ---- headers ---- */

bool
MIMEField::is(const char *wanted) const
{
  return strlen(wanted) == name_length && strncasecmp(name, wanted, name_length) == 0;
}

int64_t
HTTPHdr::find_end(const char *text, int64_t length)
{
  const void *end = memmem(text, length, "\r\n\r\n", 4);
  return end ? static_cast<const char *>(end) - text + 4 : 0;
}

static bool
parse_request_line(HTTPHdr *h, const char *p, const char *end)
{
  const char *space  = static_cast<const char *>(memchr(p, ' ', end - p));
  const char *second = space ? static_cast<const char *>(memchr(space + 1, ' ', end - space - 1)) : nullptr;

  if (second == nullptr || end - second != 9 || memcmp(second + 1, "HTTP/1.", 7) != 0 || space[1] != '/') {
    return false;
  }
  h->method        = p;
  h->method_length = space - p;
  h->url           = space + 1;
  h->url_length    = second - space - 1;
  h->version_minor = second[8] - '0';
  return space > p;
}

static bool
parse_status_line(HTTPHdr *h, const char *p, const char *end)
{
  if (end - p < 12 || memcmp(p, "HTTP/1.", 7) != 0 || p[8] != ' ') {
    return false;
  }
  h->version_minor = p[7] - '0';
  h->status        = atoi(p + 9);
  h->url           = end - p > 13 ? p + 13 : end;
  h->url_length    = end - h->url;
  return h->status >= 100 && h->status <= 599;
}

bool
HTTPHdr::parse(HeaderStart start, const char *text, uint32_t length)
{
  destroy();
  m_heap          = HdrHeap::make();
  const char *p   = m_heap->copy(text, length);
  const char *end = p + length - 2;
  const char *eol = static_cast<const char *>(memmem(p, end - p + 2, "\r\n", 2));
  MIMEField **to  = &m_fields;

  m_text_length = length;
  if (!(start == REQUEST ? parse_request_line(this, p, eol) : parse_status_line(this, p, eol))) {
    return false;
  }
  for (p = eol + 2; p < end; p = eol + 2) {
    eol               = static_cast<const char *>(memmem(p, end - p + 2, "\r\n", 2));
    const char *colon = static_cast<const char *>(memchr(p, ':', eol - p));
    if (colon == nullptr || colon == p || *p == ' ' || *p == '\t') {
      return false;
    }
    MIMEField *f   = m_heap->add_field();
    f->name        = p;
    f->name_length = colon - p;
    f->value       = colon + 1;
    while (f->value < eol && (*f->value == ' ' || *f->value == '\t')) {
      ++f->value;
    }
    f->value_length = eol - f->value;
    *to             = f;
    to              = &f->next;
  }
  return true;
}

void
HTTPHdr::destroy()
{
  if (m_heap) {
    m_heap->destroy();
  }
  m_heap   = nullptr;
  m_fields = nullptr;
}

const MIMEField *
HTTPHdr::find(const char *name) const
{
  for (const MIMEField *f = m_fields; f; f = f->next) {
    if (f->is(name)) {
      return f;
    }
  }
  return nullptr;
}

int64_t
HTTPHdr::number(const char *name, int64_t missing) const
{
  const MIMEField *f = find(name);
  int64_t n          = 0;

  if (f == nullptr) {
    return missing;
  }
  if (f->value_length == 0 || f->value_length > 15) {
    return -2;
  }
  for (uint32_t i = 0; i < f->value_length; ++i) {
    if (f->value[i] < '0' || f->value[i] > '9') {
      return -2;
    }
    n = n * 10 + (f->value[i] - '0');
  }
  return n;
}

bool
HTTPHdr::has_word(const char *name, const char *word) const
{
  const MIMEField *f = find(name);
  size_t length      = strlen(word);

  for (uint32_t i = 0; f && i + length <= f->value_length; ++i) {
    if (strncasecmp(f->value + i, word, length) == 0) {
      return true;
    }
  }
  return false;
}

char *
HTTPHdr::print_fields(char *to) const
{
  static const char *const HOP_BY_HOP[] = {
    "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade", "TE", "Trailer", "Expect", "X-Cache", "Age"};

  for (const MIMEField *f = m_fields; f; f = f->next) {
    bool skip = false;
    for (const char *name : HOP_BY_HOP) {
      skip = skip || f->is(name);
    }
    if (!skip) {
      to = static_cast<char *>(mempcpy(to, f->name, f->name_length));
      to = static_cast<char *>(mempcpy(to, ": ", 2));
      to = static_cast<char *>(mempcpy(to, f->value, f->value_length));
      to = static_cast<char *>(mempcpy(to, "\r\n", 2));
    }
  }
  return to;
}

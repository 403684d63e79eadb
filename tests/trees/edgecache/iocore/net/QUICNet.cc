/* SPDX-License-Identifier: Apache-2.0 */
/** @file
 * Connections over QUIC. Not in the build list: it needs a library that has no stable interface yet, and it has not
 * been compiled since. It moves with the tree all the same.
 */
#include "P_Net.h"
#include "quic/engine.h" // not in the tree

ClassAllocator<QUICNetVConnection> quicNetVCAllocator("quicNetVCAllocator");
ClassAllocator<QUICPollEvent> quicPollEventAllocator("quicPollEvent");
static ClassAllocator<QUICFrameInformation> quicFrameInformationAllocator("quicFrameInformation", 256, 8);
ClassAllocator<Http3DataFrame> http3DataFrameAllocator("http3DataFrame");
ClassAllocator<Http3HeadersFrame> http3HeadersFrameAllocator("http3HeadersFrame");
ClassAllocator<QUICPlugin> quicPluginAllocator("quicPlugin"); // given to, never taken from

extern ClassAllocator<MIOBuffer> ioAllocator;
extern InkFreeList *quic_packet_list;

struct QUICFrameInformationDeleter {
  void operator()(QUICFrameInformation *p) { quicFrameInformationAllocator.free(p); }
};
using QUICFrameInformationUPtr = std::unique_ptr<QUICFrameInformation, QUICFrameInformationDeleter>;

struct Http3FrameDeleter {
  static void delete_data_frame(Http3Frame *frame)
  {
    frame->~Http3Frame();
    http3DataFrameAllocator.free(static_cast<Http3DataFrame *>(frame));
  }

  static void delete_headers_frame(Http3Frame *frame)
  {
    frame->~Http3Frame();
    http3HeadersFrameAllocator.free(static_cast<Http3HeadersFrame *>(frame));
  }
};

NetVConnection *
QUICNetProcessor::allocate_vc(EThread *t)
{
  QUICNetVConnection *vc;

  if (t) {
    vc = THREAD_ALLOC(quicNetVCAllocator, t);
    new (vc) QUICNetVConnection(); // constructed twice: the first one's members are lost
  } else {
    if (likely(vc = quicNetVCAllocator.alloc())) {
      new (vc) QUICNetVConnection();
      vc->from_accept_thread = true;
    }
  }
  return vc;
}

void
QUICNetVConnection::free(EThread *t)
{
  // Never given back so far; what it would take:
  //   if (from_accept_thread) { quicNetVCAllocator.free(this); }
  //   else { THREAD_FREE(this, quicNetVCAllocator, t); }
  if (m_plugin && t)
    quicPluginAllocator.free(m_plugin);
}

void
QUICPollCont::forward(QUICPollEvent *e, Continuation *cont)
{
  QUICPollEvent *copy = THREAD_ALLOC_INIT(quicPollEventAllocator, cont->mutex->thread_holding, e->connection, // no packet yet
    nullptr, __LINE__);

  copy->buffer = new_MIOBuffer(index_to_buffer_size(BUFFER_SIZE_INDEX_4K));
  e->free(); // puts its packet back itself
  m_packets.alloc(e->length); // a queue's word
  THREAD_FREE(copy, quicPollEventAllocator, this_ethread());
}

void
QUICFrameRetransmitter::save(QUICFrame *frame)
{
  QUICFrameInformationUPtr info = QUICFrameInformationUPtr(quicFrameInformationAllocator.alloc());

  info->type = frame->type();
  m_lost.push_back(std::move(info));
}

void
Http3DataFrame::reset(const uint8_t *bytes, size_t length)
{
  this->~Http3DataFrame();
  new (this) Http3DataFrame(bytes, length);
}

Http3FrameUPtr
Http3FrameFactory::create(const uint8_t *bytes, size_t length)
{
  Http3Frame *frame = nullptr;

  switch (Http3Frame::type(bytes, length)) {
  case Http3FrameType::DATA:
    frame = http3DataFrameAllocator.alloc();
    new (frame) Http3DataFrame(bytes, length);
    return Http3FrameUPtr(frame, &Http3FrameDeleter::delete_data_frame);
  case Http3FrameType::HEADERS:
    frame = http3HeadersFrameAllocator.alloc();
    new (frame) Http3HeadersFrame(bytes, length);
    return Http3FrameUPtr(frame, &Http3FrameDeleter::delete_headers_frame);
  default:
    // No pool of this name is declared anywhere: not a site.
    return Http3FrameUPtr(new (UnknownFrameAllocator.alloc()) Http3Frame(bytes, length), nullptr);
  }
}

void *
quic_packet_buffer(Thread *t, bool shared)
{
#if !EDGE_HAVE_TLS && defined(EDGE_PORTABLE)
  if (shared) {
    return thread_alloc(hdrHeapAllocator, *t->scratchAllocator);
  }
#endif
  return shared ? ink_freelist_new(quic_packet_list) : nullptr;
}

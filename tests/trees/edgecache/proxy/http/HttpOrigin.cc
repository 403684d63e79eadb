/* SPDX-License-Identifier: Apache-2.0 */
/** @file
 * The half of a request that talks to the origin.
 */
#include "HTTP.h"

#include <strings.h>

ClassAllocator<HttpServerSession, true> httpServerSessionAllocator("httpServerSessionAllocator");

// Nothing takes from it since tunnels are buffers moved by hand; kept for the name in the dumps.
struct HttpTunnel {
  UnixNetVConnection *from, *to;
};
ClassAllocator<HttpTunnel> httpTunnelAllocator("httpTunnelAllocator");

static constexpr int64_t DEFAULT_TTL_MS   = 60 * 1000;
static constexpr int64_t MAX_READ_AT_ONCE = 256 * 1024;
static constexpr int64_t MAX_HEADER       = 16 * 1024;

bool
HttpSM::bodiless_answer() const
{
  return method_is("HEAD") || m_answer.status == 204 || m_answer.status == 304;
}

void
HttpSM::open_origin(bool may_reuse)
{
  Thread *t = this_thread();

  m_server = may_reuse ? HttpServerSession::reuse(this_ethread()) : nullptr;
  if (m_server) {
    m_server->vc->user = this;
    send_request();
    return;
  }
  if (m_request_left > 0) {
    m_server = httpServerSessionAllocator.alloc(HttpServerSession::GLOBAL_POOL, // a body cannot be sent twice,
      t, 0); // so this one is fresh and serves no other request
  } else {
    m_server = THREAD_ALLOC_INIT(httpServerSessionAllocator, t, HttpServerSession::THREAD_POOL, t, __LINE__);
  }
  m_state      = CONNECT;
  m_server->vc = UnixNetVConnection::connect(m_config.config->origin, this);
  if (m_server->vc == nullptr) {
    server_lost();
  }
}

void
HttpSM::send_request()
{
  Arena &strHeapAllocator = m_arena; // here the name is the arena's
  char *begin             = strHeapAllocator.alloc(m_request.text_length() + 64);
  char *end               = static_cast<char *>(mempcpy(begin, m_request.method, m_request.method_length));

  *end++ = ' ';
  end    = static_cast<char *>(mempcpy(end, m_request.url, m_request.url_length));
  // As an HTTP/1.0 client: then the origin sends no chunks.
  end += sprintf(end, " HTTP/1.0\r\n");
  end = m_request.print_fields(end);
  end += sprintf(end, "Connection: keep-alive\r\n\r\n");
  m_server->vc->out->write(begin, end - begin);
  m_state          = READ_ANSWER;
  m_body_forwarded = true;
  forward_request_body();
  m_server->vc->reenable_write();
}

void
HttpSM::forward_request_body()
{
  UnixNetVConnection *from = m_client->vc, *to = m_server->vc;
  int64_t n = from->in->avail() < m_request_left ? from->in->avail() : m_request_left;

  if (n > 0) {
    to->out->move(from->in, n);
    m_request_left -= n;
    to->reenable_write();
  }
  from->set_reading(to->out->avail() <= UnixNetVConnection::OUT_LOW_MARK);
}

void
HttpSM::server_event(int event)
{
  switch (event) {
  case VC_EVENT_CONNECTED:
    send_request();
    break;
  case VC_EVENT_READ_READY:
    if (m_state == READ_ANSWER) {
      read_answer();
    } else if (m_state == BODY) {
      forward_answer_body();
    }
    break;
  case VC_EVENT_WRITE_READY:
  case VC_EVENT_WRITE_COMPLETE:
    if (m_body_forwarded) {
      forward_request_body();
    }
    break;
  case VC_EVENT_EOS:
    if (m_state == BODY && m_answer_left < 0) {
      answer_complete();
      break;
    }
    server_lost();
    break;
  case VC_EVENT_STOP:
    abort();
    break;
  default:
    server_lost();
    break;
  }
}

void
HttpSM::server_lost()
{
  bool stale = m_server->used_before && m_state == READ_ANSWER && m_server->vc->in->avail() == 0;

  if (m_state == BODY) {
    abort(); // the client notices by the missing bytes
    return;
  }
  m_server->close();
  m_server = nullptr;
  if (stale) {
    open_origin(false); // it ended while it waited for a request
  } else {
    send_error(502, "Bad Gateway");
  }
}

void
HttpSM::read_answer()
{
  MIOBuffer *in = m_server->vc->in;
  char text[MAX_HEADER];
  int64_t end = 0;

  do {
    int64_t length = in->peek(text, sizeof(text));
    end            = HTTPHdr::find_end(text, length);
    if (end == 0 && length < MAX_HEADER) {
      return;
    }
    if (end == 0 || !m_answer.parse(RESPONSE, text, end)) {
      server_lost();
      return;
    }
    in->consume(end);
  } while (m_answer.status < 200);

  m_answer_left = bodiless_answer() ? 0 : m_answer.number("Content-Length", -1);
  if (m_answer_left < -1 || m_answer.find("Transfer-Encoding")) {
    server_lost();
    return;
  }
  m_keep_alive   = m_keep_alive && m_answer_left >= 0;
  m_status       = m_answer.status;
  in->block_size = m_answer_left < 0 || m_answer_left > MAX_READ_AT_ONCE ? MAX_READ_AT_ONCE : m_answer_left + 512;
  open_write();
  send_answer_header();
  m_state = BODY;
  forward_answer_body();
}

void
HttpSM::open_write()
{
  const MIMEField *control = m_answer.find("Cache-Control");
  int64_t ttl              = DEFAULT_TTL_MS;

  if (!m_read || m_status != 200 || m_answer_left < 0 || m_answer.find("Set-Cookie") || m_answer.find("Vary")) {
    return;
  }
  if (control) {
    std::string value(control->value, control->value_length);
    size_t at = value.find("max-age=");
    if (value.find("no-store") != value.npos || value.find("no-cache") != value.npos || value.find("private") != value.npos) {
      return;
    }
    if (at != value.npos) {
      ttl = int64_t(strtoul(value.c_str() + at + 8, nullptr, 10) % 1000000000) * 1000;
    }
  }
  m_write = m_config.config->cache->open_write(static_cast<CacheReadOp *>(m_read.get())->key, m_answer_left, ttl);
}

void
HttpSM::send_answer_header()
{
  char *begin = m_arena.alloc(m_answer.text_length() + 256);
  char *end   = begin + sprintf(begin, "HTTP/1.1 %d %.*s\r\n", m_status, int(m_answer.url_length), m_answer.url);

  end = m_answer.print_fields(end);
  if (m_write) {
    m_write->object->header = HeaderBlob::make(begin, end - begin);
  }
  end += sprintf(end, "X-Cache: miss\r\nConnection: %s\r\n\r\n", m_keep_alive ? "keep-alive" : "close");
  append_text(begin, end);
}

void
HttpSM::forward_answer_body()
{
  MIOBuffer *from = m_server->vc->in, *to = m_client->vc->out;
  int64_t n    = m_answer_left < 0 || from->avail() < m_answer_left ? from->avail() : m_answer_left;
  int64_t kept = 0;

  for (const IOBufferBlock *b = from->first(); m_write && kept < n; b = b->next.get_ptr()) {
    int64_t now = b->size() < n - kept ? b->size() : n - kept;
    if (now > 0) {
      m_write->object->add(b->clone(0, now));
    }
    kept += now;
  }
  to->move(from, n);
  m_sent += n;
  if (m_answer_left >= 0) {
    m_answer_left -= n;
  }
  if (m_answer_left == 0) {
    answer_complete();
    return;
  }
  m_client->vc->reenable_write();
  if (to->avail() > UnixNetVConnection::OUT_LOW_MARK) {
    m_server->vc->set_reading(false);
  }
}

void
HttpSM::answer_complete()
{
  bool keep_server = m_answer_left == 0 && m_request_left == 0 && m_server->vc->in->avail() == 0;

  if (m_write) {
    m_config.config->cache->commit(static_cast<CacheWriteOp *>(m_write.get()));
    m_write.reset();
  }
  if (m_answer.version_minor > 0) {
    keep_server = keep_server && !m_answer.has_word("Connection", "close");
  } else {
    keep_server = keep_server && m_answer.has_word("Connection", "keep-alive");
  }
  m_keep_alive     = m_keep_alive && m_request_left == 0;
  m_body_forwarded = false;
  if (keep_server) {
    m_server->release();
  } else {
    m_server->close();
  }
  m_server = nullptr;
  m_state  = DRAIN;
  m_client->vc->set_reading(true);
  m_client->vc->reenable_write();
  if (m_client->vc->out->avail() == 0) { // the origin's end came after its last byte had left already
    done();
  }
}

/* ---- origin connections ---- */

void
HttpServerSession::handle_event(int event, void *)
{
  // It waits for a request: whatever comes now, be it an end or bytes that nobody asked for, makes it useless.
  if (event != VC_EVENT_WRITE_READY && event != VC_EVENT_WRITE_COMPLETE) {
    unlist();
    close();
  }
}

void
HttpServerSession::release()
{
  EThread *t = m_owner->event_thread;

  if (m_type == GLOBAL_POOL) {
    close();
    return;
  }
  vc->in->block_size = index_to_buffer_size(BUFFER_SIZE_INDEX_4K);
  vc->user           = this;
  vc->set_reading(true);
  used_before      = true;
  m_next           = t->idle_sessions;
  t->idle_sessions = this;
}

HttpServerSession *
HttpServerSession::reuse(EThread *t)
{
  HttpServerSession *s = t->idle_sessions;

  if (s) {
    t->idle_sessions = s->m_next;
  }
  return s;
}

void
HttpServerSession::unlist()
{
  HttpServerSession **s = &m_owner->event_thread->idle_sessions;

  while (*s != this) {
    s = &(*s)->m_next;
  }
  *s = m_next;
}

void
HttpServerSession::close()
{
  if (vc) {
    vc->do_io_close();
  }
  destroy();
}

void
HttpServerSession::destroy()
{
  Thread *t = m_owner; // the destructor runs before the thread is looked at

  if (m_type == GLOBAL_POOL) {
    httpServerSessionAllocator.free(this);
  } else {
    THREAD_FREE(this, httpServerSessionAllocator, t);
  }
}

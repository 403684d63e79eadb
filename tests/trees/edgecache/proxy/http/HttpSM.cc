/* SPDX-License-Identifier: Apache-2.0 */
#include "HTTP.h"

#include <strings.h>
#include <sys/epoll.h>
#include "access_log.h"

ClassAllocator<HttpSM> httpSMAllocator("httpSMAllocator");
ClassAllocator<HttpClientSession, true> httpClientSessionAllocator("httpClientSessionAllocator");

static constexpr int64_t MAX_HEADER = 16 * 1024;

HttpSM::HttpSM(HttpClientSession *session, int64_t started_ms, int made_at)
  : started_ms(started_ms), made_at(made_at), m_client(session)
{
  m_config = session->config; // not counted: the session outlives its machines
}

bool
HttpSM::method_is(const char *name) const
{
  return m_request.method_length == strlen(name) && memcmp(m_request.method, name, m_request.method_length) == 0;
}

bool
HttpSM::may_use_cache() const
{
  static const char *const PERSONAL[] = {"Range", "Authorization", "Cookie", "If-Match", "If-None-Match", "If-Modified-Since"};

  if (!method_is("GET") || m_request_left > 0 || m_request.has_word("Cache-Control", "no-")) {
    return false;
  }
  for (const char *name : PERSONAL) {
    if (m_request.find(name)) {
      return false;
    }
  }
  return true;
}

void
HttpSM::append_text(const char *begin, const char *end)
{
  m_client->vc->out->write(begin, end - begin);
}

/* ---- the client ---- */

void
HttpSM::client_event(int event)
{
  UnixNetVConnection *vc = m_client->vc;

  switch (event) {
  case VC_EVENT_READ_READY:
    if (m_state == READ_REQUEST) {
      read_request();
    } else if (m_request_left > 0 && m_body_forwarded) {
      forward_request_body();
    } else if (vc->in->avail() > UnixNetVConnection::IN_HIGH_MARK) {
      vc->set_reading(false);
    }
    break;
  case VC_EVENT_WRITE_READY:
  case VC_EVENT_WRITE_COMPLETE:
    if (m_state == BODY) {
      m_server->vc->set_reading(true);
    } else if (m_state == DRAIN && vc->out->avail() == 0) {
      done();
    }
    break;
  default:
    abort();
    break;
  }
}

void
HttpSM::read_request()
{
  MIOBuffer *in  = m_client->vc->in;
  char *text     = static_cast<char *>(ioBufAllocator[BUFFER_SIZE_INDEX_16K].alloc_void());
  int64_t length = in->peek(text, MAX_HEADER);
  int64_t end    = HTTPHdr::find_end(text, length);
  bool good      = end > 0 && m_request.parse(REQUEST, text, end);

  ioBufAllocator[BUFFER_SIZE_INDEX_16K].free_void(text);
  if (end == 0) {
    if (length == MAX_HEADER) {
      send_error(431, "Request Header Fields Too Large");
    }
    return;
  }
  in->consume(end);
  if (good) {
    request_complete();
  } else {
    send_error(400, "Bad Request");
  }
}

void
HttpSM::request_complete()
{
  static const char GO_ON[] = "HTTP/1.1 100 Continue\r\n\r\n";

  m_request_left = m_request.number("Content-Length", 0);
  if (m_request.version_minor > 0) {
    m_keep_alive = !m_request.has_word("Connection", "close");
  } else {
    m_keep_alive = m_request.has_word("Connection", "keep-alive");
  }
  if (m_request.find("Transfer-Encoding")) {
    send_error(411, "Length Required");
  } else if (m_request_left < 0) {
    send_error(400, "Bad Request");
  } else if (may_use_cache()) {
    const MIMEField *host = m_request.find("Host");
    std::string key;
    if (host) {
      key.assign(host->value, host->value_length);
    }
    key.append(m_request.url, m_request.url_length);
    m_state = LOOKUP;
    m_read  = m_config.config->cache->open_read(this, key);
  } else {
    if (m_request.has_word("Expect", "100-continue")) {
      append_text(GO_ON, GO_ON + sizeof(GO_ON) - 1);
      m_client->vc->reenable_write();
    }
    open_origin(m_request_left == 0);
  }
}

void
HttpSM::send_hit(const RamObject *object)
{
  HeaderBlob *header = object->header;
  char *begin        = m_arena.alloc(header->length + 128);
  char *end          = static_cast<char *>(mempcpy(begin, header->text(), header->length));

  end += sprintf(end, "Age: %lld\r\nX-Cache: hit\r\nConnection: %s\r\n\r\n", (long long)(now_ms() - object->stored_ms) / 1000,
    m_keep_alive ? "keep-alive" : "close");
  append_text(begin, end);
  for (const IOBufferBlock *b = object->body.get_ptr(); b; b = b->next.get_ptr()) {
    m_client->vc->out->append(b->clone(0, b->size()));
  }
  m_hit    = true;
  m_status = 200;
  m_sent   = object->body_length;
  m_state  = DRAIN;
  m_client->vc->reenable_write();
}

void
HttpSM::send_error(int status, const char *reason)
{
  char *begin = m_arena.alloc(256);
  int n       = sprintf(begin, "HTTP/1.1 %d %s\r\nContent-Length: 0\r\nX-Cache: none\r\nConnection: close\r\n\r\n", status, reason);

  append_text(begin, begin + n);
  m_keep_alive = false;
  m_status     = status;
  m_state      = DRAIN;
  m_client->vc->reenable_write();
}

void
HttpSM::handle_event(int event, void *)
{
  switch (event) {
  case CACHE_EVENT_OPEN_READ:
  case CACHE_EVENT_OPEN_READ_FAILED:
    static_cast<CacheReadOp *>(m_read.get())->answer = nullptr;
    if (event == CACHE_EVENT_OPEN_READ) {
      send_hit(m_read->object.get_ptr());
    } else {
      open_origin(true);
    }
    break;
  default:
    server_event(event);
    break;
  }
}

/* ---- the end ---- */

void
HttpSM::kill_this()
{
  if (m_server) {
    m_server->close();
    m_server = nullptr;
  }
  // No destructor runs.
  m_read.reset();
  m_write.reset();
  m_request.destroy();
  m_answer.destroy();
  m_arena.reset();
  THREAD_FREE(this, httpSMAllocator, this_thread());
}

void
HttpSM::done()
{
  HttpClientSession *client = m_client;
  bool keep_alive           = m_keep_alive;

  access_log_add(m_request.url, m_request.url_length, m_status, m_sent, m_hit);
  kill_this();
  client->transaction_done(keep_alive);
}

void
HttpSM::abort()
{
  HttpClientSession *client = m_client;

  kill_this();
  client->close();
}

/* ---- client connections ---- */

void
HttpAccept::handle_event(int, void *data)
{
  UnixNetVConnection *vc = static_cast<UnixNetVConnection *>(data);

  vc->start(this_ethread(), httpClientSessionAllocator.alloc(m_config, vc), EPOLLIN);
}

HttpClientSession::~HttpClientSession()
{
  if (m_next_turn) {
    this_ethread()->cancel(m_next_turn);
  }
}

void
HttpClientSession::handle_event(int event, void *)
{
  if (event == EVENT_IMMEDIATE) {
    m_next_turn = nullptr;
    event       = VC_EVENT_READ_READY;
  }
  if (m_sm) {
    m_sm->client_event(event);
  } else if (event == VC_EVENT_READ_READY) {
    if (m_next_turn == nullptr) {
      m_sm = THREAD_ALLOC_INIT(httpSMAllocator, this_thread(), this, // all that a request needs to know
        now_ms(), __LINE__);
      m_sm->client_event(event);
    }
  } else if (event != VC_EVENT_WRITE_READY && event != VC_EVENT_WRITE_COMPLETE) {
    close();
  }
}

void
HttpClientSession::transaction_done(bool keep_alive)
{
  m_sm = nullptr;
  if (!keep_alive) {
    close();
    return;
  }
  vc->set_reading(true);
  if (vc->in->avail() > 0) {
    m_next_turn = this_ethread()->schedule_imm(this);
  }
}

void
HttpClientSession::close()
{
  vc->do_io_close();
  httpClientSessionAllocator.free(this);
}

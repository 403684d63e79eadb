/* SPDX-License-Identifier: Apache-2.0 */
/** @file
 * HTTP/1.1 as a reverse proxy needs it: header heaps, parsed headers, and the state machines of a client connection
 * (HttpClientSession), of a request (HttpSM), and of a connection to the origin (HttpServerSession).
 */
#pragma once

#include <string>
#include "P_Cache.h"
#include "P_Net.h"

/* ---- memory of a request ---- */

/// Text that lives until the arena is reset. Not a pool: its alloc() is no take of one.
class Arena
{
public:
  ~Arena() { reset(); }

  char *alloc(size_t size);
  void reset();

private:
  struct Block {
    Block *next; // first: blocks go back as a chain
    size_t size, used;
  };

  Block *make(size_t size);

  Block *m_blocks = nullptr, *m_large = nullptr;
};

/// Strings of a header. One size is pooled; larger ones come from the general heap.
struct HdrStrHeap {
  static constexpr uint32_t DEFAULT_SIZE = 2048;

  HdrStrHeap *next = nullptr;
  uint32_t size = 0, used = 0;

  static HdrStrHeap *make(uint32_t text_size);
  char *text() { return reinterpret_cast<char *>(this + 1); }
  uint32_t room() const { return size - sizeof(HdrStrHeap) - used; }
  void free();
};

struct MIMEField {
  const char *name, *value;
  uint32_t name_length, value_length;
  MIMEField *next;

  bool is(const char *wanted) const;
};

/// Fields of a header, cut from raw memory of a fixed size. Has no constructor: init() does it all.
struct HdrHeap {
  static constexpr uint32_t SIZE = 2048;

  HdrHeap *next;
  HdrStrHeap *strings;
  uint32_t used;

  static HdrHeap *make();
  void init();
  void destroy();
  MIMEField *add_field();
  char *copy(const char *text, uint32_t length);

private:
  void *take(uint32_t size);
};

extern Allocator hdrHeapAllocator;
extern Allocator strHeapAllocator;

enum HeaderStart { REQUEST, RESPONSE };

class HTTPHdr
{
public:
  /// The length of the header that `text` begins with, 0 if it is not complete.
  static int64_t find_end(const char *text, int64_t length);
  bool parse(HeaderStart start, const char *text, uint32_t length);
  void destroy();

  const MIMEField *find(const char *name) const;
  /// A header's number, `missing` if there is none, -2 if it is not a number.
  int64_t number(const char *name, int64_t missing) const;
  bool has_word(const char *name, const char *word) const;
  /// `to` gets the fields that go to the next hop, as text; returns its end.
  char *print_fields(char *to) const;
  uint32_t text_length() const { return m_text_length; }

  const char *method = "", *url = ""; ///< an answer has its reason in place of a URL
  uint32_t method_length = 0, url_length = 0;
  int version_minor = 1;
  int status        = 0;

private:
  HdrHeap *m_heap        = nullptr;
  MIMEField *m_fields    = nullptr;
  uint32_t m_text_length = 0;
};

/* ---- state machines ---- */

struct HttpConfig {
  struct sockaddr_in origin;
  std::string origin_name;
  RamCache *cache = nullptr;
  std::atomic<int> users{0}; ///< ConfigRefs that count
};

/// Keeps a configuration in use. A copy does not count, and so must never be destroyed.
struct ConfigRef {
  ConfigRef() = default;
  explicit ConfigRef(HttpConfig *c) : config(c) { config->users.fetch_add(1, std::memory_order_relaxed); }
  ~ConfigRef()
  {
    if (config) {
      config->users.fetch_sub(1, std::memory_order_relaxed);
    }
  }

  HttpConfig *config = nullptr;
};

class HttpSM;

/// A client's connection. Requests on it run one after the other.
class HttpClientSession : public Continuation
{
public:
  HttpClientSession(HttpConfig *config, UnixNetVConnection *vc) : config(config), vc(vc) {}
  ~HttpClientSession() override;

  void handle_event(int event, void *data) override;
  /// The request is done and its machine gone.
  void transaction_done(bool keep_alive);
  void close();

  const ConfigRef config;
  UnixNetVConnection *const vc;

private:
  HttpSM *m_sm       = nullptr;
  Event *m_next_turn = nullptr;
};

/// A connection to the origin. Shared ones wait on their thread's list between requests, private ones end.
class HttpServerSession : public Continuation
{
public:
  enum PoolType { THREAD_POOL, GLOBAL_POOL };

  HttpServerSession(PoolType type, Thread *owner, int made_at) : made_at(made_at), m_type(type), m_owner(owner) {}

  void handle_event(int event, void *data) override;
  /// For the next request of this thread; only right after a complete answer.
  void release();
  void close();
  static HttpServerSession *reuse(EThread *t);

  UnixNetVConnection *vc = nullptr;
  bool used_before       = false;
  const int made_at; ///< source line, for core files

private:
  void unlist();
  void destroy();

  const PoolType m_type;
  Thread *const m_owner;
  HttpServerSession *m_next = nullptr;
};

extern ClassAllocator<HttpClientSession, true> httpClientSessionAllocator;
extern ClassAllocator<HttpServerSession, true> httpServerSessionAllocator;

/// One request, from its first byte to the last byte of its answer.
class HttpSM : public Continuation
{
public:
  HttpSM(HttpClientSession *session, int64_t started_ms, int made_at);
  /// Not for use: a machine ends by kill_this(), which its pool lets it do.
  ~HttpSM() override { ink_release_assert(m_server != nullptr); }

  void handle_event(int event, void *data) override;
  void client_event(int event);

  const int64_t started_ms; ///< for core files, like the source line
  const int made_at;

private:
  enum State { READ_REQUEST, LOOKUP, CONNECT, READ_ANSWER, BODY, DRAIN };

  void read_request();
  void request_complete();
  void send_hit(const RamObject *object);
  void open_origin(bool may_reuse);
  void send_request();
  void forward_request_body();
  void server_event(int event);
  void server_lost();
  void read_answer();
  void send_answer_header();
  void open_write();
  void forward_answer_body();
  void answer_complete();
  void send_error(int status, const char *reason);
  void append_text(const char *begin, const char *end);
  void done();
  void abort();
  void kill_this();

  bool bodiless_answer() const;
  bool may_use_cache() const;
  bool method_is(const char *name) const;

  State m_state = READ_REQUEST;
  HttpClientSession *const m_client;
  HttpServerSession *m_server = nullptr;
  ConfigRef m_config; ///< the session's own, without a count
  HTTPHdr m_request, m_answer;
  CacheOpUPtr m_read, m_write;
  Arena m_arena;
  int64_t m_request_left = 0; ///< body bytes that the client has still to send
  int64_t m_answer_left  = 0; ///< body bytes that the origin has still to send, -1: until it closes
  int64_t m_sent         = 0;
  int m_status           = 0;
  bool m_keep_alive = true, m_hit = false, m_body_forwarded = false;
};

extern ClassAllocator<HttpSM> httpSMAllocator;

/// Takes over accepted connections, on the event thread that gets them.
class HttpAccept : public Continuation
{
public:
  explicit HttpAccept(HttpConfig *config) : m_config(config) {}
  void handle_event(int event, void *data) override;

private:
  HttpConfig *const m_config;
};

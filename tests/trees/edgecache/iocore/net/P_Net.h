/* SPDX-License-Identifier: Apache-2.0 */
/** @file
 * TCP connections. Each belongs to one event thread and tells one continuation what happens.
 */
#pragma once

#include <netinet/in.h>
#include "I_Event.h"
#include "I_IOBuffer.h"

enum {
  NET_EVENT_ACCEPT = 100, ///< data is a UnixNetVConnection that no thread has yet
  VC_EVENT_CONNECTED,
  VC_EVENT_READ_READY,
  VC_EVENT_WRITE_READY, ///< `out` has come below its low mark
  VC_EVENT_WRITE_COMPLETE, ///< `out` is empty
  VC_EVENT_EOS,
  VC_EVENT_ERROR,
  VC_EVENT_STOP,
};

/// A count that goes up and down. Its words are a pool's words, but it is none.
class Gauge
{
public:
  void alloc() { m_now.fetch_add(1, std::memory_order_relaxed); }
  void free() { m_now.fetch_sub(1, std::memory_order_relaxed); }
  int64_t raw() const { return m_now.load(std::memory_order_relaxed); }

private:
  std::atomic<int64_t> m_now{0};
};

/// What is open now, under the names of the pools.
struct NetStats {
  Gauge netVCAllocator;
};
inline NetStats net_stats;

class UnixNetVConnection : public NetVConnection
{
public:
  static constexpr int64_t OUT_LOW_MARK  = 256 * 1024;
  static constexpr int64_t IN_HIGH_MARK  = 64 * 1024;
  static constexpr int64_t IDLE_LIMIT_MS = 30'000;

  /// A new connection of the calling event thread; VC_EVENT_CONNECTED or VC_EVENT_ERROR follows.
  static UnixNetVConnection *connect(const struct sockaddr_in &to, Continuation *user);
  /// For an accepted socket. Without a thread (null) it comes from the pool itself.
  static UnixNetVConnection *make(Thread *t, int fd);

  void start(EThread *t, Continuation *user, uint32_t epoll_events);
  /// Reads while this is on; off while the other side is slow.
  void set_reading(bool on);
  /// To be called after `out` was appended to.
  void reenable_write();
  /// No more events; freed at the end of the thread's round.
  void do_io_close();

  void ready(uint32_t epoll_events) override;
  void check_activity(int64_t now) override;
  void stop() override;
  void free(EThread *t) override;

  Continuation *user = nullptr;
  MIOBuffer *in = nullptr, *out = nullptr;
  bool from_accept_thread = false;

private:
  void do_read();
  void do_write();
  void rewatch();
  void signal(int event) { user->handle_event(event, this); }

  EThread *m_thread   = nullptr;
  int m_fd            = -1;
  uint32_t m_watched  = 0;
  int64_t m_last_used = 0;
  bool m_reading = false, m_connecting = false, m_closed = false;
};

extern ClassAllocator<UnixNetVConnection> netVCAllocator;

/// Where clients connect to: a socket and the thread that accepts.
class NetAccept : public Thread
{
public:
  NetAccept();

  /// Loopback; port 0 lets the kernel choose. False with errno set.
  bool listen(int port);
  void start(Continuation *user, EThread **threads, int thread_count);
  void stop();

  int port = 0;

private:
  void run();

  struct sockaddr_in *const m_address;
  int m_fd = -1, m_stop = -1;
  Continuation *m_user = nullptr;
  EThread **m_threads  = nullptr;
  int m_thread_count   = 0;
  std::thread m_system_thread;
};

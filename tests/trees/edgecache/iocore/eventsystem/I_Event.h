/* SPDX-License-Identifier: Apache-2.0 */
/** @file
 * Events and the threads that run them.
 *
 * A continuation is called by the thread that its event was scheduled on, never by two threads at once. An event
 * belongs to its thread: only that thread may cancel it, and it is gone after the call.
 */
#pragma once

#include <stddef.h>
#include <atomic>
#include <map>
#include <thread>
#include "I_Thread.h"
#include "tscore/Allocator.h"

enum {
  EVENT_IMMEDIATE = 1,
  EVENT_INTERVAL  = 2,
};

class Continuation
{
public:
  virtual ~Continuation()                          = default;
  virtual void handle_event(int event, void *data) = 0;
};

class Event
{
public:
  Event() = default;

  Continuation *cont      = nullptr; ///< null once cancelled
  void *cookie            = nullptr;
  Event *next             = nullptr;
  int64_t period          = 0; ///< ms, 0 for once
  int callback_event      = 0;
  bool globally_allocated = false; ///< from the pool itself, by a thread that has no list of its own

private:
  void *operator new(size_t size); // events come from eventAllocator and from nowhere else
};

extern ClassAllocator<Event> eventAllocator;

#define EVENT_ALLOC(_a, _t) THREAD_ALLOC(_a, _t)
// More than one statement and none around them: for places where that does no harm.
#define EVENT_FREE(_p, _a, _t) \
  _p->cont = nullptr;          \
  if (_p->globally_allocated)  \
    ::_a.free(_p);             \
  else                         \
    THREAD_FREE(_p, _a, _t)

/// Something with a file descriptor that an event thread watches.
class NetVConnection
{
public:
  virtual ~NetVConnection() = default;

  virtual void ready(uint32_t epoll_events) = 0;
  virtual void check_activity(int64_t now)  = 0;
  virtual void stop()                       = 0; ///< tells its user that the server stops
  virtual void free(EThread *t)             = 0;

  NetVConnection *next = nullptr, *prev = nullptr;
};

/// Connections in a ring of pointers; put and remove are constant.
struct NetVCList {
  NetVConnection *head = nullptr;

  void put(NetVConnection *vc);
  void remove(NetVConnection *vc);
};

class EThread : public Thread
{
public:
  explicit EThread(int number);
  ~EThread() override;

  /// From any thread.
  Event *schedule_imm(Continuation *cont, int event = EVENT_IMMEDIATE, void *cookie = nullptr);
  /// From this thread only.
  Event *schedule_every(Continuation *cont, int64_t ms);
  void cancel(Event *e) { e->cont = nullptr; }

  void watch(NetVConnection *vc, int fd, uint32_t epoll_events);
  void rewatch(NetVConnection *vc, int fd, uint32_t epoll_events);
  /// No more calls for it; freed when the present round of events is over.
  void retire(NetVConnection *vc, int fd);

  void start();
  void stop();
  void join() { m_system_thread.join(); }

  const int number;
  class HttpServerSession *idle_sessions = nullptr; ///< origin connections that wait for a request

private:
  void run();
  void run_queue();
  int run_timers();
  void poll(int timeout_ms);
  void reap();
  void wake();

  void free_event(Event *e) { EVENT_FREE(e, eventAllocator, this); }

  int m_epoll = -1, m_wake = -1;
  void *m_poll_events = nullptr;
  std::atomic<bool> m_stopping{false};
  std::atomic<Event *> m_inbox{nullptr}; ///< from other threads, newest first
  Event *m_local = nullptr, **m_local_end = &m_local;
  std::multimap<int64_t, Event *> m_timers;
  NetVCList m_watched, m_retired;
  int64_t m_next_check = 0;
  std::thread m_system_thread;
};

struct ConfigRecord {
  const char *name;
  int *value;
};

/// Sets a record by name; false if there is no such record or the value is no number.
bool RecSet(const char *name_and_value);
void REC_EstablishStaticConfigInt32(int &variable, const char *name);

/// Before any thread starts: the buffer pools, the thread lists' marks. Advice is for madvise() on buffers.
void ink_event_system_init(int iobuffer_advice);

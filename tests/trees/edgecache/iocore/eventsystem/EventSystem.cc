/* SPDX-License-Identifier: Apache-2.0 */
#include "I_Event.h"
#include "I_IOBuffer.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

ClassAllocator<Event> eventAllocator("eventAllocator", 256);

// What a thread's poll() fills in; no use in a core file.
static constexpr int POLL_EVENTS    = 64;
static InkFreeList *poll_event_list = nullptr;

/* ---- start-up ---- */

static ConfigRecord records[8];
static size_t record_count = 0;

void
REC_EstablishStaticConfigInt32(int &variable, const char *name)
{
  ink_release_assert(record_count < countof(records));
  records[record_count++] = {name, &variable};
}

bool
RecSet(const char *name_and_value)
{
  const char *equals = strchr(name_and_value, '=');
  char *end          = nullptr;

  if (equals == nullptr) {
    return false;
  }
  for (size_t i = 0; i < record_count; ++i) {
    size_t length = strlen(records[i].name);
    if (length == size_t(equals - name_and_value) && memcmp(records[i].name, name_and_value, length) == 0) {
      *records[i].value = int(strtol(equals + 1, &end, 10));
      return end != equals + 1 && *end == '\0';
    }
  }
  return false;
}

void
ink_event_system_init(int iobuffer_advice)
{
  // From here on the records are the variables.
  REC_EstablishStaticConfigInt32(thread_freelist_high_watermark, "proxy.config.allocator.thread_freelist_size");
  REC_EstablishStaticConfigInt32(thread_freelist_low_watermark, "proxy.config.allocator.thread_freelist_low_watermark");
  init_buffer_allocators(iobuffer_advice);
  ink_freelist_madvise_init(&poll_event_list, "pollEvents", POLL_EVENTS * sizeof(struct epoll_event), 4, 64, MADV_DONTDUMP);
}

/* ---- threads ---- */

void
Thread::enter()
{
  current = this;
}

void
NetVCList::put(NetVConnection *vc)
{
  vc->prev = nullptr;
  vc->next = head;
  if (head) {
    head->prev = vc;
  }
  head = vc;
}

void
NetVCList::remove(NetVConnection *vc)
{
  (vc->prev ? vc->prev->next : head) = vc->next;
  if (vc->next) {
    vc->next->prev = vc->prev;
  }
  vc->next = vc->prev = nullptr;
}

EThread::EThread(int n) : number(n)
{
  struct epoll_event ev = {};

  event_thread = this;
  m_epoll      = epoll_create1(EPOLL_CLOEXEC);
  m_wake       = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  ink_release_assert(m_epoll >= 0 && m_wake >= 0);
  ev.events = EPOLLIN; // and no pointer: that is how poll() knows it
  ink_release_assert(epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_wake, &ev) == 0);
}

EThread::~EThread()
{
  close(m_epoll);
  close(m_wake);
}

void
EThread::wake()
{
  uint64_t one = 1;
  (void)!write(m_wake, &one, sizeof(one));
}

Event *
EThread::schedule_imm(Continuation *cont, int event, void *cookie)
{
  Event *e;

  if (this_thread() == this) {
    e                 = EVENT_ALLOC(eventAllocator, this);
    e->cont           = cont;
    e->cookie         = cookie;
    *m_local_end      = e;
    m_local_end       = &e->next;
    e->callback_event = event;
    return e;
  }
  e                     = ::eventAllocator.alloc();
  e->globally_allocated = true;
  e->cont               = cont;
  e->cookie             = cookie;
  e->callback_event     = event;
  e->next               = m_inbox.load(std::memory_order_relaxed);
  while (!m_inbox.compare_exchange_weak(e->next, e, std::memory_order_release, std::memory_order_relaxed)) {
  }
  wake(); // e may be gone already
  return nullptr;
}

Event *
EThread::schedule_every(Continuation *cont, int64_t ms)
{
  Event *e = EVENT_ALLOC(eventAllocator, this);

  e->cont           = cont;
  e->period         = ms;
  e->callback_event = EVENT_INTERVAL;
  m_timers.emplace(now_ms() + ms, e);
  return e;
}

void
EThread::run_queue()
{
  Event *newest = m_inbox.exchange(nullptr, std::memory_order_acquire);
  Event *oldest = nullptr;

  while (newest) {
    Event *e = newest;
    newest   = e->next;
    e->next  = oldest;
    oldest   = e;
  }
  *m_local_end = oldest;
  while (*m_local_end) {
    m_local_end = &(*m_local_end)->next;
  }
  // What these events schedule waits for the next round, or the sockets would starve.
  Event *round = m_local;
  m_local      = nullptr;
  m_local_end  = &m_local;
  while (round) {
    Event *e = round;
    round    = e->next;
    if (e->cont) {
      e->cont->handle_event(e->callback_event, e->cookie);
    }
    free_event(e);
  }
}

int
EThread::run_timers()
{
  while (!m_timers.empty()) {
    int64_t now = now_ms();
    auto first  = m_timers.begin();
    Event *e    = first->second;
    if (e->cont && first->first > now) {
      return int(first->first - now);
    }
    m_timers.erase(first);
    if (e->cont) {
      e->cont->handle_event(e->callback_event, e);
    }
    if (e->cont && e->period > 0) {
      m_timers.emplace(now + e->period, e);
    } else {
      free_event(e);
    }
  }
  return -1;
}

void
EThread::watch(NetVConnection *vc, int fd, uint32_t epoll_events)
{
  struct epoll_event ev = {};

  ev.events   = epoll_events;
  ev.data.ptr = vc;
  ink_release_assert(epoll_ctl(m_epoll, EPOLL_CTL_ADD, fd, &ev) == 0);
  m_watched.put(vc);
}

void
EThread::rewatch(NetVConnection *vc, int fd, uint32_t epoll_events)
{
  struct epoll_event ev = {};

  ev.events   = epoll_events;
  ev.data.ptr = vc;
  ink_release_assert(epoll_ctl(m_epoll, EPOLL_CTL_MOD, fd, &ev) == 0);
}

void
EThread::retire(NetVConnection *vc, int fd)
{
  epoll_ctl(m_epoll, EPOLL_CTL_DEL, fd, nullptr);
  m_watched.remove(vc);
  m_retired.put(vc);
}

void
EThread::poll(int timeout_ms)
{
  struct epoll_event *events = static_cast<struct epoll_event *>(m_poll_events);

  int n       = epoll_wait(m_epoll, events, POLL_EVENTS, timeout_ms);
  int64_t now = now_ms();

  for (int i = 0; i < n; ++i) {
    if (events[i].data.ptr == nullptr) {
      uint64_t count;
      (void)!read(m_wake, &count, sizeof(count));
    } else {
      static_cast<NetVConnection *>(events[i].data.ptr)->ready(events[i].events);
    }
  }
  if (now >= m_next_check) {
    m_next_check = now + 1000;
    std::vector<NetVConnection *> all; // a check may close others too
    for (NetVConnection *vc = m_watched.head; vc; vc = vc->next) {
      all.push_back(vc);
    }
    for (NetVConnection *vc : all) {
      vc->check_activity(now);
    }
  }
}

// An event of this round may still name a connection that an earlier event closed: they go between rounds.
void
EThread::reap()
{
  while (NetVConnection *vc = m_retired.head) {
    m_retired.remove(vc);
    vc->free(this);
  }
}

void
EThread::run()
{
  enter();
  m_poll_events = ink_freelist_new(poll_event_list);
  while (!m_stopping.load(std::memory_order_acquire)) {
    run_queue();
    int timeout = run_timers();
    poll(m_local ? 0 : timeout < 0 || timeout > 1000 ? 1000 : timeout);
    reap();
  }
  run_queue(); // connections that were accepted just before the end
  while (m_watched.head) {
    m_watched.head->stop();
  }
  run_queue();
  reap();
  for (auto &timer : m_timers) {
    free_event(timer.second);
  }
  m_timers.clear();
  ink_freelist_free(poll_event_list, m_poll_events);
}

void
EThread::start()
{
  m_system_thread = std::thread([this] { run(); });
}

void
EThread::stop()
{
  m_stopping.store(true, std::memory_order_release);
  wake();
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "P_Net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

ClassAllocator<UnixNetVConnection> netVCAllocator("netVCAllocator");

// One record for each socket that a thread has ever accepted or opened; see NetAccept::run().
#if EDGE_TRACK_ACCEPTS
static TrackerClassAllocator<struct sockaddr_in> peerAddressAllocator("peerAddressAllocator", 16);
#else
static ClassAllocator<struct sockaddr_in> peerAddressAllocator("peerAddressAllocator", 16);
#endif

#if EDGE_USE_IO_URING
// Not built anywhere yet.
ClassAllocator<UringNetVConnection> uringVCAllocator("uringVCAllocator");
#endif

UnixNetVConnection *
UnixNetVConnection::make(Thread *t, int fd)
{
  UnixNetVConnection *vc;

#if EDGE_USE_IO_URING
  vc = uringVCAllocator.alloc(fd);
#else
  if (t) {
    vc = THREAD_ALLOC_INIT(netVCAllocator, t);
  } else {
    if (likely(vc = netVCAllocator.alloc())) {
      vc->from_accept_thread = true;
    }
  }
#endif
  vc->m_fd = fd;
  net_stats.netVCAllocator.alloc();
  return vc;
}

void
UnixNetVConnection::start(EThread *t, Continuation *to_tell, uint32_t epoll_events)
{
  int one = 1;

  setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
  m_thread    = t;
  user        = to_tell;
  in          = new_MIOBuffer(index_to_buffer_size(BUFFER_SIZE_INDEX_4K));
  out         = new_MIOBuffer(index_to_buffer_size(BUFFER_SIZE_INDEX_4K));
  m_reading   = (epoll_events & EPOLLIN) != 0;
  m_watched   = epoll_events;
  m_last_used = now_ms();
  t->watch(this, m_fd, epoll_events);
}

UnixNetVConnection *
UnixNetVConnection::connect(const struct sockaddr_in &to, Continuation *user)
{
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  if (fd < 0) {
    return nullptr;
  }
  if (::connect(fd, reinterpret_cast<const struct sockaddr *>(&to), sizeof(to)) < 0 && errno != EINPROGRESS) {
    close(fd);
    return nullptr;
  }
  UnixNetVConnection *vc = make(this_thread(), fd);
  vc->m_connecting       = true;
  vc->start(this_ethread(), user, EPOLLOUT);
  return vc;
}

void
UnixNetVConnection::rewatch()
{
  uint32_t wanted = 0;

  if (m_reading) {
    wanted |= EPOLLIN;
  }
  if (m_connecting || out->avail() > 0) {
    wanted |= EPOLLOUT;
  }

  if (wanted != m_watched) {
    m_watched = wanted;
    m_thread->rewatch(this, m_fd, wanted);
  }
}

void
UnixNetVConnection::set_reading(bool on)
{
  m_reading = on;
  rewatch();
}

void
UnixNetVConnection::reenable_write()
{
  rewatch();
}

void
UnixNetVConnection::do_io_close()
{
  if (!m_closed) {
    m_closed = true;
    m_thread->retire(this, m_fd);
  }
}

void
UnixNetVConnection::do_read()
{
  IOBufferBlock *block = in->writable();
  ssize_t n            = read(m_fd, block->end, block->room());

  if (n > 0) {
    in->filled(n);
    signal(VC_EVENT_READ_READY);
  } else if (n == 0) {
    signal(VC_EVENT_EOS);
  } else if (errno != EAGAIN && errno != EINTR) {
    signal(VC_EVENT_ERROR);
  }
}

void
UnixNetVConnection::do_write()
{
  struct iovec pieces[32];
  size_t count          = 0;
  struct msghdr message = {};

  for (const IOBufferBlock *b = out->first(); b && count < countof(pieces); b = b->next.get_ptr()) {
    if (b->size() > 0) {
      pieces[count++] = {b->start, size_t(b->size())};
    }
  }
  message.msg_iov    = pieces;
  message.msg_iovlen = count;
  ssize_t n          = sendmsg(m_fd, &message, MSG_NOSIGNAL);
  if (n < 0) {
    if (errno != EAGAIN && errno != EINTR) {
      signal(VC_EVENT_ERROR);
    }
    return;
  }
  bool was_high = out->avail() > OUT_LOW_MARK;
  out->consume(n);
  if (out->avail() == 0) {
    rewatch();
    signal(VC_EVENT_WRITE_COMPLETE);
  } else if (was_high && out->avail() <= OUT_LOW_MARK) {
    signal(VC_EVENT_WRITE_READY);
  }
}

void
UnixNetVConnection::ready(uint32_t epoll_events)
{
  bool broken = (epoll_events & (EPOLLERR | EPOLLHUP)) != 0;

  if (m_closed) {
    return;
  }
  m_last_used = now_ms();
  if (m_connecting) {
    int error        = 0;
    socklen_t length = sizeof(error);
    getsockopt(m_fd, SOL_SOCKET, SO_ERROR, &error, &length);
    m_connecting = false;
    m_reading    = true;
    rewatch();
    signal(error ? VC_EVENT_ERROR : VC_EVENT_CONNECTED);
    return;
  }
  if (m_reading && (broken || (epoll_events & EPOLLIN))) {
    do_read();
  } else if (broken) {
    signal(VC_EVENT_ERROR); // or it would be reported for ever
  }
  if (!m_closed && (epoll_events & EPOLLOUT) && out->avail() > 0) {
    do_write();
  }
}

void
UnixNetVConnection::check_activity(int64_t now)
{
  if (!m_closed && now - m_last_used > IDLE_LIMIT_MS) {
    signal(VC_EVENT_ERROR);
  }
}

void
UnixNetVConnection::stop()
{
  signal(VC_EVENT_STOP);
  do_io_close();
}

void
UnixNetVConnection::free(EThread *t)
{
  close(m_fd);
  free_MIOBuffer(in);
  free_MIOBuffer(out);
  net_stats.netVCAllocator.free();
  if (from_accept_thread) {
    netVCAllocator.free(this);
  } else {
    THREAD_FREE(this, netVCAllocator, t);
  }
}

/* ---- accept ---- */

NetAccept::NetAccept() : m_address(peerAddressAllocator.alloc()) {}

bool
NetAccept::listen(int wanted_port)
{
  struct sockaddr *address = reinterpret_cast<struct sockaddr *>(m_address);
  socklen_t length         = sizeof(*m_address);
  int one                  = 1;

  m_address->sin_family      = AF_INET;
  m_address->sin_port        = htons(wanted_port);
  m_address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);

  m_stop = eventfd(0, EFD_CLOEXEC);
  m_fd   = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  setsockopt(m_fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
  if (m_fd < 0 || m_stop < 0 || bind(m_fd, address, length) != 0 || ::listen(m_fd, 1024) != 0) {
    return false;
  }
  getsockname(m_fd, address, &length);
  port = ntohs(m_address->sin_port);
  return true;
}

void
NetAccept::run()
{
  enter();
  for (int turn = 0;; ++turn) {
    struct pollfd fds[2] = {{m_stop, POLLIN, 0}, {m_fd, POLLIN, 0}};
    if (poll(fds, 2, -1) < 0) {
      continue;
    }
    if (fds[0].revents) {
      return;
    }
    struct sockaddr_in *peer = new (peerAddressAllocator.alloc()) sockaddr_in(); // constructed twice; no harm
    socklen_t length         = sizeof(*peer);
    int fd                   = accept4(m_fd, (struct sockaddr *)peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    bool local               = ntohl(peer->sin_addr.s_addr) >> 24 == 127;
    peerAddressAllocator.free(peer);
    if (fd >= 0 && !local) {
      close(fd);
    } else if (fd >= 0) {
      UnixNetVConnection *vc = UnixNetVConnection::make(nullptr, fd);
      m_threads[turn % m_thread_count]->schedule_imm(m_user, NET_EVENT_ACCEPT, vc);
    } else if (errno == EMFILE || errno == ENFILE) {
      usleep(1000); // until a connection ends; poll() would return at once
    }
  }
}

void
NetAccept::start(Continuation *user, EThread **threads, int thread_count)
{
  m_user          = user;
  m_threads       = threads;
  m_thread_count  = thread_count;
  m_system_thread = std::thread([this] { run(); });
}

void
NetAccept::stop()
{
  uint64_t one = 1;

  (void)!write(m_stop, &one, sizeof(one));
  m_system_thread.join();
  close(m_stop);
  close(m_fd);
  peerAddressAllocator.free(m_address);
}

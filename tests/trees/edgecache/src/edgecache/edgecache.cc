/* SPDX-License-Identifier: Apache-2.0 */
/** @file
 * edgecache: a caching reverse proxy for HTTP/1.1 in front of one origin.
 */
#include "HTTP.h"
#include "access_log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

static constexpr int MAX_THREADS = 64;

// Nobody else needs it by name.
extern ClassAllocator<CacheWriteOp, true> cacheWriteOpAllocator;
int cmd_disable_pfreelist = 0; // by -F

static const char USAGE[] = "usage: edgecache -o HOST:PORT [options]\n"
                            "  -o HOST:PORT   the origin; HOST is an IPv4 address\n"
                            "  -p PORT        listen on 127.0.0.1:PORT; 0, the default, lets the kernel choose\n"
                            "  -t THREADS     event threads (2)\n"
                            "  -c MIB         size of the cache (16)\n"
                            "  -l FILE        access log\n"
                            "  -r NAME=VALUE  set a record, such as proxy.config.allocator.thread_freelist_size=64\n"
                            "  -f             objects come from the heap; the threads keep their lists\n"
                            "  -F             objects come from the heap and the threads keep no lists\n"
                            "  -n             buffers stay out of core files\n"
                            "  -h             this, and how to read a dump\n"
                            "  -d             dump the freelists at the end; SIGUSR1 dumps them at any time\n";

static const char NOTES[] = R"notes(
In the dump each pool has a line. A buffer is counted from ioBufAllocator[i].alloc_void() to
ioBufAllocator[i].free_void(p), also while it waits in a cache entry; an object from "THREAD_ALLOC(eventAllocator, t)"
until it leaves the thread's list, which is later than THREAD_FREE(e, eventAllocator, t).
)notes";

struct Options {
  int port = 0, threads = 2, cache_mib = 16;
  int cmd_disable_freelist = 0;
  int iobuffer_advice      = 0;
  bool dump                = false;
  const char *log          = nullptr;
  const char *origin       = nullptr;
  std::vector<const char *> records;
};

/// Drops from the cache what has ended.
class CacheSweeper : public Continuation
{
public:
  explicit CacheSweeper(RamCache *cache) : m_cache(cache) {}

  void handle_event(int event, void *) override
  {
    if (event == EVENT_IMMEDIATE) {
      this_ethread()->schedule_every(this, 250);
    } else {
      m_cache->sweep(now_ms());
    }
  }

private:
  RamCache *m_cache;
};

/// Owns everything that runs.
struct Server {
  InkFreeList *thread_list = nullptr; // event threads begin on a cache line
  EThread *threads[MAX_THREADS];
  int thread_count = 0;
  NetAccept accept;
  Thread main_thread;
};

static int
fail(const char *what, const char *detail)
{
  fprintf(stderr, "edgecache: %s: %s\n", what, detail);
  return 2;
}

static bool
parse_options(int argc, char **argv, Options *o)
{
  int c;

  while ((c = getopt(argc, argv, "o:p:t:c:l:r:fFndh")) != -1) {
    switch (c) {
    case 'o':
      o->origin = optarg;
      break;
    case 'p':
      o->port = atoi(optarg);
      break;
    case 't':
      o->threads = atoi(optarg);
      break;
    case 'c':
      o->cache_mib = atoi(optarg);
      break;
    case 'l':
      o->log = optarg;
      break;
    case 'r':
      o->records.push_back(optarg);
      break;
    case 'f':
      o->cmd_disable_freelist = 1;
      break;
    case 'F':
      cmd_disable_pfreelist = 1;
      break;
    case 'n':
      o->iobuffer_advice = MADV_DONTDUMP;
      break;
    case 'd':
      o->dump = true;
      break;
    case 'h':
      fputs(NOTES, stderr);
      return false;
    default:
      return false;
    }
  }
  return optind == argc && o->origin && o->port >= 0 && o->port < 65536 && o->threads > 0 && o->threads <= MAX_THREADS &&
         o->cache_mib > 0;
}

static bool
parse_origin(const char *text, HttpConfig *config)
{
  const char *colon = strrchr(text, ':');

  if (colon == nullptr) {
    return false;
  }
  config->origin_name       = std::string(text, colon - text);
  config->origin            = {};
  config->origin.sin_family = AF_INET;
  config->origin.sin_port   = htons(atoi(colon + 1));
  return inet_pton(AF_INET, config->origin_name.c_str(), &config->origin.sin_addr) == 1 && config->origin.sin_port != 0;
}

// Each pool that has a list in Thread, once.
void
Thread::trim_lists()
{
  thread_freeup(::eventAllocator.raw(), eventAllocator);
  thread_freeup(::netVCAllocator.raw(), netVCAllocator);
  thread_freeup(::httpSMAllocator.raw(), httpSMAllocator);
  thread_freeup(::httpServerSessionAllocator.raw(), httpServerSessionAllocator);
  thread_freeup(::hdrHeapAllocator, hdrHeapAllocator);
  thread_freeup(::strHeapAllocator, strHeapAllocator);
  thread_freeup(::cacheWriteOpAllocator.raw(), cacheWriteOpAllocator);
  thread_freeup(::ioDataAllocator.raw(), ioDataAllocator);
  thread_freeup(::ioAllocator.raw(), ioAllocator);
  thread_freeup(::ioBlockAllocator.raw(), ioBlockAllocator);
}

static void
start_threads(Server *server, int count)
{
  ink_freelist_init(&server->thread_list, "EThread", sizeof(EThread), 4, 64);
  for (; server->thread_count < count; ++server->thread_count) {
    EThread *t = new (ink_freelist_new(server->thread_list)) EThread(server->thread_count);

    server->threads[server->thread_count] = t;
    t->start();
  }
}

static void
stop_threads(Server *server)
{
  for (int i = 0; i < server->thread_count; ++i) {
    server->threads[i]->stop();
  }
  for (int i = 0; i < server->thread_count; ++i) {
    server->threads[i]->join();
  }
}

static void
free_threads(Server *server)
{
  thread_freelist_low_watermark = 0; // nobody takes any more
  for (int i = 0; i < server->thread_count; ++i) {
    server->threads[i]->trim_lists();
    server->threads[i]->~EThread();
    ink_freelist_free(server->thread_list, server->threads[i]);
  }
  server->accept.trim_lists();
  server->main_thread.trim_lists();
}

static void
wait_for_end(const sigset_t *signals)
{
  for (int got = 0; got != SIGTERM && got != SIGINT;) {
    if (sigwait(signals, &got) == 0 && got == SIGUSR1) {
      access_log_flush();
      ink_freelists_dump(stderr);
    }
  }
}

static int
serve(const Options &options, HttpConfig *config, const sigset_t *signals)
{
  Server server;
  RamCache cache(int64_t(options.cache_mib) << 20);
  HttpAccept acceptor(config);
  CacheSweeper sweeper(&cache);

  server.main_thread.enter();
  config->cache = &cache;
  if (!server.accept.listen(options.port)) {
    return fail("cannot listen", strerror(errno));
  }
  start_threads(&server, options.threads);
  server.threads[0]->schedule_imm(&sweeper);
  ink_freelists_snap_baseline();
  server.accept.start(&acceptor, server.threads, server.thread_count);
  printf("edgecache: port %d\n", server.accept.port);
  fflush(stdout);

  wait_for_end(signals);
  server.accept.stop();
  stop_threads(&server);
  access_log_close();
  if (options.dump) {
    fprintf(stderr, "since start-up:\n");
    ink_freelists_dump_baselinerel(stderr);
  }
  cache.clear();
  free_threads(&server);
  ink_release_assert(config->users == 0 && net_stats.netVCAllocator.raw() == 0);
  if (options.dump) {
    fprintf(stderr, "at the end:\n");
    ink_freelists_dump(stderr);
  }
  printf("edgecache: stopped after %llu requests\n", (unsigned long long)access_log_count());
  return 0;
}

int
main(int argc, char **argv)
{
  Options options;
  HttpConfig config;
  sigset_t signals;

  if (!parse_options(argc, argv, &options)) {
    fputs(USAGE, stderr);
    return 2;
  }
  ink_freelist_init_ops(options.cmd_disable_freelist, cmd_disable_pfreelist);
  ink_event_system_init(options.iobuffer_advice);
  for (const char *record : options.records) {
    if (!RecSet(record)) {
      return fail("no such record", record);
    }
  }
  if (!parse_origin(options.origin, &config)) {
    return fail("no IPv4 address and port", options.origin);
  }
  if (!access_log_open(options.log)) {
    return fail(options.log, strerror(errno));
  }
  // Before any thread is made: they inherit the mask, and only main() takes signals.
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return serve(options, &config, &signals);
}

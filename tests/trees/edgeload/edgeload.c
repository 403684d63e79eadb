/* SPDX-License-Identifier: Apache-2.0 */
#include "edgeload.h"

#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WORKERS = 8, NAMES = 4, HIT_ROUNDS = 4, SIZES = 8 };

/* 228 KiB for each name: all workers together stay below the cache's 16 MiB. */
static const size_t sizes[SIZES] = {100, 512, 1000, 4096, 8192, 20000, 65536, 131072};

struct worker {
  pthread_t thread;
  pthread_barrier_t *barrier;
  int number, port;
  struct totals totals;
};

/* The proxy goes with this process. */
static void too_long(int signal_number)
{
  static const char TEXT[] = "edgeload: took too long\n";

  (void)signal_number;
  (void)!write(2, TEXT, sizeof(TEXT) - 1);
  _exit(3);
}

static void pause_ms(long ms)
{
  struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
  nanosleep(&t, NULL);
}

/* ---- the mix ---- */

static void get_all(struct conn *c, int owner, enum cache_state cache)
{
  char name[32];

  for (int n = 0; n < NAMES; ++n) {
    for (int s = 0; s < SIZES; ++s) {
      snprintf(name, sizeof(name), "w%d-%d", owner, n);
      struct request r = get('c', name, sizes[s], cache);
      conn_do(c, &r);
    }
  }
}

/* Several requests in one go; the answers come in order. */
static void pipeline(struct conn *c, int owner)
{
  struct request r[6];
  char name[32];

  snprintf(name, sizeof(name), "w%d-0", owner);
  for (int i = 0; i < 6; ++i) {
    r[i] = i % 3 == 2 ? get('n', name, sizes[i], MISS) : get('c', name, sizes[i], HIT);
    if (!conn_send(c, &r[i])) {
      break;
    }
  }
  for (int i = 0; i < 6; ++i) {
    conn_receive(c, &r[i]);
  }
}

static void post(struct conn *c, const char *name, size_t size)
{
  struct request r = get('p', name, size, MISS);
  unsigned char *body = malloc(size + 1);

  if (body == NULL) {
    abort();
  }
  body_fill(r.url, 0, body, size);
  r.method = "POST";
  r.body = body;
  r.body_length = size;
  conn_do(c, &r);
  free(body);
}

/* Headers that do not fit into one heap, of strings or of fields. */
static void large_headers(struct conn *c, const char *name)
{
  char lines[12288];
  struct request r = get('n', name, 700, MISS);
  int n = snprintf(lines, sizeof(lines), "X-Pad-Long: %03000d\r\n", 7);

  r.more = lines;
  r.fields = 1;
  conn_do(c, &r);
  for (n = 0, r.fields = 0; r.fields < 120; ++r.fields) {
    n += snprintf(lines + n, sizeof(lines) - (size_t)n, "X-Pad-%d: %d\r\n", r.fields,
                  r.fields * r.fields);
  }
  conn_do(c, &r);
}

static void odd_ones(struct conn *c, int worker)
{
  static const char *const PERSONAL = "Authorization: Basic eDp5\r\n";
  char name[32];
  struct request r;

  snprintf(name, sizeof(name), "odd%d", worker);
  for (int i = 0; i < 3; ++i) {
    r = get('n', name, 3000, MISS);
    conn_do(c, &r);
    r = get('d', name, 600, MISS);
    conn_do(c, &r);
  }
  r = get('u', name, 200000, MISS);
  conn_do(c, &r);
  r = get('e', name, 90, MISS);
  r.status = 404;
  conn_do(c, &r);
  r = get('x', name, 0, NONE);
  r.status = 502;
  conn_do(c, &r);
  r = get('c', name, 5000, MISS);
  r.method = "HEAD";
  conn_do(c, &r);
  r = get('c', name, 5001, MISS);
  r.more = PERSONAL;
  conn_do(c, &r);
  conn_do(c, &r); /* not kept the first time */
  r = get('c', name, 5001, MISS);
  r.more = "Connection: close\r\n";
  conn_do(c, &r);
  post(c, name, 0);
  post(c, name, 1);
  post(c, name, 30000);
  post(c, name, 1 << 20);
  large_headers(c, name);
}

static void bad_requests(struct conn *c)
{
  struct request r = get('c', "bad", 0, NONE);

  r.status = 411;
  r.more = "Transfer-Encoding: chunked\r\n";
  r.method = "POST";
  conn_do(c, &r);
  r = get('c', "bad", 0, NONE);
  r.status = 400;
  if (conn_raw(c, "NONSENSE\r\n\r\n", 12)) {
    conn_receive(c, &r);
  }
}

/* Clients that go away: amid an answer, amid a header, amid a body, and right after asking. */
static void aborts(struct worker *w)
{
  struct totals ignored = {0};
  struct conn c;
  char name[32];

  for (int i = 0; i < 6; ++i) {
    snprintf(name, sizeof(name), "abort%d-%d", w->number, i);
    struct request r = get('c', name, 2 << 20, ANY);
    conn_init(&c, w->port, &ignored);
    switch (i % 4) {
    case 0:
      conn_send(&c, &r);
      conn_skip(&c, 10000);
      break;
    case 1:
      conn_raw(&c, "GET /c/half", 11);
      break;
    case 2:
      conn_raw(&c, "POST /p/a/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\nxyz", 60);
      break;
    default:
      conn_send(&c, &r);
      break;
    }
    conn_close(&c);
  }
}

static void *work(void *arg)
{
  struct worker *w = arg;
  struct conn c;

  conn_init(&c, w->port, &w->totals);
  get_all(&c, w->number, MISS);
  pthread_barrier_wait(w->barrier);
  for (int i = 0; i < HIT_ROUNDS; ++i) {
    get_all(&c, (w->number + i) % WORKERS, HIT);
    pipeline(&c, (w->number + i) % WORKERS);
  }
  pthread_barrier_wait(w->barrier);
  odd_ones(&c, w->number);
  bad_requests(&c);
  aborts(w);
  conn_close(&c);
  return NULL;
}

/* One connection alone: more than the cache holds, so the oldest go; and objects that end. */
static void fill_and_expire(int port, struct totals *totals)
{
  struct conn c;
  struct request r;
  char name[32];

  conn_init(&c, port, totals);
  r = get('s', "short", 700, MISS);
  conn_do(&c, &r);
  for (int i = 0; i < 20; ++i) {
    snprintf(name, sizeof(name), "full%d", i);
    r = get('c', name, 1 << 20, MISS);
    conn_do(&c, &r);
  }
  for (int i = 19; i > 8; --i) {
    snprintf(name, sizeof(name), "full%d", i);
    r = get('c', name, 1 << 20, HIT);
    conn_do(&c, &r);
  }
  for (int i = 0; i < 2; ++i) {
    snprintf(name, sizeof(name), "full%d", i);
    r = get('c', name, 1 << 20, MISS);
    conn_do(&c, &r);
  }
  r = get('c', "two", 2 << 20, MISS);
  conn_do(&c, &r);
  r.cache = HIT;
  conn_do(&c, &r);
  pause_ms(1300);
  r = get('s', "short", 700, MISS);
  conn_do(&c, &r);
  conn_close(&c);
}

/* ---- all of it ---- */

static void run_workers(int port, struct totals *totals)
{
  struct worker workers[WORKERS] = {0};
  pthread_barrier_t barrier;

  pthread_barrier_init(&barrier, NULL, WORKERS);
  for (int i = 0; i < WORKERS; ++i) {
    workers[i].barrier = &barrier;
    workers[i].number = i;
    workers[i].port = port;
    if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0) {
      abort();
    }
  }
  for (int i = 0; i < WORKERS; ++i) {
    pthread_join(workers[i].thread, NULL);
    totals->requests += workers[i].totals.requests;
    totals->bytes += workers[i].totals.bytes;
    totals->hits += workers[i].totals.hits;
    totals->misses += workers[i].totals.misses;
    totals->others += workers[i].totals.others;
    totals->errors += workers[i].totals.errors;
    totals->checksum += workers[i].totals.checksum;
  }
  pthread_barrier_destroy(&barrier);
}

static int usage(void)
{
  fputs("usage: edgeload [-t SECONDS] PROXY [ARGUMENT...]\n"
        "Starts an origin and the proxy, sends it a fixed mix of requests, checks every byte, "
        "stops it.\n"
        "PROXY also gets -d -p 0 -o 127.0.0.1:PORT. Exit status: 0 all right, 1 not, 3 too long "
        "(30 s).\n",
        stderr);
  return 2;
}

int main(int argc, char **argv)
{
  struct totals totals = {0};
  struct proxy proxy = {0};
  struct conn idle[3];
  int limit = 30, c = 0;

  while ((c = getopt(argc, argv, "+t:")) != -1) {
    if (c != 't' || (limit = atoi(optarg)) <= 0) {
      return usage();
    }
  }
  if (optind == argc) {
    return usage();
  }
  signal(SIGALRM, too_long);
  signal(SIGPIPE, SIG_IGN);
  alarm((unsigned)limit);

  int origin_port = origin_start();
  if (origin_port < 0 || !proxy_start(&proxy, argv + optind, argc - optind, origin_port)) {
    proxy_hear(&proxy, NULL, 1000);
    fprintf(stderr, "%sedgeload: %s does not start\n", proxy.said ? proxy.said : "", argv[optind]);
    return 1;
  }
  run_workers(proxy.port, &totals);
  fill_and_expire(proxy.port, &totals);
  for (int i = 0; i < 3; ++i) { /* they stay open while the proxy stops */
    struct request r = get('n', "idle", 10, MISS);
    conn_init(&idle[i], proxy.port, &totals);
    conn_do(&idle[i], &r);
  }
  kill(proxy.pid, SIGUSR1);
  bool dumped = proxy_hear(&proxy, "| total", 5000);
  int status = proxy_stop(&proxy);
  long long in_use = proxy_in_use(&proxy);
  for (int i = 0; i < 3; ++i) {
    conn_close(&idle[i]);
  }

  bool good = totals.errors == 0 && dumped && status == 0 && in_use == 0;
  printf("requests %llu\nbytes %llu\nhits %llu\nmisses %llu\nuncached %llu\nerrors %llu\nchecksum "
         "%016llx\n",
         (unsigned long long)totals.requests, (unsigned long long)totals.bytes,
         (unsigned long long)totals.hits, (unsigned long long)totals.misses,
         (unsigned long long)totals.others, (unsigned long long)totals.errors,
         (unsigned long long)totals.checksum);
  printf("dump on SIGUSR1 %s\nin use at the end %lld\nexit status %d\n", dumped ? "yes" : "no",
         in_use, status);
  if (!good && proxy.said) {
    fputs(proxy.said, stderr);
  }
  free(proxy.said);
  return good ? 0 : 1;
}

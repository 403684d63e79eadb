/* SPDX-License-Identifier: Apache-2.0 */
#include "edgeload.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER = 65536 };

void conn_init(struct conn *c, int port, struct totals *totals)
{
  *c = (struct conn){.port = port, .fd = -1, .totals = totals, .buffer = malloc(BUFFER)};
  if (c->buffer == NULL) {
    abort();
  }
}

static void conn_drop(struct conn *c)
{
  if (c->fd >= 0) {
    close(c->fd);
  }
  c->fd = -1;
  c->broken = false;
  c->filled = c->used = 0;
}

void conn_close(struct conn *c)
{
  conn_drop(c);
  free(c->buffer);
  c->buffer = NULL;
}

static bool conn_open(struct conn *c)
{
  struct sockaddr_in to = {.sin_family = AF_INET,
                           .sin_port = htons((uint16_t)c->port),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct timeval limit = {.tv_sec = 20};
  int one = 1;

  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
    conn_drop(c);
    return false;
  }
  setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
  return true;
}

bool conn_raw(struct conn *c, const void *bytes, size_t n)
{
  const char *p = bytes;

  if (c->fd < 0 && !conn_open(c)) {
    return false;
  }
  while (n > 0) {
    ssize_t sent = send(c->fd, p, n, MSG_NOSIGNAL);
    if (sent <= 0) {
      return false;
    }
    p += sent;
    n -= (size_t)sent;
  }
  return true;
}

bool conn_send(struct conn *c, const struct request *r)
{
  char header[16384];
  int n = snprintf(header, sizeof(header), "%s %s HTTP/1.1\r\nHost: edge.test\r\n%s", r->method,
                   r->url, r->more ? r->more : "");

  if (r->body) {
    n +=
        snprintf(header + n, sizeof(header) - (size_t)n, "Content-Length: %zu\r\n", r->body_length);
  }
  n += snprintf(header + n, sizeof(header) - (size_t)n, "\r\n");
  return conn_raw(c, header, (size_t)n) &&
         (r->body == NULL || conn_raw(c, r->body, r->body_length));
}

/* More bytes into the buffer's front; 0 at the end. */
static size_t conn_fill(struct conn *c)
{
  if (c->used > 0) {
    memmove(c->buffer, c->buffer + c->used, c->filled - c->used);
    c->filled -= c->used;
    c->used = 0;
  }
  if (c->fd < 0 || c->filled == BUFFER) {
    return 0;
  }
  ssize_t got = recv(c->fd, c->buffer + c->filled, BUFFER - c->filled, 0);
  if (got <= 0) {
    c->broken = got < 0;
    return 0;
  }
  c->filled += (size_t)got;
  return (size_t)got;
}

void conn_skip(struct conn *c, size_t n)
{
  while (n > 0) {
    size_t now = conn_fill(c);
    if (now == 0) {
      return;
    }
    c->used = c->filled;
    n -= now < n ? now : n;
  }
}

static void complain(struct conn *c, const struct request *r, const char *what)
{
  ++c->totals->errors;
  fprintf(stderr, "edgeload: %s %s: %s\n", r->method, r->url, what);
  conn_drop(c);
}

struct answer {
  int status;
  long length; /* -1: up to the end of the connection */
  int fields;
  enum cache_state cache;
  bool closes, has_age;
};

static const char *field(const char *header, const char *name)
{
  const char *at = strcasestr(header, name);
  return at ? at + strlen(name) : NULL;
}

static bool read_header(struct conn *c, struct answer *a)
{
  unsigned char *end = NULL;
  const char *value = NULL;

  while ((end = memmem(c->buffer + c->used, c->filled - c->used, "\r\n\r\n", 4)) == NULL) {
    if (conn_fill(c) == 0) {
      return false;
    }
  }
  const char *header = (char *)c->buffer + c->used;
  end[2] = '\0';
  c->used = (size_t)(end + 4 - c->buffer);
  if (sscanf(header, "HTTP/1.1 %d", &a->status) != 1) {
    return false;
  }
  value = field(header, "\r\nContent-Length: ");
  a->length = value ? strtol(value, NULL, 10) : -1;
  value = field(header, "\r\nX-Fields: ");
  a->fields = value ? atoi(value) : -1;
  value = field(header, "\r\nX-Cache: ");
  a->cache = value == NULL                    ? ANY
             : strncmp(value, "hit", 3) == 0  ? HIT
             : strncmp(value, "miss", 4) == 0 ? MISS
                                              : NONE;
  a->has_age = field(header, "\r\nAge: ") != NULL;
  value = field(header, "\r\nConnection: ");
  a->closes = value && strncmp(value, "close", 5) == 0;
  return true;
}

static const char *check_body(struct conn *c, const struct request *r, const struct answer *a,
                              uint64_t *hash, size_t *total)
{
  unsigned char expected[BUFFER];
  size_t length = a->length < 0 ? SIZE_MAX : strcmp(r->method, "HEAD") == 0 ? 0 : (size_t)a->length;
  char echo[64];
  bool posted = r->body != NULL;

  if (posted) {
    snprintf(echo, sizeof(echo), "%zu %016llx", r->body_length,
             (unsigned long long)fnv(FNV_START, r->body, r->body_length));
  }
  for (*total = 0; *total < length;) {
    if (c->used == c->filled && conn_fill(c) == 0) {
      break;
    }
    size_t n = c->filled - c->used < length - *total ? c->filled - c->used : length - *total;
    if (posted) {
      if (*total + n > strlen(echo)) {
        return "the origin saw something else";
      }
      memcpy(expected, echo + *total, n);
    } else {
      body_fill(r->url, *total, expected, n);
    }
    if (a->status != 411 && memcmp(c->buffer + c->used, expected, n) != 0) {
      return "wrong bytes";
    }
    *hash = fnv(*hash, expected, n);
    c->used += n;
    *total += n;
  }
  if ((a->length >= 0 && *total < length) || c->broken) {
    return "the answer is cut off";
  }
  return NULL;
}

static const char *check_header(const struct request *r, const struct answer *a)
{
  if (a->status != r->status) {
    return "wrong status";
  }
  if (r->cache != ANY && a->cache != r->cache) {
    return a->cache == HIT ? "a hit, not expected" : "no hit";
  }
  if (a->has_age != (a->cache == HIT)) {
    return "hits have an age, others have none";
  }
  if (r->fields >= 0 && a->fields != r->fields) {
    return "header fields were lost";
  }
  return NULL;
}

void conn_receive(struct conn *c, const struct request *r)
{
  struct answer a = {.length = -1};
  uint64_t hash = fnv(FNV_START, r->url, strlen(r->url));
  size_t size = 0, wanted = 0;
  const char *wrong = NULL;

  if (!read_header(c, &a)) {
    complain(c, r, "no answer");
    return;
  }
  wrong = check_header(r, &a);
  if (wrong == NULL) {
    wrong = check_body(c, r, &a, &hash, &size);
  }
  wanted = (size_t)strtoul(strrchr(r->url, '/') + 1, NULL, 10);
  if (wrong == NULL && a.status < 405 && r->body == NULL && strcmp(r->method, "HEAD") != 0 &&
      size != wanted) {
    wrong = "wrong length";
  }
  if (wrong) {
    complain(c, r, wrong);
    return;
  }
  ++c->totals->requests;
  c->totals->bytes += size;
  c->totals->hits += a.cache == HIT;
  c->totals->misses += a.cache == MISS;
  c->totals->others += a.cache != HIT && a.cache != MISS;
  c->totals->checksum += fnv(fnv(hash, &a.status, sizeof(a.status)), &a.cache, sizeof(a.cache));
  if (a.closes || a.length < 0) {
    conn_drop(c);
  }
}

void conn_do(struct conn *c, const struct request *r)
{
  if (conn_send(c, r)) {
    conn_receive(c, r);
  } else {
    complain(c, r, strerror(errno));
  }
}

struct request get(char kind, const char *name, size_t size, enum cache_state cache)
{
  struct request r = {.method = "GET", .status = 200, .cache = cache, .fields = -1};

  snprintf(r.url, sizeof(r.url), "/%c/%s/%zu", kind, name, size);
  return r;
}

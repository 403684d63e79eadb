/* SPDX-License-Identifier: Apache-2.0 */
#include "edgeload.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

uint64_t fnv(uint64_t hash, const void *bytes, size_t n)
{
  for (const unsigned char *p = bytes; n > 0; --n) {
    hash = (hash ^ *p++) * 0x100000001b3ull;
  }
  return hash;
}

static uint64_t mix(uint64_t x)
{
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

void body_fill(const char *url, uint64_t offset, unsigned char *to, size_t n)
{
  uint64_t seed = fnv(FNV_START, url, strlen(url));

  for (size_t i = 0; i < n;) {
    uint64_t word = mix(seed + (offset + i) / 8 * 0x9e3779b97f4a7c15ull);
    for (unsigned at = (offset + i) % 8; at < 8 && i < n; ++at, ++i) {
      to[i] = (unsigned char)(word >> (8 * at));
    }
  }
}

static bool send_all(int fd, const void *bytes, size_t n)
{
  const char *p = bytes;

  while (n > 0) {
    ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);
    if (sent <= 0) {
      return false;
    }
    p += sent;
    n -= (size_t)sent;
  }
  return true;
}

static bool send_body(int fd, const char *url, size_t size)
{
  unsigned char piece[16384];

  for (size_t offset = 0; offset < size; offset += sizeof(piece)) {
    size_t n = size - offset < sizeof(piece) ? size - offset : sizeof(piece);
    body_fill(url, offset, piece, n);
    if (!send_all(fd, piece, n)) {
      return false;
    }
  }
  return true;
}

struct seen {
  char method[16], url[512];
  size_t length; /* of the body */
  int fields;    /* lines that begin with X-Pad- */
};

static void parse(char *header, struct seen *s)
{
  char *save = NULL;
  char *line = strtok_r(header, "\r\n", &save);

  memset(s, 0, sizeof(*s));
  if (line == NULL || sscanf(line, "%15s %511s", s->method, s->url) != 2) {
    return;
  }
  while ((line = strtok_r(NULL, "\r\n", &save)) != NULL) {
    if (strncasecmp(line, "Content-Length:", 15) == 0) {
      s->length = strtoul(line + 15, NULL, 10);
    }
    s->fields += strncasecmp(line, "X-Pad-", 6) == 0;
  }
}

/* False when the connection is to end. */
static bool answer(int fd, const struct seen *s, uint64_t body_hash)
{
  char header[512], text[64];
  const char *slash = strrchr(s->url, '/');
  size_t size = slash ? strtoul(slash + 1, NULL, 10) : 0;
  char kind = s->url[0] ? s->url[1] : 'x';
  const char *control = kind == 'c' ? "max-age=300" : kind == 's' ? "max-age=1" : "no-store";
  int n = 0;

  if (kind == 'x') {
    return false;
  }
  if (kind == 'p') {
    size = (size_t)snprintf(text, sizeof(text), "%zu %016llx", s->length,
                            (unsigned long long)body_hash);
  }
  n = snprintf(header, sizeof(header),
               "HTTP/1.1 %s\r\nServer: edgeload\r\nCache-Control: %s\r\nX-Fields: %d\r\n",
               kind == 'e' ? "404 Not Found" : "200 OK", control, s->fields);
  if (kind == 'u') {
    n += snprintf(header + n, sizeof(header) - (size_t)n, "Connection: close\r\n\r\n");
  } else {
    n += snprintf(header + n, sizeof(header) - (size_t)n,
                  "Content-Length: %zu\r\nConnection: keep-alive\r\n\r\n", size);
  }
  if (!send_all(fd, header, (size_t)n)) {
    return false;
  }
  if (strcmp(s->method, "HEAD") != 0 &&
      !(kind == 'p' ? send_all(fd, text, size) : send_body(fd, s->url, size))) {
    return false;
  }
  return kind != 'u' && kind != 'd';
}

static void *serve(void *arg)
{
  int fd = (int)(intptr_t)arg;
  char buffer[32768];
  size_t filled = 0;
  struct seen s;
  int one = 1;

  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
  for (bool more = true; more;) {
    char *end = NULL;
    while ((end = memmem(buffer, filled, "\r\n\r\n", 4)) == NULL && filled < sizeof(buffer)) {
      ssize_t got = recv(fd, buffer + filled, sizeof(buffer) - filled, 0);
      if (got <= 0) {
        break;
      }
      filled += (size_t)got;
    }
    if (end == NULL) {
      break;
    }
    end[2] = '\0';
    parse(buffer, &s);
    filled -= (size_t)(end + 4 - buffer);
    memmove(buffer, end + 4, filled);
    uint64_t hash = FNV_START;
    for (size_t left = s.length; left > 0 && more;) {
      if (filled == 0) {
        ssize_t got = recv(fd, buffer, sizeof(buffer), 0);
        filled = got > 0 ? (size_t)got : 0;
        more = got > 0;
      }
      size_t n = filled < left ? filled : left;
      hash = fnv(hash, buffer, n);
      memmove(buffer, buffer + n, filled - n);
      filled -= n;
      left -= n;
    }
    more = more && answer(fd, &s, hash);
  }
  close(fd);
  return NULL;
}

static void *accept_all(void *arg)
{
  int listener = (int)(intptr_t)arg;
  pthread_attr_t detached;

  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    pthread_t thread;
    if (fd >= 0 && pthread_create(&thread, &detached, serve, (void *)(intptr_t)fd) != 0) {
      close(fd);
    }
  }
  return NULL;
}

int origin_start(void)
{
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof(address);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  pthread_t thread;

  if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) != 0 || listen(fd, 256) != 0 ||
      getsockname(fd, (struct sockaddr *)&address, &length) != 0 ||
      pthread_create(&thread, NULL, accept_all, (void *)(intptr_t)fd) != 0) {
    return -1;
  }
  return ntohs(address.sin_port);
}

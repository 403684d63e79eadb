/* SPDX-License-Identifier: Apache-2.0 */
/*
 * edgeload: a fixed mix of requests for a caching proxy, with every byte of every answer checked.
 *
 * What an origin serves follows from the URL alone, /KIND/NAME/SIZE, so client and origin agree
 * without talking:
 *
 *   /c/...  may be cached          /n/...  no-store              /s/...  ends after a second
 *   /e/...  404                    /u/...  no length: ends by closing
 *   /d/...  no-store, and the connection ends behind the client's back
 *   /x/...  the connection ends without an answer
 *   /p/...  for POST: the answer tells the length and the hash of what was sent
 *
 * All functions may be called from any thread; a `struct conn` belongs to one.
 */
#ifndef EDGELOAD_H
#define EDGELOAD_H

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>
#include <sys/types.h>

#define FNV_START 0xcbf29ce484222325ull

uint64_t fnv(uint64_t hash, const void *bytes, size_t n);
/* Bytes `offset` to `offset + n` of the body that belongs to `url`. */
void body_fill(const char *url, uint64_t offset, unsigned char *to, size_t n);

/* ---- origin ---- */

/* Starts the origin on a loopback port that the kernel chooses; the port, or -1. */
int origin_start(void);

/* ---- client ---- */

struct totals {
  uint64_t requests, bytes, hits, misses, others, errors;
  uint64_t checksum; /* a sum, so the order of answers does not matter */
};

struct conn {
  int port;
  int fd;
  struct totals *totals;
  unsigned char *buffer; /* of the last answer: header, then as much of the body as came with it */
  size_t filled, used;
  bool broken; /* ended by an error or by waiting too long */
};

enum cache_state { ANY, HIT, MISS, NONE };

struct request {
  const char *method;
  char url[128];
  const char *more; /* further header lines, each with its line end; may be null */
  const unsigned char *body;
  size_t body_length;
  int status; /* expected, like all that follows */
  enum cache_state cache;
  int fields; /* X-Pad- lines that the origin saw, -1 for any */
};

void conn_init(struct conn *c, int port, struct totals *totals);
void conn_close(struct conn *c);

/* A GET of /KIND/NAME/SIZE that is to end with 200. */
struct request get(char kind, const char *name, size_t size, enum cache_state cache);

/* Sends without waiting; false if the connection is gone. Connects first if need be. */
bool conn_send(struct conn *c, const struct request *r);
/* Reads one answer and checks all of it; counts an error and tells it on standard error. */
void conn_receive(struct conn *c, const struct request *r);
/* Both. */
void conn_do(struct conn *c, const struct request *r);
/* Sends bytes as they are. */
bool conn_raw(struct conn *c, const void *bytes, size_t n);
/* Reads and throws away up to `n` bytes. */
void conn_skip(struct conn *c, size_t n);

/* ---- proxy ---- */

struct proxy {
  pid_t pid;
  int out, err; /* its standard output and error */
  int port;
  char *said; /* on standard error so far */
  size_t said_length;
};

/* Runs `argv` with -d -p 0 -o 127.0.0.1:ORIGIN_PORT behind it, and reads the port that it prints.
 */
bool proxy_start(struct proxy *p, char **argv, int argc, int origin_port);
/* Gathers what the proxy says until `text` comes, or to the end if that is null; whether it came
 * within `ms`. */
bool proxy_hear(struct proxy *p, const char *text, int ms);
/* The last dump's sum of bytes in use, -1 if there is no dump. */
long long proxy_in_use(const struct proxy *p);
/* SIGTERM, then the exit status; -1 if a signal ended it. */
int proxy_stop(struct proxy *p);

#endif

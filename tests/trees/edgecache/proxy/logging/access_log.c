/* SPDX-License-Identifier: Apache-2.0 */
#include "access_log.h"
#include "tscore/ink_defs.h"
#include "tscore/ink_queue.h"

#include <pthread.h>
#include <string.h>

enum { LOG_URL_MAX = 160, LOG_BATCH = 64 };

struct log_record {
  struct log_record *next; /* first: the freelist links a batch by it */
  int64_t bytes;
  int status;
  bool hit;
  uint32_t url_length;
  char url[LOG_URL_MAX];
};

static InkFreeList *log_record_list = NULL;

static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static FILE *log_file           = NULL;
static struct log_record *first = NULL, **last = &first;
static size_t waiting     = 0;
static uint64_t all_count = 0;

bool
access_log_open(const char *path)
{
  if (log_record_list == NULL) {
    log_record_list = ink_freelist_create("logRecord", sizeof(struct log_record), LOG_BATCH, 8);
  }
  if (path == NULL) {
    return true;
  }
  log_file = fopen(path, "a");
  return log_file != NULL;
}

/* With the lock held. */
static void
write_batch(void)
{
  struct log_record *tail = NULL;

  for (struct log_record *r = first; r; r = r->next) {
    if (log_file) {
      fprintf(log_file, "%.*s %d %lld %s\n", (int)r->url_length, r->url, r->status, (long long)r->bytes, r->hit ? "hit" : "miss");
    }
    tail = r;
  }
  if (waiting == 1) {
    ink_freelist_free(log_record_list, first);
  } else if (waiting > 1) {
    ink_freelist_free_bulk(log_record_list, first, tail, waiting);
  }
  first   = NULL;
  last    = &first;
  waiting = 0;
  if (log_file) {
    fflush(log_file);
  }
}

void
access_log_add(const char *url, uint32_t url_length, int status, int64_t bytes, bool hit)
{
  struct log_record *r = (struct log_record *)ink_freelist_new(log_record_list);

  r->next       = NULL;
  r->bytes      = bytes;
  r->status     = status;
  r->hit        = hit;
  r->url_length = url_length < LOG_URL_MAX ? url_length : LOG_URL_MAX;
  memcpy(r->url, url, r->url_length);
  pthread_mutex_lock(&log_lock);
  *last = r;
  last  = &r->next;
  ++all_count;
  if (++waiting >= LOG_BATCH) {
    write_batch();
  }
  pthread_mutex_unlock(&log_lock);
}

void
access_log_flush(void)
{
  pthread_mutex_lock(&log_lock);
  write_batch();
  pthread_mutex_unlock(&log_lock);
}

void
access_log_close(void)
{
  access_log_flush();
  if (log_file) {
    fclose(log_file);
    log_file = NULL;
  }
}

uint64_t
access_log_count(void)
{
  pthread_mutex_lock(&log_lock);
  uint64_t count = all_count;
  pthread_mutex_unlock(&log_lock);
  return count;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "flc_p.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MESSAGE = 1024 };

/* Handed out when a thread first fails, so that threads that do not cost nothing, and so that the
 * space for static TLS that dlopen has left is not used up. Who ends leaves it to another. */
union message {
  char text[MESSAGE];
  union message *next;
};

static __thread union message *message;
static union message *spare; /* taken off as a whole, so that none can come back meanwhile */
static pthread_key_t key;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;

static void put(union message *first)
{
  union message *last = first;

  while (last->next)
    last = last->next;
  last->next = __atomic_load_n(&spare, __ATOMIC_RELAXED);
  while (!__atomic_compare_exchange_n(&spare, &last->next, first, true, __ATOMIC_RELEASE,
                                      __ATOMIC_RELAXED))
    ;
}

static union message *get(void)
{
  union message *first = __atomic_exchange_n(&spare, NULL, __ATOMIC_ACQUIRE);

  if (first && first->next)
    put(first->next);
  return first ? first : flc_meta_alloc(sizeof *first);
}

static void thread_ends(void *data)
{
  message = NULL;
  ((union message *)data)->next = NULL;
  put(data);
}

static void make_key(void)
{
  if (pthread_key_create(&key, thread_ends))
    key = (pthread_key_t)-1;
}

static union message *message_new(void)
{
  union message *m = get();

  pthread_once(&key_once, make_key);
  if (m && key != (pthread_key_t)-1)
    pthread_setspecific(key, m); /* if that fails, it is lost with the thread */
  return m;
}

int flc_fail(int code, const char *format, ...)
{
  va_list args;

  if (!message)
    message = message_new();
  if (message) {
    va_start(args, format);
    vsnprintf(message->text, sizeof message->text, format, args);
    va_end(args);
  }
  return code;
}

const char *flc_error(void) FLC_NOEXCEPT
{
  return message ? message->text : "no error";
}

static void say(const char *format, va_list args)
{
  char line[MESSAGE] = "flc: ";
  size_t at = strlen(line);
  int n = vsnprintf(line + at, sizeof line - at - 1, format, args);

  at += n < 0 ? 0 : (size_t)n < sizeof line - at - 1 ? (size_t)n : sizeof line - at - 2;
  line[at++] = '\n';
  for (size_t done = 0; done < at;) {
    ssize_t w = write(STDERR_FILENO, line + done, at - done);

    if (w < 0 && errno != EINTR)
      return;
    done += w > 0 ? (size_t)w : 0;
  }
}

void flc_warn(const char *format, ...)
{
  va_list args;

  va_start(args, format);
  say(format, args);
  va_end(args);
}

void flc_die(const char *format, ...)
{
  va_list args;

  va_start(args, format);
  say(format, args);
  va_end(args);
  abort();
}

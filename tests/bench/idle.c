/* SPDX-License-Identifier: Apache-2.0
 *
 * Burst, then idle: threads take objects and write to all of their pages, give all but a few back,
 * and then wait; they stay alive, as a server's do. What is resident is looked at once a second.
 * Nobody calls the allocator any more, so what comes back comes back by the allocator's own doing.
 */
#include "cell.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { KEPT_OF = 64 /* one object of so many stays in use, from before the burst */ };

struct burster {
  const struct cell *cell;
  pthread_barrier_t *gate;
  size_t index, count;
  pthread_t thread;
};

static void touch(char *object, size_t size)
{
  for (size_t at = 0; at < size; at += 4096)
    object[at] = 1;
  object[size - 1] = 1;
}

static void *burst(void *data)
{
  struct burster *b = data;
  size_t kept = b->count / KEPT_OF;
  void **slots = cell_map(b->count * sizeof(void *));

  memset(slots, 0xff, b->count * sizeof(void *)); /* resident before the first look */
  cell_pin(b->index);
  bench_subject.thread_start();
  pthread_barrier_wait(b->gate);
  pthread_barrier_wait(b->gate);
  bench_subject.takes(slots, b->count);
  for (size_t i = 0; i < b->count; i++)
    touch(slots[i], b->cell->size);
  pthread_barrier_wait(b->gate); /* the peak */
  pthread_barrier_wait(b->gate);
  bench_subject.gives(slots + kept, b->count - kept);
  pthread_barrier_wait(b->gate); /* given back */
  pthread_barrier_wait(b->gate); /* idle */
  bench_subject.gives(slots, kept);
  cell_unmap(slots, b->count * sizeof(void *));
  return NULL;
}

static size_t look(pthread_barrier_t *gate)
{
  size_t resident;

  pthread_barrier_wait(gate);
  resident = cell_resident();
  pthread_barrier_wait(gate);
  return resident;
}

static json_t *each_second(size_t base, size_t *low, unsigned seconds)
{
  json_t *seen = json_array();

  for (unsigned i = 0; i < seconds; i++) {
    size_t now;

    sleep(1);
    now = cell_resident();
    *low = now > base ? now - base : 0;
    json_array_append_new(seen, json_integer((json_int_t)*low));
  }
  return seen;
}

static void signal_ready(const char *ready)
{
  int file = ready ? open(ready, O_CREAT | O_WRONLY | O_CLOEXEC, 0600) : -1;

  if (file >= 0)
    close(file);
}

bool idle_run(const struct cell *cell, const char *ready, json_t *result)
{
  struct burster b[64];
  pthread_barrier_t gate;
  size_t count = cell->bytes / cell->size / cell->threads, base, peak, given, last = 0, used;
  json_t *seen;

  if (cell->threads > 64 || !count)
    return false;
  pthread_barrier_init(&gate, NULL, (unsigned)cell->threads + 1);
  for (size_t i = 0; i < cell->threads; i++) {
    b[i] = (struct burster){.cell = cell, .gate = &gate, .index = i, .count = count};
    if (pthread_create(&b[i].thread, NULL, burst, &b[i]))
      return false;
  }
  base = look(&gate);
  peak = look(&gate) - base;
  pthread_barrier_wait(&gate);
  given = cell_resident() - base;
  signal_ready(ready);
  seen = each_second(base, &last, cell->seconds);
  pthread_barrier_wait(&gate);
  for (size_t i = 0; i < cell->threads; i++)
    pthread_join(b[i].thread, NULL);

  used = count / KEPT_OF * cell->threads * cell->size;
  json_object_set_new(result, "in_use", json_integer((json_int_t)used));
  json_object_set_new(result, "resident_peak", json_integer((json_int_t)peak));
  json_object_set_new(result, "resident_given", json_integer((json_int_t)given));
  json_object_set_new(result, "resident_idle", json_integer((json_int_t)last));
  json_object_set_new(result, "resident_each_second", seen);
  json_object_set_new(result, "idle_share",
                      json_real(last > used ? (double)(last - used) / (double)peak : 0));
  return true;
}

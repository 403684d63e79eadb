/* SPDX-License-Identifier: Apache-2.0
 *
 * Every schedule of two and three threads that take and give: who goes next at each atomic access,
 * and which message a read finds. A state that was seen before is not looked at again, however it
 * came about; what it stands for is counted.
 */
#include "machine.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t n_programs, n_states, n_steps;
static double n_schedules;

/* ---- all schedules */

static struct {
  uint64_t key[2];
  double schedules;
  uint64_t round;
} * known;
enum { KNOWN = 1 << 20 };
static uint64_t known_round, known_n;

static void mix(uint64_t key[2], const void *bytes, size_t n)
{
  const unsigned char *p = bytes;
  uint64_t word;

  for (; n; p += n < 8 ? n : 8, n -= n < 8 ? n : 8) {
    word = n;
    memcpy(&word, p, n < 8 ? n : 8);
    key[0] = (key[0] ^ word) * 0xff51afd7ed558ccd;
    key[0] ^= key[0] >> 32;
    key[1] = (key[1] + word) * 0xc4ceb9fe1a85ec53;
    key[1] ^= key[1] >> 29;
  }
}

static void mix_history(uint64_t key[2], const struct history *h)
{
  mix(key, h, offsetof(struct history, message) + h->n * sizeof h->message[0]);
}

/* What is in use of a state; what is not, or follows from the rest, need not be compared. */
static void digest(const struct state *s, uint64_t key[2])
{
  key[0] = 0x9e3779b97f4a7c15;
  key[1] = 0xc2b2ae3d27d4eb4f;
  mix_history(key, &s->memory.head);
  for (unsigned i = 0; i < CELLS; i++)
    mix_history(key, &s->memory.link[i]);
  for (unsigned t = 0; t < machine_threads; t++) {
    const struct thread *th = &s->thread[t];

    mix(key, th, offsetof(struct thread, log) + th->log_n);
  }
  mix(key, &s->stack_n, sizeof s->stack_n + sizeof s->stack);
}

static size_t find(const uint64_t key[2])
{
  size_t i = key[0] % KNOWN;

  while (known[i].round == known_round && (known[i].key[0] != key[0] || known[i].key[1] != key[1]))
    i = (i + 1) % KNOWN;
  return i;
}

static void remember(const uint64_t key[2], double schedules)
{
  size_t i = find(key);

  if (++known_n > KNOWN / 4 * 3) {
    fprintf(stderr, "interleave: KNOWN is too small\n");
    exit(2);
  }
  known[i].key[0] = key[0];
  known[i].key[1] = key[1];
  known[i].schedules = schedules;
  known[i].round = known_round;
  n_states++;
}

static double explore(const struct state *s);

static double step(const struct state *s, unsigned me, unsigned choice)
{
  struct state to = *s;
  double n;

  n_steps++;
  machine_step(&to, me, choice);
  n = explore(&to);
  machine_step_back();
  return n;
}

static double explore(const struct state *s)
{
  struct state tidy = *s;
  struct view *views[THREADS];
  unsigned running = 0;
  uint64_t key[2];
  double n = 0;
  size_t i;

  for (unsigned t = 0; t < machine_threads; t++)
    if (!machine_done(&tidy, t))
      views[running++] = &tidy.thread[t].view;
    else
      memset(&tidy.thread[t].view, 0, sizeof tidy.thread[t].view);
  if (!running) {
    machine_check_end(s);
    return 1;
  }
  memory_tidy(&tidy.memory, views, running);
  digest(&tidy, key);
  i = find(key);
  if (known[i].round == known_round)
    return known[i].schedules;
  for (unsigned t = 0; t < machine_threads; t++) {
    if (machine_done(&tidy, t))
      continue;
    unsigned choices = memory_choices(&tidy.memory, &tidy.thread[t].view, &tidy.thread[t].next);

    for (unsigned c = 0; c < choices; c++)
      n += step(&tidy, t, c);
  }
  remember(key, n);
  return n;
}

static void explore_program(unsigned each)
{
  static struct state s;

  known_round++;
  known_n = 0;
  machine_init(&s, each);
  n_schedules += explore(&s);
  n_programs++;
}

/* Does each operation do something that no shorter word would say? Giving nothing does not, nor
 * giving all where that is one. */
static bool is_program(const char *p, unsigned held)
{
  for (; *p; p++) {
    if (*p == 'G' ? !held : *p == 'B' && held < 2)
      return false;
    held = *p == 'T' ? held + 1 : *p == 'C' ? held + CHAIN : *p == 'G' ? held - 1 : 0;
  }
  return true;
}

static bool are_programs(unsigned held, unsigned max_chains)
{
  unsigned chains = 0;

  for (unsigned t = 0; t < machine_threads; t++) {
    if (!is_program(machine_program[t], held))
      return false;
    for (const char *p = machine_program[t]; *p; p++)
      chains += *p == 'C';
  }
  return chains <= max_chains;
}

/* All programs of n operations, each set of threads once; with so many chain takes at most, and one
 * less where the threads begin with nothing, since these have far more states. */
static void explore_all(unsigned n_threads, unsigned n_ops, unsigned chains)
{
  static const char ops[] = "TCGB";
  unsigned all = 1U << (2 * n_ops);
  unsigned pick[THREADS] = {0};

  machine_threads = n_threads;
  for (;;) {
    unsigned t;

    for (t = 0; t < machine_threads; t++) {
      for (unsigned i = 0; i < n_ops; i++)
        machine_program[t][i] = ops[pick[t] >> (2 * i) & 3];
      machine_program[t][n_ops] = '\0';
    }
    for (unsigned each = 0; each * machine_threads <= CELLS && each < 2; each++)
      if (are_programs(each, chains - !each))
        explore_program(each);
    for (t = 0; t < machine_threads && ++pick[t] == all; t++)
      ;
    if (t == machine_threads)
      return;
    while (t--)
      pick[t] = pick[t + 1];
  }
}

static void report(const char *what)
{
  printf("%s: %" PRIu64 " programs, %" PRIu64 " states, %" PRIu64 " steps, %.3g schedules\n", what,
         n_programs, n_states, n_steps, n_schedules);
  fflush(stdout);
  n_programs = n_states = n_steps = 0;
  n_schedules = 0;
}

int main(void)
{
  known = calloc(KNOWN, sizeof *known);
  if (!known)
    return 2;
  explore_all(2, 2, 5);
  report("2 threads x 2 operations");
  explore_all(2, 3, 7);
  report("2 threads x 3 operations");
  explore_all(3, 2, 1);
  report("3 threads x 2 operations");
  return 0;
}

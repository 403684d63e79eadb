/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a test program again with another allocator in front. Under a sanitizer the sanitizer's
 * library stays first, so that malloc is its own and jemalloc is in the process beside it.
 */
#ifndef FLC_TEST_PRELOAD_H
#define FLC_TEST_PRELOAD_H

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char preload_mark[] = "FLC_TEST_PRELOADED";

static inline const char *preload_sanitizer(void)
{
  static const char *const names[] = {"__asan_init", "__tsan_init",
                                      "__ubsan_handle_builtin_unreachable"};
  Dl_info info;

  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    void *at = dlsym(RTLD_DEFAULT, names[i]);

    if (at && dladdr(at, &info) && strstr(info.dli_fname, ".so"))
      return info.dli_fname;
  }
  return "";
}

/* ThreadSanitizer does not follow how jemalloc takes all its locks before a fork() and makes them
 * anew in the child. */
static inline bool preload_cannot_fork(void)
{
  return dlsym(RTLD_DEFAULT, "__tsan_init") != NULL;
}

/* Runs argv again with library in LD_PRELOAD and words in FLC; returns where that has been done
 * already. */
static inline void preload_and_run_again(char **argv, const char *library, const char *words)
{
  char list[512];

  if (getenv(preload_mark))
    return;
  snprintf(list, sizeof list, "%s %s", preload_sanitizer(), library);
  setenv("LD_PRELOAD", list, 1);
  setenv(preload_mark, library, 1);
  setenv("FLC", words, 1);
  execv("/proc/self/exe", argv);
  perror("/proc/self/exe");
  _exit(127);
}

#endif

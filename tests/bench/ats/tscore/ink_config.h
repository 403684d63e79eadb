/* SPDX-License-Identifier: Apache-2.0
 *
 * Stands in for the header that Traffic Server's configure writes, with the few settings that its
 * allocators ask for. BENCH_JEMALLOC: as configured --with-jemalloc, which is what the no-dump
 * arena needs.
 */
#ifndef BENCH_INK_CONFIG_H
#define BENCH_INK_CONFIG_H

#define HAVE_STDINT_H       1
#define HAVE_INTTYPES_H     1
#define HAVE_SYSCONF        1
#define HAVE_UNISTD_H       1
#define HAVE_SYS_TYPES_H    1
#define HAVE_SYS_UIO_H      1
#define HAVE_SYS_MMAN_H     1
#define SIZEOF_VOIDP        8
#define SIZEOF_VOID_POINTER 8
#ifdef __x86_64__
#define TS_HAS_128BIT_CAS 1
#else
#define TS_HAS_128BIT_CAS 0
#endif
#ifdef BENCH_JEMALLOC
#define TS_HAS_JEMALLOC 1
#else
#define TS_HAS_JEMALLOC 0
#endif
#define TS_HAS_TCMALLOC 0
#define TS_HAS_MIMALLOC 0

static const int DEFAULT_STACKSIZE = 1048576;

#endif

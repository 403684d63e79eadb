/* SPDX-License-Identifier: Apache-2.0 */
/** @file
 * One line for each request. Lines are gathered and written in batches; plain C, with a freelist of its own.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* False with errno set when the file cannot be written; null logs nowhere but counts. */
bool access_log_open(const char *path);
void access_log_add(const char *url, uint32_t url_length, int status, int64_t bytes, bool hit);
void access_log_flush(void);
void access_log_close(void);
/* Requests since the log was opened. */
uint64_t access_log_count(void);

#ifdef __cplusplus
}
#endif

/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "harness/support/process.h"
#include "protocol/metric.h"
#include "protocol/test.h"

/* What libFuzzer calls with each input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libconfig loses the text of a file that it refuses. */
#define FUZZ_LIBCONFIG                                     \
    const char *__lsan_default_suppressions(void);         \
    const char *__lsan_default_suppressions(void)          \
    {                                                      \
        return "leak:strbuf_append\nleak:libconfig_yylex"; \
    }

#define FUZZ_PATH 32

/* For readers of files: @data as a file with a path, which goes to @path. Returns the descriptor to
 * close(). */
static inline int fuzz_file(const uint8_t *data, size_t size, char path[FUZZ_PATH])
{
    const int fd = memory_file(data, size);

    snprintf(path, FUZZ_PATH, "/proc/self/fd/%d", fd);
    return fd;
}

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/support/read_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool read_file(const char *path, char **bytes, size_t *count)
{
    const bool is_stdin = !strcmp(path, "-");
    FILE *in = is_stdin ? stdin : fopen(path, "re");
    FILE *copy = in ? open_memstream(bytes, count) : NULL;
    char buffer[4096];
    size_t got;
    bool failed = !copy;

    if (failed)
        *bytes = NULL;
    while (!failed && (got = fread(buffer, 1, sizeof(buffer), in)))
        failed = fwrite(buffer, 1, got, copy) != got;
    failed |= in && ferror(in);
    if (failed)
        fprintf(stderr, "doorbell: %s: %s\n", path, strerror(errno));
    if (in && !is_stdin)
        fclose(in);
    if (copy)
        fclose(copy);
    return !failed;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/fakes/capture.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char text[16384];
static FILE *file;
static int target, saved;

void capture_start(int fd)
{
    fflush(NULL);
    target = fd;
    saved = dup(fd);
    file = tmpfile();
    if (saved < 0 || !file || dup2(fileno(file), fd) < 0)
        abort();
}

const char *capture_end(void)
{
    fflush(NULL);
    dup2(saved, target);
    close(saved);
    rewind(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    fclose(file);
    return text;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/qemu_cache.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "harness/support/heap.h"

#define LARGEST (4u << 20) /* of a file; a device tree has 1 MiB at most */

/* FNV-1a, 64 bits. */
#define HASH_START 0xcbf29ce484222325
#define HASH_PRIME 0x100000001b3

static uint64_t hash(uint64_t so_far, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        so_far = (so_far ^ ((const uint8_t *)bytes)[i]) * HASH_PRIME;
    return so_far;
}

static bool is_elf(const char *path)
{
    static const char elf[] = {0x7f, 'E', 'L', 'F'};
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    char magic[sizeof(elf)];
    const bool good = fd >= 0 && read(fd, magic, sizeof(magic)) == sizeof(magic) &&
                      !memcmp(magic, elf, sizeof(elf));

    if (fd >= 0)
        close(fd);
    return good;
}

/* The folder, made if need be; NULL if there is no place for it. */
static char *folder(void)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    char *parent, *path;

    if (cache && *cache == '/') /* a relative one is to be ignored */
        parent = heap_copy(cache);
    else if (home && *home == '/')
        parent = heap_format("%s/.cache", home);
    else
        return NULL;
    path = heap_format("%s/doorbell", parent);
    (void)mkdir(parent, 0700); /* that it failed shows when something is to be kept */
    (void)mkdir(path, 0700);
    free(parent);
    return path;
}

void qemu_cache_open(struct qemu_cache *cache, const struct argv *question)
{
    char *program = realpath(question->words[0], NULL);
    uint64_t asked = HASH_START;
    struct stat info;
    char *where;

    *cache = (struct qemu_cache){0};
    where = program && is_elf(program) && !stat(program, &info) ? folder() : NULL;
    if (where) {
        asked = hash(asked, program, strlen(program) + 1);
        for (char *const *word = question->words + 1; *word; word++)
            asked = hash(asked, *word, strlen(*word) + 1);
        cache->path = heap_format("%s/qemu-%016llx", where, (unsigned long long)asked);
        asked = hash(asked, &info.st_ino, sizeof(info.st_ino));
        asked = hash(asked, &info.st_size, sizeof(info.st_size));
        asked = hash(asked, &info.st_mtim, sizeof(info.st_mtim));
        cache->program = hash(asked, &info.st_ctim, sizeof(info.st_ctim));
    }
    free(where);
    free(program);
}

void qemu_cache_close(struct qemu_cache *cache)
{
    free(cache->path);
    *cache = (struct qemu_cache){0};
}

char *qemu_cache_get(const struct qemu_cache *cache, size_t *size)
{
    const int fd = cache->path ? open(cache->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    char *answer = NULL;
    struct stat info;
    uint64_t sum;

    if (fd < 0)
        return NULL;
    if (!fstat(fd, &info) && info.st_size > (off_t)sizeof(sum) && info.st_size <= LARGEST) {
        struct iovec parts[] = {{&sum, sizeof(sum)},
                                {.iov_len = (size_t)info.st_size - sizeof(sum)}};

        *size = parts[1].iov_len;
        parts[1].iov_base = answer = heap_zero(*size + 1, 1);
        if (readv(fd, parts, 2) != info.st_size || sum != hash(cache->program, answer, *size)) {
            free(answer);
            answer = NULL;
        }
    }
    close(fd);
    return answer;
}

/* Under another name first: nobody shall read half an answer. */
void qemu_cache_put(const struct qemu_cache *cache, const char *answer, size_t size)
{
    char *draft = cache->path ? heap_format("%s.XXXXXX", cache->path) : NULL;
    const int fd = draft ? mkstemp(draft) : -1;

    if (fd >= 0) {
        uint64_t sum = hash(cache->program, answer, size);
        const struct iovec parts[] = {{&sum, sizeof(sum)}, {(void *)(uintptr_t)answer, size}};
        const bool good = writev(fd, parts, 2) == (ssize_t)(sizeof(sum) + size);

        if (close(fd) || !good || rename(draft, cache->path))
            unlink(draft);
    }
    free(draft);
}

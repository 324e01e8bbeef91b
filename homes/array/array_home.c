/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/array/array_home.h"

#include "device_model/container_of.h"

static struct array_home *self(struct home *home)
{
    return container_of(home, struct array_home, home);
}

static void *map(struct home *home, uint64_t gfn)
{
    struct array_home *array = self(home);
    const uint64_t offset = gfn * GUEST_PAGE - array->base;

    if (gfn > UINT64_MAX / GUEST_PAGE || offset >= array->size ||
        array->size - offset < GUEST_PAGE) {
        array->strays++;
        return NULL;
    }
    return (void *)(array->memory + offset);
}

static void set_line(struct home *home, unsigned int line, bool level)
{
    struct array_line *at = &self(home)->line[line];

    at->level = level;
    at->sets++;
    at->raises += level;
}

static uint64_t now(struct home *home)
{
    return self(home)->now;
}

static void log_line(struct home *home, const char *text)
{
    self(home)->logged += *text != '\0';
}

static bool claim_bar(struct home *home, const struct pci_endpoint *endpoint, uint64_t base)
{
    struct array_home *array = self(home);

    (void)endpoint;
    array->claims.count++;
    array->claims.base = base;
    return !array->refuses;
}

static void release_bar(struct home *home, const struct pci_endpoint *endpoint, uint64_t base)
{
    struct array_home *array = self(home);

    (void)endpoint;
    array->releases.count++;
    array->releases.base = base;
}

void array_home_init(struct array_home *home, void *memory, uint64_t base, uint64_t size)
{
    *home = (struct array_home){
        .home = {map, set_line, now, {NULL}, log_line, claim_bar, release_bar, NULL, NULL},
        .memory = (uintptr_t)memory,
        .base = base,
        .size = size,
    };
}

void array_home_advance(struct array_home *home, uint64_t ns)
{
    home->now += ns;
    deadline_run(&home->home.deadlines, home->now);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/result/shard.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"

bool shard_has(struct shard shard, size_t index)
{
    return !shard.of || index % shard.of == shard.number - 1;
}

static bool __attribute__((format(printf, 2, 3)))
refuse(const struct run *part, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "doorbell: %s: ", part->path);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    return false;
}

static struct shard shard_of(const struct run *part)
{
    const char *number = fact_known(&part->facts, "shard.number");
    const char *of = fact_known(&part->facts, "shard.of");

    return (struct shard){number ? (unsigned int)strtoul(number, NULL, 10) : 0,
                          of ? (unsigned int)strtoul(of, NULL, 10) : 0};
}

/* Whether both have the value, or lack it. */
static bool same_fact(const struct facts *one, const struct facts *other, const char *key)
{
    const char *a = fact_value(one, key), *b = fact_value(other, key);

    return a && b ? !strcmp(a, b) : a == b;
}

/* The first fact in which the Xen of @one is not that of @other; NULL: none. What a boot did not
 * say is no difference. @one_xen: not one for debug and one for release. */
static const char *other_xen(const struct outcome *one, const struct outcome *other, bool one_xen)
{
    static const char *const keys[] = {"xen.debug", "xen.version", "xen.changeset", "xen.compiler",
                                       "xen.build_id"};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        const char *a = fact_known(&one->facts, keys[i]), *b = fact_known(&other->facts, keys[i]);

        if (a && b && strcmp(a, b))
            return i || one_xen ? keys[i] : NULL;
        if (!i && !one_xen && !(a && b))
            return NULL;
    }
    return NULL;
}

static bool same_run(const struct run *first, const struct run *part)
{
    static const char *const keys[] = {"qemu", "shard.of", "shard.scenarios", "shard.rules",
                                       "shard.one_xen"};
    const char *one_xen = fact_known(&first->facts, "shard.one_xen"), *key;

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (!same_fact(&first->facts, &part->facts, keys[i]))
            return refuse(part, "a part of another run than %s: \"%s\" differs", first->path,
                          keys[i]);
    for (size_t i = 0; i < first->count; i++)
        for (size_t k = 0; k < part->count; k++) {
            key = other_xen(first->outcomes[i], part->outcomes[k],
                            one_xen && !strcmp(one_xen, "yes"));
            if (key)
                return refuse(part, "of another Xen than %s: \"%s\" differs", first->path, key);
        }
    return true;
}

/* Each of @parts at its place in @sorted, which has room for all. */
static bool sort_parts(struct run *parts, size_t count, struct run **sorted)
{
    const unsigned int of = shard_of(&parts[0]).of;

    for (size_t i = 0; i < count; i++) {
        const unsigned int number = shard_of(&parts[i]).number;

        for (size_t k = 0; k < i; k++)
            if (!same_run(&parts[k], &parts[i]))
                return false;
        if (number < 1 || number > of)
            return refuse(&parts[i], "part %u of %u there cannot be", number, of);
        if (sorted[number - 1])
            return refuse(&parts[i], "part %u of %u is there twice, first in %s", number, of,
                          sorted[number - 1]->path);
        sorted[number - 1] = &parts[i];
    }
    for (unsigned int i = 0; i < of; i++)
        if (!sorted[i])
            return refuse(&parts[0], "part %u of the %u is missing", i + 1, of);
    return true;
}

/* Moves the outcomes to @out in the order of @names, with blanks between, which it cuts up. */
static bool take_outcomes(struct run **sorted, unsigned int of, char *names, struct run *out)
{
    size_t index = 0, left = 0;
    char *state;

    for (char *name = strtok_r(names, " ", &state); name; name = strtok_r(NULL, " ", &state)) {
        struct run *part = sorted[index % of];
        struct outcome **outcome = &part->outcomes[index / of];

        if (index / of >= part->count || strcmp((*outcome)->name, name))
            return refuse(part, "scenario %s is not where this part must have it", name);
        heap_append(out->outcomes, out->count, *outcome);
        *outcome = NULL;
        index++;
    }
    for (unsigned int i = 0; i < of; i++)
        left += sorted[i]->count;
    return left == index ||
           refuse(sorted[0], "the parts have %zu scenarios, the whole run %zu", left, index);
}

static bool merge_sorted(struct run **sorted, unsigned int of, struct run *out)
{
    char *names = heap_copy(fact_value(&sorted[0]->facts, "shard.scenarios"));
    const bool good = take_outcomes(sorted, of, names, out);

    free(names);
    facts_set(&out->facts, "qemu", fact_known(&sorted[0]->facts, "qemu"));
    for (unsigned int i = 0; i < of; i++) {
        const char *started = sorted[i]->started;

        if (started && (!out->started || strcmp(started, out->started) < 0)) {
            free(out->started);
            out->started = heap_copy(started);
        }
        if (sorted[i]->seconds > out->seconds)
            out->seconds = sorted[i]->seconds;
    }
    return good;
}

bool shards_merge(struct run *parts, size_t count, struct run *out)
{
    struct run **sorted;
    bool good;

    *out = (struct run){0};
    for (size_t i = 0; i < count; i++)
        if (!shard_of(&parts[i]).of || shard_of(&parts[i]).of > SHARDS_MAX ||
            !fact_known(&parts[i].facts, "shard.scenarios"))
            return refuse(&parts[i], "no part of a run: it was not made with --shard");
    sorted = heap_zero(shard_of(&parts[0]).of, sizeof(struct run *));
    good = sort_parts(parts, count, sorted) && merge_sorted(sorted, shard_of(&parts[0]).of, out);
    free(sorted);
    if (!good)
        run_free(out);
    return good;
}

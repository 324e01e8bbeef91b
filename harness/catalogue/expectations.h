/* SPDX-License-Identifier: BSD-2-Clause */
/* Known failures: suites/expectations.cfg and the like, which explain their own form. */
#ifndef HARNESS_EXPECTATIONS_H
#define HARNESS_EXPECTATIONS_H

#include <stdbool.h>
#include <stddef.h>

#define XEN_NEWEST "4.23" /* of those that doorbell was run with; xen/series.sh has it, too */

struct scenario;
struct test;

struct expectation {
    char **test;    /* globs on rule or group.test */
    char **symptom; /* globs on what a failed check says; each failure matches one */
    /* Version range as written, of the one that the entry is about; the others are NULL. */
    char *xen, *qemu, *linux_guest, *device_model;
    char **scenario; /* globs on its name, or NULL: any */
    char **skips;    /* globs on the names of scenarios that are skipped for it, or NULL: none */
    char *reason;
    char *upstream; /* reference, or that there is none */
    char *path;     /* the file and line that it is from */
    unsigned int line;
};

struct expectations {
    struct expectation *list;
    size_t count;
};

/*
 * Reads @path. Prints one line (file:line: what) on stderr and returns false if it is malformed, if
 * an entry matches no test of the catalogue, or if a fix is about no entry of the base.
 */
bool expectations_load(const char *path, struct expectations *out);
void expectations_free(struct expectations *expectations);

/*
 * The first entry, or the next after @after, that says that @test fails in @scenario on @version
 * ("4.20.3") of Xen, or of QEMU if it is a bare machine, of Linux if that is the guest; or NULL.
 */
const struct expectation *expectations_find(const struct expectations *expectations,
                                            const struct expectation *after,
                                            const struct test *test,
                                            const struct scenario *scenario, const char *version);

/* The same where there is a device model of @device_model's version, too, which an entry may be
 * about; NULL: ours. */
const struct expectation *expectations_find_with(const struct expectations *expectations,
                                                 const struct expectation *after,
                                                 const struct test *test,
                                                 const struct scenario *scenario,
                                                 const char *version, const char *device_model);

/* What the entry is about, "Xen", "QEMU", "Linux" or "QEMU in dom0", and the versions of it. */
const char *expectation_system(const struct expectation *expectation);
const char *expectation_range(const struct expectation *expectation);

/* The first entry on whose account @scenario is skipped on @version, or NULL. */
const struct expectation *expectations_skip(const struct expectations *expectations,
                                            const struct scenario *scenario, const char *version);

/* Whether @text, of a failed check without its place, or the reason of an error, is a symptom. */
bool expectation_has_symptom(const struct expectation *expectation, const char *text);

/* Whether @expectation is about @test, on whatever Xen. */
bool expectation_covers(const struct expectation *expectation, const struct test *test);

/*
 * Whether @version lies in @range: "*", or "first - last" with either end left out, both inclusive.
 * Compared number by number, and only as many numbers as the end has: "4.20" includes 4.20.3.
 */
bool version_in_range(const char *version, const char *range);

#endif

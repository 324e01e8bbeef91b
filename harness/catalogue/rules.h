/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules that tests check: suites/<group>/rules.cfg. */
#ifndef HARNESS_RULES_H
#define HARNESS_RULES_H

#include <stdbool.h>
#include <stddef.h>

struct rule {
    char *id;        /* "BG-02" */
    char *statement; /* what holds */
    char *source;    /* where that is said: specification, Xen's code or documentation */
    char *hint;      /* what a failure means, and where to look */
    char *untested;  /* why no test of it can be here; NULL: there should be one */
};

struct rules {
    struct rule *list; /* by group (folder name), then as written */
    size_t count;
};

/* Reads @suites/<group>/rules.cfg of every group. Prints one line (file:line: what) on stderr and
 * returns false on the first thing wrong: unreadable, malformed, incomplete, a duplicate. */
bool rules_load(const char *suites, struct rules *out);
void rules_free(struct rules *rules);
const struct rule *rules_find(const struct rules *rules, const char *id);

#endif

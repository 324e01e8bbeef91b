/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/command/option_table.h"

#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/bare_fault.h"
#include "protocol/fault.h"

static bool store_flag(const struct option_row *row, const char *value, void *to)
{
    (void)row;
    (void)value;
    *(bool *)to = true;
    return true;
}

static bool store_text(const struct option_row *row, const char *value, void *to)
{
    (void)row;
    *(const char **)to = value;
    return true;
}

static bool store_glob(const struct option_row *row, const char *value, void *to)
{
    struct globs *globs = to;

    (void)row;
    if (globs->count == CONFIG_GLOBS)
        return false;
    globs->list[globs->count++] = value;
    return true;
}

static bool store_machine(const struct option_row *row, const char *value, void *to)
{
    return store_text(row, value, to) && (!strcmp(value, "xen") || !strcmp(value, MACHINE_QEMU));
}

static bool store_count(const char *value, long most, void *to)
{
    char *end;
    const long count = strtol(value, &end, 10);

    *(unsigned int *)to = (unsigned int)count;
    return end != value && !*end && count >= 1 && count <= most;
}

#define TIMEOUT_MAX 86400

static bool store_timeout(const struct option_row *row, const char *value, void *to)
{
    (void)row;
    return store_count(value, TIMEOUT_MAX, to);
}

static bool store_jobs(const struct option_row *row, const char *value, void *to)
{
    (void)row;
    return store_count(value, JOBS_MAX, to);
}

static bool store_threshold(const struct option_row *row, const char *value, void *to)
{
    char *end;
    const double threshold = strtod(value, &end);

    (void)row;
    *(double *)to = threshold;
    return end != value && !*end && threshold >= 0 && threshold <= 1e15;
}

static bool store_fault(const struct option_row *row, const char *value, void *to)
{
#define FAULT_NAME(constant, name, rule, what) name,
    static const char *const names[] = {FAULTS(FAULT_NAME)};
    bool known = bare_fault(value);

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        known |= !strcmp(value, names[i]);
    return store_text(row, value, to) && known;
}

static bool store_shard(const struct option_row *row, const char *value, void *to)
{
    struct shard *shard = to;
    const char *slash = strchr(value, '/');
    char number[8];

    (void)row;
    if (!slash || (size_t)(slash - value) >= sizeof(number))
        return false;
    memcpy(number, value, (size_t)(slash - value));
    number[slash - value] = '\0';
    return store_count(slash + 1, SHARDS_MAX, &shard->of) &&
           store_count(number, shard->of, &shard->number);
}

#define TEXT(number)   TEXT_OF(number)
#define TEXT_OF(token) #token

#define BOOTS      (RUN | BISECT)
#define AT(member) offsetof(struct options, member)
#define GLOBS      "at most " TEXT(CONFIG_GLOBS) " of them"
#define THRESHOLD  "a number from 0 on"

const struct option_row option_table[] = {
    {"scenario", 0, "GLOB", BOOTS | LIST | JUDGE | COMPARE, store_glob, AT(choice.scenarios),
     .expected = GLOBS,
     .help = "only these scenarios; with judge, the one that the log is of; with compare, OLD=NEW "
             "pairs two names; may be repeated"},
    {"rule", 0, "GLOB", BOOTS | LIST | DTS | JUDGE | COMPARE, store_glob, AT(choice.rules),
     .expected = GLOBS,
     .help = "only tests of these rules or names, like BG-0* or lat.*; may be repeated"},
    {"shard", 0, "K/N", RUN, store_shard, AT(shard),
     .expected = "K/N, 1/1 to N/N, N at most " TEXT(SHARDS_MAX),
     .help =
         "of these scenarios every N-th from the K-th on; merge makes one report of the N parts"},
    {"machine", 0, "NAME", BOOTS | LIST, store_machine, AT(choice.machine),
     .expected = "xen or qemu", .help = "xen, or qemu: the guest alone, without Xen"},
    {"xen", 0, "PATH", RUN, store_text, AT(boot.sources.xen),
     .help = "this hypervisor for all scenarios"},
    {"xen-src", 0, "TREE", BISECT, store_text, AT(xen_src),
     .help = "build this tree instead of the working directory"},
    {"fault", 0, "NAME", RUN, store_fault, AT(boot.sources.fault),
     .expected = "a name that list --faults shows",
     .help = "the backend or, with machine qemu, the harness misbehaves so; list --faults shows "
             "how"},
    {"hazard", 0, NULL, BOOTS, store_flag, AT(choice.hazard),
     .help = "boot a scenario that takes the host down"},
    {"require", 0, "GLOB|all", BOOTS | JUDGE, store_glob, AT(require), .expected = GLOBS,
     .help = "that these scenarios are skipped is an error; may be repeated. all: except for what "
             "the version of a --xen is known to lack"},
    {"expect", 0, "FILE|none", BOOTS | LIST | JUDGE, store_text, AT(expect),
     .help = "known failures, instead of expectations.cfg in --suites"},
    {"timeout", 0, "SECONDS", BOOTS, store_timeout, AT(boot.timeout),
     .expected = "seconds from 1 to " TEXT(TIMEOUT_MAX), .fallback = "60",
     .help = "limit of a boot, without the time that QEMU waits for a busy host's CPUs; a sixth "
             "of it in silence is a hang; with Linux, in dom0 or as guest, thrice as much"},
    {"jobs", 'j', "N", BOOTS, store_jobs, AT(boot.jobs),
     .expected = "a number from 1 to " TEXT(JOBS_MAX),
     .help = "boots at a time: as many as there are CPUs, or 1 with -v"},
    {"keep-log", 0, "DIR", BOOTS, store_text, AT(boot.keep_log),
     .help = "keep each console as DIR/SCENARIO.log"},
    {"baseline", 0, "JSON", BISECT | REPORT, store_text, AT(baseline),
     .help = "judge by what got worse since (bisect), show it (report)"},
    {"threshold", 0, "PERCENT", COMPARE | BISECT | REPORT, store_threshold, AT(threshold),
     .expected = THRESHOLD,
     .help = "how much slower a metric may get: 0.1, or 5 of one that is measured by a clock"},
    {"threshold-abs", 0, "N", COMPARE | BISECT | REPORT, store_threshold, AT(threshold_abs),
     .expected = THRESHOLD,
     .help = "... and by how many instructions: 10, or nanoseconds: 50; only what exceeds both "
             "counts"},
    {"faults", 0, NULL, LIST, store_flag, AT(faults),
     .help = "the faults, each with the rule that must fail"},
    {"coverage", 0, NULL, LIST, store_flag, AT(coverage),
     .help = "the rules, what checks them, what makes it fail"},
    {"scenario-keys", 0, NULL, LIST, store_flag, AT(scenario_keys),
     .help = "the keys of suites/scenarios.cfg, as the comment at its top"},
    {"format", 0, "FORMAT", BOOTS | LIST | JUDGE | COMPARE | REPORT | MERGE, store_text, AT(format),
     .help = "text, tap, junit, json or html; of list text, json or (with --coverage) markdown; of "
             "compare text or json"},
    {"output", 'o', "FILE", BOOTS | LIST | JUDGE | COMPARE | REPORT | MATRIX | MERGE, store_text,
     AT(output), .help = "the report goes there instead of to standard output"},
    {"images", 0, "DIR", BOOTS | DTS, store_text, AT(boot.sources.images),
     .help = "guest.img, backend.img, xen/debug/xen, xen/release/xen: the directory of this "
             "program"},
    {"suites", 0, "DIR", ALL, store_text, AT(suites),
     .help = "scenarios, rules, expectations: ../suites from there"},
    {"qemu", 0, "PATH", BOOTS | DTS, store_text, AT(boot.sources.qemu),
     .fallback = "qemu-system-aarch64", .variable = "QEMU", .help = "a path, or a name in $PATH"},
    {"verbose", 'v', NULL, BOOTS | COMPARE, store_flag, AT(boot.verbose),
     .help = "show the console while it runs, or (compare) all metrics"},
    {"no-color", 0, NULL, ALL, store_flag, AT(no_colour), .variable = "NO_COLOR",
     .help = "no colors, no terminal control sequences"},
    {0},
};

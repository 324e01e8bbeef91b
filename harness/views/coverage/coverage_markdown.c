/* SPDX-License-Identifier: BSD-2-Clause */
/* docs/rules.md */
#include <string.h>

#include "harness/views/coverage/coverage.h"

static const struct {
    const char *prefix, *title;
} groups[] = {
    {"BG-", "BG: background accesses"},
    {"CPU-", "CPU: system registers, PSCI, SMCCC"},
    {"DM-", "DM: the device model's interface"},
    {"ECAM-", "ECAM: configuration space"},
    {"EDGE-", "EDGE: where emulated regions begin and end"},
    {"GIC-", "GIC: the virtual interrupt controller"},
    {"HOT-", "HOT: hot-plug"},
    {"HB-", "HB: the host's side"},
    {"HYP-", "HYP: hypercalls of a domU"},
    {"INT-", "INT: interrupts from emulated devices"},
    {"IOREQ-", "IOREQ: attach, run, detach"},
    {"LAT-", "LAT: latency"},
    {"LNX-", "LNX: Linux as the guest"},
    {"PCI-", "PCI: a host bridge of Xen's, functions of IOREQ servers"},
    {"TIMER-", "TIMER: the generic timer"},
    {"UART-", "UART: vpl011"},
    {"VDEV-", "VDEV: devices of a device model"},
    {"VIO-", "VIO: virtio 1.x over PCI"},
    {"XABI-", "XABI: boot and Xen's own interface"},
};

/* A rule's text, in which Markdown would take some characters for its own. */
static void put_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("\\`*_<>[]#|~", *text))
            fputc('\\', out);
        fputc(*text, out);
    }
}

static void put_scenarios(FILE *out, const struct scenario **scenarios)
{
    if (!*scenarios)
        fputs("no scenario", out);
    for (const char *comma = ""; *scenarios; scenarios++, comma = ", ")
        fprintf(out, "%s%s", comma, (*scenarios)->name);
}

static const char *const fails[] = {
    [PROOF_MUTANT] = "Fails on the mutant",
    [PROOF_VARIANT] = "Fails in the variant",
    [PROOF_FAULT] = "Fails with the fault",
};

static void put_covered(const struct covered *covered, FILE *out)
{
    fprintf(out, "\n### %s\n\n", covered->rule->id);
    put_text(out, covered->rule->statement);
    fputs("\n\n*Source:* ", out);
    put_text(out, covered->rule->source);
    fputs("\n\n", out);
    for (size_t i = 0; i < covered->test_count; i++) {
        fprintf(out, "* Test `%s`: ", covered->tests[i].name);
        put_text(out, covered->tests[i].title);
        fputs(". In ", out);
        put_scenarios(out, covered->tests[i].scenarios);
        fputs(".\n", out);
    }
    for (const struct scenario **at = covered->refusals; *at; at++) {
        fprintf(out, "* Refusal `%s`: ", (*at)->name);
        put_text(out, (*at)->title);
        fputs(".\n", out);
    }
    for (const struct proof **at = covered->proofs; *at; at++) {
        fprintf(out, "* %s `%s`, in %s: ", fails[(*at)->kind], (*at)->name, (*at)->scenario);
        put_text(out, (*at)->breaks);
        fputc('\n', out);
    }
    for (const struct expectation **at = covered->known; *at; at++) {
        const char *system = expectation_system(*at);
        const char *range = expectation_range(*at);

        if (strcmp(range, "*"))
            fprintf(out, "* Known to fail on %s %s: ", system, range);
        else
            fprintf(out, "* Known to fail on every %s: ", system);
        put_text(out, (*at)->reason);
        fputs(" (", out);
        put_text(out, (*at)->upstream);
        fputs(").\n", out);
    }
    for (const struct scenario **at = covered->hazards; *at; at++) {
        fprintf(out, "* Takes the host down, in %s: ", (*at)->name);
        put_text(out, (*at)->hazard);
        fputs(".\n", out);
    }
    if (covered_by_test(covered) && !covered_can_fail(covered))
        fputs("* Nothing is known to make its tests fail.\n", out);
    if (covered->rule->untested) {
        fputs("* No test: ", out);
        put_text(out, covered->rule->untested);
        fputs(".\n", out);
    } else if (!covered_by_test(covered)) {
        fputs("* No test yet.\n", out);
    }
}

/* The group's heading, where one begins. */
static void put_group(const struct coverage *coverage, size_t i, FILE *out)
{
    const char *id = coverage->rules[i].rule->id;

    for (size_t k = 0; k < sizeof(groups) / sizeof(groups[0]); k++) {
        const size_t length = strlen(groups[k].prefix);

        if (!strncmp(id, groups[k].prefix, length) &&
            (!i || strncmp(coverage->rules[i - 1].rule->id, id, length)))
            fprintf(out, "\n## %s\n", groups[k].title);
    }
}

void coverage_markdown(const struct coverage *coverage, FILE *out)
{
    fputs(
        "# The rules\n\n"
        "What doorbell checks, where that is written, the tests that check it and the scenarios "
        "that run\nthem, and what is known to make them fail: a Xen that is broken on purpose "
        "(`xen/mutants`), a fault\nof the backend, a scenario that is changed (`tests/variants`), "
        "or Xen and QEMU as they are.\nMade by `make docs`; do not edit.\n\n",
        out);
    fprintf(out, "%zu rules: %zu without a test, %zu with tests that nothing is known to fail.\n",
            coverage->count, coverage->without_test, coverage->never_failed);
    for (size_t i = 0; i < coverage->count; i++) {
        put_group(coverage, i, out);
        put_covered(&coverage->rules[i], out);
    }
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* What makes a rule covered, and which mutants are refused. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite capture */

#include <greatest.h>

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/views/coverage/coverage.h"
#include "tests/fakes/capture.h"
#include "tests/fakes/fake_suite.h"

static struct rule rule_list[] = {
    {"BG-01", "alpha's", "there", "look", NULL},
    {"BG-06", "beta's", "there", "look", NULL},
    {"BG-29", "for windows, and a refusal", "there", "look", NULL},
    {"ECAM-07", "gamma's", "there", "look", NULL},
    {"HB-4", "nobody's", "there", "look", "it takes <another> host"},
    {"HB-9", "nobody's yet", "there", "look", NULL},
    {"LAT-4", "delta's", "there", "look", NULL},
};
static struct scenario scenario_list[2];
static struct suites suites;
static const struct scenario *scenarios[] = {&scenario_list[0], &scenario_list[1], NULL};
static char folder[] = "/tmp/doorbell-test-XXXXXX";

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");

    if (!file || fputs(text, file) < 0 || fclose(file))
        abort();
}

/* The folder's mutants; what is said on stderr goes to @said. */
static bool load(struct proofs *proofs, const char **said)
{
    bool good;

    capture_start(STDERR_FILENO);
    good = proofs_load("suites", &suites, proofs);
    *said = capture_end();
    return good;
}

static const struct covered *find(const struct coverage *coverage, const char *id)
{
    for (size_t i = 0; i < coverage->count; i++)
        if (!strcmp(coverage->rules[i].rule->id, id))
            return &coverage->rules[i];
    return NULL;
}

#define HEADER "Rule: BG-01\nScenario: fake\nBreaks: Alpha breaks.\n\n"

GREATEST_TEST each_rule_gets_its_own(void)
{
    static const char *const select[] = {"BG-*", "ECAM-*", "HB-*", NULL};
    const struct covered *covered;
    struct coverage coverage;
    struct proofs proofs;
    const char *said;

    write_file("xen/mutants/alpha-breaks.patch", HEADER "diff --git a/x b/x\nRule: BG-06\n");
    write_file("xen/mutants/README.md", "no mutant");
    write_file("tests/variants/alpha-changes.variant", HEADER "Edit: s/a/b/\n");
    GREATEST_ASSERTm(said, load(&proofs, &said));
    coverage_collect(&suites, scenarios, &proofs, select, &coverage);
    GREATEST_ASSERT_EQ(6, coverage.count);

    covered = find(&coverage, "BG-01");
    GREATEST_ASSERT_EQ(1, covered->test_count);
    GREATEST_ASSERT_STR_EQ("bg.alpha", covered->tests[0].name);
    GREATEST_ASSERT_EQ(&scenario_list[0], covered->tests[0].scenarios[0]);
    GREATEST_ASSERT_EQ(NULL, covered->tests[0].scenarios[1]);
    GREATEST_ASSERT_STR_EQ("alpha-breaks", covered->proofs[0]->name);
    GREATEST_ASSERT_STR_EQ("Alpha breaks.", covered->proofs[0]->breaks);
    GREATEST_ASSERT_EQ(PROOF_MUTANT, covered->proofs[0]->kind);
    GREATEST_ASSERT_STR_EQ("alpha-changes", covered->proofs[1]->name);
    GREATEST_ASSERT_EQ(PROOF_VARIANT, covered->proofs[1]->kind);
    GREATEST_ASSERT_EQ(NULL, covered->proofs[2]);
    GREATEST_ASSERT_EQ(NULL, covered->known[0]);

    covered = find(&coverage, "BG-06");
    GREATEST_ASSERT_EQ(NULL, covered->proofs[0]);
    GREATEST_ASSERT_STR_EQ("bg.beta", covered->known[0]->test[0]);

    covered = find(&coverage, "BG-29");
    GREATEST_ASSERT_EQ(NULL, covered->tests[0].scenarios[0]); /* no scenario has windows */
    GREATEST_ASSERT_EQ(&scenario_list[1], covered->refusals[0]);

    GREATEST_ASSERT_FALSE(covered_by_test(find(&coverage, "HB-4")));
    GREATEST_ASSERT_FALSE(covered_by_test(find(&coverage, "HB-9")));
    GREATEST_ASSERT_EQ(1, coverage.without_test); /* HB-4 says why */
    GREATEST_ASSERT_EQ(1, coverage.never_failed); /* BG-29; a fault proves ECAM-07 */
    coverage_free(&coverage);
    proofs_free(&proofs);
    GREATEST_PASS();
}

GREATEST_TEST the_page_has_what_the_check_looks_for(void)
{
    static const char *const select[] = {"HB-*", "BG-29", NULL};
    struct coverage coverage;
    struct proofs proofs;
    const char *said;

    GREATEST_ASSERTm(said, load(&proofs, &said));
    coverage_collect(&suites, scenarios, &proofs, select, &coverage);
    capture_start(STDOUT_FILENO);
    coverage_markdown(&coverage, stdout);
    said = capture_end();
    GREATEST_ASSERTm(said, strstr(said, "\n### HB-9\n"));
    GREATEST_ASSERTm(said, strstr(said, "\n* No test yet.\n"));
    GREATEST_ASSERTm(said, strstr(said, "\n* Nothing is known to make its tests fail.\n"));
    GREATEST_ASSERTm(said, strstr(said, "\n* No test: it takes \\<another\\> host.\n"));
    coverage_free(&coverage);
    proofs_free(&proofs);
    GREATEST_PASS();
}

GREATEST_TEST known_failures_say_whose_they_are(void)
{
    static char *beta[] = {"bg.beta", NULL};
    static struct expectation list[] = {
        {.test = beta, .xen = "*", .reason = "a", .upstream = "u"},
        {.test = beta, .xen = "4.20", .reason = "b", .upstream = "u"},
        {.test = beta, .qemu = "*", .reason = "c", .upstream = "u"},
        {.test = beta, .qemu = "7.2 -", .reason = "d", .upstream = "u"},
    };
    static const char *const select[] = {"BG-06", NULL};
    struct suites mixed = suites;
    struct coverage coverage;
    struct proofs proofs;
    const char *said;

    mixed.expectations = (struct expectations){list, 4};
    GREATEST_ASSERTm(said, load(&proofs, &said));
    coverage_collect(&mixed, scenarios, &proofs, select, &coverage);
    capture_start(STDOUT_FILENO);
    coverage_markdown(&coverage, stdout);
    said = capture_end();
    GREATEST_ASSERTm(said, strstr(said, "* Known to fail on every Xen: a (u)."));
    GREATEST_ASSERTm(said, strstr(said, "* Known to fail on Xen 4.20: b (u)."));
    GREATEST_ASSERTm(said, strstr(said, "* Known to fail on every QEMU: c"));
    GREATEST_ASSERTm(said, strstr(said, "* Known to fail on QEMU 7.2 -: d (u)."));
    capture_start(STDOUT_FILENO);
    coverage_text(&coverage, stdout);
    said = capture_end();
    GREATEST_ASSERTm(said, strstr(said, "fails on Xen 4.20: b"));
    GREATEST_ASSERTm(said, strstr(said, "fails on QEMU *: c"));
    coverage_free(&coverage);
    proofs_free(&proofs);
    GREATEST_PASS();
}

GREATEST_TEST bad_mutants_are_refused(void)
{
    static const struct {
        const char *text, *said;
    } bad[] = {
        {"Rule: BG-01\nScenario: fake\n\ndiff --git\nBreaks: too late\n", "lacks a Rule"},
        {"", "lacks a Rule"},
        {"Rule: BG-99\nScenario: fake\nBreaks: x\n", "bad: there is no BG-99"},
        {"Rule: BG-01\nScenario: none\nBreaks: x\n", "bad: there is no none"},
    };
    struct proofs proofs;
    const char *said;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        write_file("xen/mutants/bad.patch", bad[i].text);
        GREATEST_ASSERT_FALSEm(bad[i].text, load(&proofs, &said));
        GREATEST_ASSERTm(said, strstr(said, bad[i].said));
    }
    unlink("xen/mutants/bad.patch");
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    if (!mkdtemp(folder) || chdir(folder) || mkdir("suites", 0700) || mkdir("xen", 0700) ||
        mkdir("xen/mutants", 0700) || mkdir("tests", 0700) || mkdir("tests/variants", 0700))
        abort();
    scenario_list[0] = fake_scenario;
    scenario_list[1] = fake_scenario;
    scenario_list[1].name = "refused";
    scenario_list[1].refusal = "no";
    scenario_list[1].rule = "BG-29";
    suites = (struct suites){.scenarios = {scenario_list, 2},
                             .rules = {rule_list, sizeof(rule_list) / sizeof(rule_list[0])},
                             .expectations = fake_expectations};
    GREATEST_RUN_TEST(each_rule_gets_its_own);
    GREATEST_RUN_TEST(the_page_has_what_the_check_looks_for);
    GREATEST_RUN_TEST(known_failures_say_whose_they_are);
    GREATEST_RUN_TEST(bad_mutants_are_refused);
    unlink("xen/mutants/alpha-breaks.patch");
    unlink("xen/mutants/README.md");
    unlink("tests/variants/alpha-changes.variant");
    if (rmdir("tests/variants") || rmdir("tests") || rmdir("xen/mutants") || rmdir("xen") ||
        rmdir("suites") || rmdir(folder))
        abort();
    GREATEST_MAIN_END();
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/views/coverage/proofs.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/bare_fault.h"
#include "harness/support/heap.h"
#include "protocol/fault.h"

/* Where proofs are that are files with header lines; mutants may be followed by a patch. */
static const struct folder {
    const char *name, *suffix;
    enum proof_kind kind;
    bool optional;
} folders[] = {
    {"xen/mutants", ".patch", PROOF_MUTANT, false},
    {"xen/mutants/vpci", ".patch", PROOF_MUTANT, true},
    {"xen/mutants/dtbo", ".patch", PROOF_MUTANT, true},
    {"tests/variants", ".variant", PROOF_VARIANT, true},
};

static bool is_known(const struct proof *proof, const char *path, const struct suites *suites)
{
    const char *unknown = !rules_find(&suites->rules, proof->rule)               ? proof->rule
                          : !scenarios_find(&suites->scenarios, proof->scenario) ? proof->scenario
                                                                                 : NULL;

    if (unknown)
        fprintf(stderr, "%s: %s: there is no %s\n", path, proof->name, unknown);
    return !unknown;
}

/* Takes the value of @line if it is header @field. */
static void take_header(const char *line, const char *field, char **value)
{
    const size_t length = strlen(field);

    if (!*value && !strncmp(line, field, length))
        *value = heap_clean(line + length + strspn(line + length, " "));
}

static bool read_proof(const char *path, const struct suites *suites, struct proof *out)
{
    FILE *file = fopen(path, "r");
    size_t size = 0;
    char *line = NULL;
    bool good;

    if (!file) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return false;
    }
    while (getline(&line, &size, file) >= 0 && strncmp(line, "diff ", 5)) {
        take_header(line, "Rule:", &out->rule);
        take_header(line, "Scenario:", &out->scenario);
        take_header(line, "Breaks:", &out->breaks);
    }
    free(line);
    fclose(file);
    good = out->rule && out->scenario && out->breaks;
    if (!good)
        fprintf(stderr, "%s: its header lacks a Rule, a Scenario or a Breaks\n", path);
    return good && is_known(out, path, suites);
}

/* The length of @file without @suffix; 0: it has another one. */
static int stem(const char *file, const char *suffix)
{
    const size_t length = strlen(file), end = strlen(suffix);

    return length > end && !strcmp(file + length - end, suffix) ? (int)(length - end) : 0;
}

static bool read_folder(const char *directory, const struct folder *folder,
                        const struct suites *suites, struct proofs *out)
{
    char *at = heap_format("%s/../%s", directory, folder->name);
    struct dirent **files;
    int count = scandir(at, &files, NULL, alphasort);
    bool good = count >= 0 || (folder->optional && errno == ENOENT);

    if (!good)
        fprintf(stderr, "%s: cannot look here for what tests fail on: %s\n", at, strerror(errno));
    for (int i = 0; i < count; i++) {
        const int length = stem(files[i]->d_name, folder->suffix);
        char *path = heap_format("%s/%s", at, files[i]->d_name);

        if (good && length) {
            heap_append(out->list, out->count,
                        (struct proof){.kind = folder->kind,
                                       .name = heap_format("%.*s", length, files[i]->d_name)});
            good = read_proof(path, suites, &out->list[out->count - 1]);
        }
        free(path);
        free(files[i]);
    }
    if (count >= 0)
        free(files);
    free(at);
    return good;
}

/* Faults are set one after the other in this scenario: tests/faults.sh, suites/hostile. */
#define FAULT_SCENARIO "hostile"
#define GRANT_FAULT    "grant-"

#define FAULT(constant, name_, rule_, text) \
    {.name = name_, .rule = rule_, .scenario = FAULT_SCENARIO, .breaks = text, .kind = PROOF_FAULT},

/* And those of a plain QEMU, each in its own: tests/end_to_end/plain_qemu.sh. */
#define BARE_FAULT(constant, name_, rule_, scenario_, text) \
    {.name = name_, .rule = rule_, .scenario = scenario_, .breaks = text, .kind = PROOF_FAULT},

static const struct proof faults[] = {FAULTS(FAULT) BARE_FAULTS(BARE_FAULT)};

/* What is wrong with grants takes a device behind them. */
static const char *scenario_of(const struct proof *fault)
{
    return strncmp(fault->name, GRANT_FAULT, strlen(GRANT_FAULT)) ? fault->scenario
                                                                  : FAULT_SCENARIO "-grants";
}

static void add_faults(struct proofs *out)
{
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        const struct proof fault = {
            .name = heap_copy(faults[i].name),
            .rule = heap_copy(faults[i].rule),
            .scenario = heap_copy(scenario_of(&faults[i])),
            .breaks = heap_copy(faults[i].breaks),
            .kind = PROOF_FAULT,
        };

        heap_append(out->list, out->count, fault);
    }
}

bool proofs_load(const char *directory, const struct suites *suites, struct proofs *out)
{
    *out = (struct proofs){0};
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        if (!read_folder(directory, &folders[i], suites, out)) {
            proofs_free(out);
            return false;
        }
    add_faults(out);
    return true;
}

void proofs_free(struct proofs *proofs)
{
    for (size_t i = 0; i < proofs->count; i++) {
        free(proofs->list[i].name);
        free(proofs->list[i].rule);
        free(proofs->list[i].scenario);
        free(proofs->list[i].breaks);
    }
    free(proofs->list);
    *proofs = (struct proofs){0};
}

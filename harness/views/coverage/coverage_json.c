/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "harness/support/json.h"
#include "harness/views/coverage/coverage.h"

static void add_scenarios(cJSON *to, const char *key, const struct scenario **scenarios)
{
    cJSON *array = cJSON_AddArrayToObject(to, key);

    for (; *scenarios; scenarios++)
        cJSON_AddItemToArray(array, cJSON_CreateString((*scenarios)->name));
}

static void add_proofs(cJSON *to, const char *key, const struct proof **proofs,
                       enum proof_kind kind)
{
    cJSON *array = cJSON_AddArrayToObject(to, key);

    for (; *proofs; proofs++) {
        cJSON *json;

        if ((*proofs)->kind != kind)
            continue;
        json = cJSON_CreateObject();
        cJSON_AddStringToObject(json, "name", (*proofs)->name);
        cJSON_AddStringToObject(json, "scenario", (*proofs)->scenario);
        cJSON_AddStringToObject(json, "breaks", (*proofs)->breaks);
        cJSON_AddItemToArray(array, json);
    }
}

static void add_known(cJSON *to, const struct expectation **known)
{
    cJSON *array = cJSON_AddArrayToObject(to, "known_failures");

    for (; *known; known++) {
        cJSON *json = cJSON_CreateObject();

        cJSON_AddStringToObject(json,
                                (*known)->xen    ? "xen"
                                : (*known)->qemu ? "qemu"
                                                 : "linux",
                                expectation_range(*known));
        cJSON_AddStringToObject(json, "reason", (*known)->reason);
        cJSON_AddStringToObject(json, "upstream", (*known)->upstream);
        cJSON_AddItemToArray(array, json);
    }
}

static cJSON *json_covered(const struct covered *covered)
{
    cJSON *json = cJSON_CreateObject(), *tests;

    cJSON_AddStringToObject(json, "id", covered->rule->id);
    cJSON_AddStringToObject(json, "statement", covered->rule->statement);
    cJSON_AddStringToObject(json, "source", covered->rule->source);
    tests = cJSON_AddArrayToObject(json, "tests");
    for (size_t i = 0; i < covered->test_count; i++) {
        cJSON *test = cJSON_CreateObject();

        cJSON_AddStringToObject(test, "name", covered->tests[i].name);
        cJSON_AddStringToObject(test, "title", covered->tests[i].title);
        add_scenarios(test, "scenarios", covered->tests[i].scenarios);
        cJSON_AddItemToArray(tests, test);
    }
    add_scenarios(json, "refusals", covered->refusals);
    add_proofs(json, "mutants", covered->proofs, PROOF_MUTANT);
    add_proofs(json, "variants", covered->proofs, PROOF_VARIANT);
    add_proofs(json, "faults", covered->proofs, PROOF_FAULT);
    add_scenarios(json, "hazards", covered->hazards);
    add_known(json, covered->known);
    if (covered->rule->untested)
        cJSON_AddStringToObject(json, "untested", covered->rule->untested);
    return json;
}

bool coverage_json(const struct coverage *coverage, FILE *out)
{
    cJSON *json = cJSON_CreateObject(), *rules = cJSON_AddArrayToObject(json, "rules");

    for (size_t i = 0; i < coverage->count; i++)
        cJSON_AddItemToArray(rules, json_covered(&coverage->rules[i]));
    cJSON_AddNumberToObject(json, "without_test", (double)coverage->without_test);
    cJSON_AddNumberToObject(json, "never_failed", (double)coverage->never_failed);
    return json_write(json, out);
}

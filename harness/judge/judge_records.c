/* SPDX-License-Identifier: BSD-2-Clause */
/* The stream of records of protocol/record.h: its order, its frame, and who handles what. */
#include "harness/judge/judge_state.h"

#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"
#include "harness/support/words.h"
#include "protocol/config.h"

const struct said_word said_words[SAIDS] = {
    [SAID_PASS] = {"PASS", "SUCCESS", EXIT_OK, VERDICT_PASS},
    [SAID_SKIP] = {"SKIP", "SKIP", EXIT_SKIP, VERDICT_SKIP},
    [SAID_ERROR] = {"ERROR", "ERROR", EXIT_ERROR, VERDICT_ERROR},
    [SAID_FAIL] = {"FAIL", "FAILURE", EXIT_FAIL, VERDICT_FAIL},
};

void judge_malformed(struct judge *judge, const struct record *record)
{
    judge_accuse(judge, VERDICT_ERROR, "record %04x: cannot read its %s", record->seq,
                 record->kind);
}

static void on_plan(struct judge *judge, struct record *record)
{
    char *rest = record->payload;
    uint64_t version, tests;

    judge->planned = true;
    if (!word_take_number(&rest, &version)) {
        judge_malformed(judge, record);
        return;
    }
    if (version != RECORD_VERSION) {
        judge_accuse(judge, VERDICT_ERROR,
                     "the guest speaks version %llu of the console protocol, not %d: rebuild it",
                     (unsigned long long)version, RECORD_VERSION);
        return;
    }
    if (!word_take_number(&rest, &tests)) {
        judge_malformed(judge, record);
        return;
    }
    if (tests != judge->outcome->test_count)
        judge_accuse(judge, VERDICT_ERROR,
                     "the guest plans %llu tests, the catalogue has %zu for this scenario",
                     (unsigned long long)tests, judge->outcome->test_count);
    if (strcmp(rest, judge->scenario->name))
        judge_accuse(judge, VERDICT_ERROR, "the guest plans for scenario \"%s\", not \"%s\"", rest,
                     judge->scenario->name);
}

/* What the guest found must be what the scenario claims to have set up. */
static void on_env(struct judge *judge, struct record *record)
{
    struct outcome *outcome = judge->outcome;
    const char *wanted = NULL;
    char *rest = record->payload, *key;

    heap_append(outcome->env, outcome->env_count, heap_clean(record->payload));
    key = word_take(&rest);
    if (!strcmp(key, "qemu"))
        judge_qemu_version(judge, rest);
    else if (!strcmp(key, "console"))
        wanted = judge->scenario->plain    ? "pl011"
                 : judge->scenario->vpl011 ? "vpl011"
                                           : "hypercall";
    else if (!strcmp(key, "gic"))
        wanted = judge->scenario->gic == 2 ? "v2" : "v3";
    if (wanted && strcmp(rest, wanted))
        judge_accuse(judge, VERDICT_ERROR, "the guest found %s %s, the scenario is about %s", key,
                     rest, wanted);
}

static void on_summary(struct judge *judge, struct record *record)
{
    static const enum said order[] = {SAID_PASS, SAID_FAIL, SAID_ERROR, SAID_SKIP};
    char *rest = record->payload;
    uint64_t count;

    if (judge->summed)
        judge_accuse(judge, VERDICT_ERROR, "a second summary");
    judge->summed = true;
    for (size_t i = 0; i < SAIDS; i++) {
        if (!word_take_number(&rest, &count)) {
            judge_malformed(judge, record);
            return;
        }
        if (count != judge->said[order[i]])
            judge_accuse(judge, VERDICT_ERROR, "the summary counts %llu %s, the verdicts are %zu",
                         (unsigned long long)count, said_words[order[i]].verdict,
                         judge->said[order[i]]);
    }
    if (*rest)
        judge_malformed(judge, record);
}

static void on_end(struct judge *judge, struct record *record)
{
    uint64_t count;

    judge->ended = true;
    if (!judge->summed)
        judge_accuse(judge, VERDICT_ERROR, "the run ends without a summary");
    if (!word_number(record->payload, &count))
        judge_malformed(judge, record);
    else if (count != judge->records)
        judge_accuse(judge, VERDICT_ERROR, "the end record counts %llu records, %zu arrived",
                     (unsigned long long)count, judge->records);
}

static const struct kind {
    const char *name;
    bool in_test; /* only while a test runs */
    void (*handle)(struct judge *judge, struct record *record);
} kinds[] = {
    {"plan", false, on_plan},
    {"env", false, on_env},
    {"begin", false, judge_on_begin},
    {"note", true, judge_on_note},
    {"fail", true, judge_on_fail},
    {"metric", true, judge_on_metric},
    {"sample", true, judge_on_sample},
    {"verdict", false, judge_on_verdict},
    {"leave", true, judge_on_leave},
    {"crash", false, judge_on_crash},
    {"ask", true, judge_on_ask},
    {"summary", false, on_summary},
    {"end", false, on_end},
};

static void handle(struct judge *judge, struct record *record)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(record->kind, kinds[i].name))
            continue;
        if (kinds[i].in_test && judge->running == NO_TEST)
            judge_accuse(judge, VERDICT_ERROR, "record %04x: a %s outside of any test", record->seq,
                         record->kind);
        else
            kinds[i].handle(judge, record);
        return;
    }
    judge_accuse(judge, VERDICT_ERROR, "record %04x: of unknown kind \"%s\"", record->seq,
                 record->kind);
}

/* Plan first, nothing after the end, only more of the crash after a crash. */
static bool in_order(struct judge *judge, const struct record *record)
{
    bool is_plan = !strcmp(record->kind, "plan"), is_crash = !strcmp(record->kind, "crash");
    const char *fault = NULL;

    if (judge->ended)
        fault = "after the end record";
    else if (judge->crashed && !is_crash)
        fault = "after a crash";
    else if (judge->planned && is_plan)
        fault = "a second time";
    if (fault) {
        judge_accuse(judge, VERDICT_ERROR, "record %04x: %s %s", record->seq, record->kind, fault);
        return false;
    }
    if (!judge->planned && !is_plan && !is_crash) {
        judge_accuse(judge, VERDICT_ERROR, "the run does not start with a plan");
        judge->planned = true;
    }
    return true;
}

/* Whether the record is the next one, or a later one; not one that was there already. */
static bool in_sequence(struct judge *judge, const struct record *record)
{
    uint16_t ahead = (uint16_t)(record->seq - judge->next_seq);

    if (ahead >= 0x8000) {
        judge_accuse(judge, VERDICT_ERROR, "record %04x: repeated or out of order", record->seq);
        return false;
    }
    if (ahead)
        judge_accuse(judge, VERDICT_ERROR, "%u record%s missing before record %04x", ahead,
                     ahead == 1 ? "" : "s", record->seq);
    judge->next_seq = (uint16_t)(record->seq + 1);
    return true;
}

void judge_record(struct judge *judge, const char *line)
{
    struct record record;
    enum record_status status = record_parse(line, &record);

    judge->guest_spoke = true;
    if (judge->scenario->refusal) /* that it speaks at all is what counts */
        return;
    if (status != RECORD_OK) {
        char *text = heap_clean(strstr(line, RECORD_MARK));

        judge_accuse(judge, VERDICT_ERROR, "%s: %s",
                     status == RECORD_BAD_SUM ? "a record with a wrong checksum"
                                              : "a malformed record",
                     text);
        free(text);
        return;
    }
    if (!in_sequence(judge, &record))
        return;
    judge->returned |= judge->left;
    judge->left = false;
    judge->records++;
    if (in_order(judge, &record))
        handle(judge, &record);
}

void judge_result_line(struct judge *judge, const char *word)
{
    size_t length = strcspn(word, "\r\n");
    enum said said = SAID_PASS;

    while (said < SAIDS && (strlen(said_words[said].result) != length ||
                            strncmp(word, said_words[said].result, length)))
        said++;
    if (said == SAIDS)
        judge_accuse(judge, VERDICT_ERROR, "a result line of unknown meaning");
    else if (judge->has_result)
        judge_accuse(judge, VERDICT_ERROR, "a second result line");
    else if (!judge->ended && !judge->crashed)
        judge_accuse(judge, VERDICT_ERROR, "a result line without an end record before it");
    if (said == SAIDS)
        return;
    judge->has_result = true;
    judge->result = said;
}

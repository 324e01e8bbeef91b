/* SPDX-License-Identifier: BSD-2-Clause */
/* The stream of records of protocol/record.h: its order, its frame, and who handles what. */
#include "harness/judge/judge_state.h"

#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"
#include "harness/support/words.h"
#include "protocol/config.h"

void judge_on_plan(struct judge *judge, struct record *record)
{
    char *rest = record->payload;
    uint64_t version, tests;

    judge->planned = true;
    if (!word_take_number(&rest, &version)) {
        judge_malformed(judge, record);
        return;
    }
    if (version != RECORD_VERSION) {
        judge->refused =
            heap_format("the guest's records are of version %llu, this doorbell reads version %d: "
                        "rebuild the guest, or use the doorbell that came with it",
                        (unsigned long long)version, RECORD_VERSION);
        return;
    }
    if (!word_take_number(&rest, &tests)) {
        judge_malformed(judge, record);
        return;
    }
    if (tests != judge->outcome->test_count)
        judge_problem(judge, VERDICT_ERROR,
                      "the guest plans %llu tests, the catalogue has %zu for this scenario",
                      (unsigned long long)tests, judge->outcome->test_count);
    if (strcmp(rest, judge->scenario->name))
        judge_problem(judge, VERDICT_ERROR, "the guest plans for scenario \"%s\", not \"%s\"", rest,
                      judge->scenario->name);
}

/* What the guest found must be what the scenario claims to have set up. */
void judge_on_env(struct judge *judge, struct record *record)
{
    const char *wanted = NULL;
    char *rest = record->payload, *key;

    judge_take_env(judge, record->payload);
    key = word_take(&rest);
    if (!strcmp(key, "qemu"))
        judge_qemu_version(judge, rest);
    else if (!strcmp(key, "console"))
        wanted = judge->scenario->bare ? "pl011" : judge->scenario->vpl011 ? "vpl011" : "hypercall";
    else if (!strcmp(key, "gic"))
        wanted = judge->scenario->gic == 2 ? "v2" : "v3";
    if (wanted && strcmp(rest, wanted))
        judge_problem(judge, VERDICT_ERROR, "the guest found %s %s, the scenario is about %s", key,
                      rest, wanted);
}

void judge_on_summary(struct judge *judge, struct record *record)
{
    static const enum guest_verdict order[] = {GUEST_PASS, GUEST_FAIL, GUEST_ERROR, GUEST_SKIP};
    char *rest = record->payload;
    uint64_t count;

    if (judge->summed)
        judge_problem(judge, VERDICT_ERROR, "a second summary");
    judge->summed = true;
    for (size_t i = 0; i < GUEST_VERDICTS_END; i++) {
        if (!word_take_number(&rest, &count)) {
            judge_malformed(judge, record);
            return;
        }
        if (count != judge->verdicts[order[i]])
            judge_problem(judge, VERDICT_ERROR, "the summary counts %llu %s, the verdicts are %zu",
                          (unsigned long long)count, guest_verdict_words[order[i]].verdict,
                          judge->verdicts[order[i]]);
    }
    if (*rest)
        judge_malformed(judge, record);
}

void judge_on_end(struct judge *judge, struct record *record)
{
    uint64_t count;

    judge->ended = true;
    if (!judge->summed)
        judge_problem(judge, VERDICT_ERROR, "the run ends without a summary");
    if (!word_number(record->payload, &count))
        judge_malformed(judge, record);
    else if (count != judge->records)
        judge_problem(judge, VERDICT_ERROR, "the end record counts %llu records, %zu arrived",
                      (unsigned long long)count, judge->records);
}

#define HANDLER(constant, kind, in_test) {in_test, judge_on_##kind},
static const struct {
    bool in_test; /* only while a test runs */
    void (*handle)(struct judge *judge, struct record *record);
} handlers[RECORD_KINDS_END] = {RECORD_KINDS(HANDLER)};
#undef HANDLER

static enum record_kind kind_of(const struct record *record)
{
    enum record_kind kind = 0;

    while (kind < RECORD_KINDS_END && strcmp(record->kind, record_kinds[kind]))
        kind++;
    return kind;
}

static void handle(struct judge *judge, enum record_kind kind, struct record *record)
{
    if (kind == RECORD_KINDS_END)
        judge_problem(judge, VERDICT_ERROR, "record %04x: of unknown kind \"%s\"", record->seq,
                      record->kind);
    else if (handlers[kind].in_test && judge->running == NO_TEST)
        judge_problem(judge, VERDICT_ERROR, "record %04x: a %s outside of any test", record->seq,
                      record->kind);
    else
        handlers[kind].handle(judge, record);
    if (kind != RECORD_NOTE && kind != RECORD_FAIL && kind != RECORD_ERROR && kind != RECORD_SKIP &&
        kind != RECORD_MORE)
        judge->continued = NULL;
}

/* Plan first, nothing after the end, only more of the crash after a crash. */
static bool in_order(struct judge *judge, enum record_kind kind, const struct record *record)
{
    const char *fault = NULL;

    if (judge->ended)
        fault = "after the end record";
    else if (judge->crashed && kind != RECORD_CRASH)
        fault = "after a crash";
    else if (judge->planned && kind == RECORD_PLAN)
        fault = "a second time";
    if (fault) {
        judge_problem(judge, VERDICT_ERROR, "record %04x: %s %s", record->seq, record->kind, fault);
        return false;
    }
    if (!judge->planned && kind != RECORD_PLAN && kind != RECORD_CRASH && kind != RECORD_RIG) {
        judge_problem(judge, VERDICT_ERROR, "the run does not start with a plan");
        judge->planned = true;
    }
    return true;
}

/* Whether the record is the next one, or a later one; not one that was there already. */
static bool in_sequence(struct judge *judge, const struct record *record)
{
    uint16_t ahead = (uint16_t)(record->seq - judge->next_seq);

    if (ahead >= 0x8000) {
        judge_problem(judge, VERDICT_ERROR, "record %04x: repeated or out of order", record->seq);
        return false;
    }
    if (ahead) {
        judge->continued = NULL;
        judge_problem(judge, VERDICT_ERROR, "%u record%s missing before record %04x", ahead,
                      ahead == 1 ? "" : "s", record->seq);
    }
    judge->next_seq = (uint16_t)(record->seq + 1);
    return true;
}

void judge_record(struct judge *judge, const char *line)
{
    struct record record;
    enum record_status status = record_parse(line, &record);
    enum record_kind kind;

    judge->guest_seen = true;
    if (judge->scenario->refusal || judge->refused) /* a refusal: that there is one at all counts */
        return;
    if (status != RECORD_OK) {
        char *text = heap_clean(strstr(line, RECORD_MARK));

        judge_problem(judge, VERDICT_ERROR, "%s: %s",
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
    judge_said_end(judge);
    kind = kind_of(&record);
    if (in_order(judge, kind, &record))
        handle(judge, kind, &record);
}

void judge_result_line(struct judge *judge, const char *word)
{
    size_t length = strcspn(word, "\r\n");
    enum guest_verdict verdict = 0;
    const char *known;

    while (verdict < GUEST_VERDICTS_END && (known = guest_verdict_words[verdict].result) &&
           (strlen(known) != length || strncmp(word, known, length)))
        verdict++;
    if (verdict == GUEST_VERDICTS_END)
        judge_problem(judge, VERDICT_ERROR, "a result line of unknown meaning");
    else if (judge->has_result)
        judge_problem(judge, VERDICT_ERROR, "a second result line");
    else if (!judge->ended && !judge->crashed)
        judge_problem(judge, VERDICT_ERROR, "a result line without an end record before it");
    if (verdict == GUEST_VERDICTS_END)
        return;
    judge->has_result = true;
    judge->result = verdict;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Plain QEMU: its version, what the guest asks of the launcher, and the launcher's own lines. */
#include "harness/judge/judge_state.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"
#include "harness/support/words.h"

void judge_qemu_version(struct judge *judge, const char *version)
{
    if (!judge->scenario->bare)
        judge_problem(judge, VERDICT_ERROR, "the guest finds no Xen, the scenario is about one");
    else if (!judge_version(judge) && isdigit((unsigned char)*version))
        facts_set(&judge->outcome->facts, "machine.qemu", version);
}

/* "plug", "unplug", "resize <sectors>" or "type <characters>"; false if it is nothing of these. */
static bool read_ask(struct judge *judge, char *payload)
{
    static const char *const words[] = {
        [ASK_PLUG] = "plug", [ASK_UNPLUG] = "unplug", [ASK_RESIZE] = "resize", [ASK_TYPE] = "type"};
    const char *word = word_take(&payload);
    uint64_t *number = &judge->asked_number;
    enum ask ask = ASK_PLUG;

    while (ask <= ASK_TYPE && strcmp(words[ask], word))
        ask++;
    if (ask > ASK_TYPE || (ask < ASK_RESIZE && *payload))
        return false;
    if (ask >= ASK_RESIZE && (!word_number(payload, number) || !*number ||
                              *number > (ask == ASK_TYPE ? ASK_TYPE_MAX : ASK_SECTORS_MAX)))
        return false;
    judge->asked = ask;
    return true;
}

static bool may_ask(const struct test *test, enum ask ask)
{
    return ask == ASK_TYPE ? test->vpl011 : test->needs & (ask == ASK_RESIZE ? RESIZE : HOTPLUG);
}

void judge_on_ask(struct judge *judge, struct record *record)
{
    char *text = heap_copy(record->payload);

    if (!read_ask(judge, record->payload)) {
        judge_malformed(judge, record);
    } else if (!may_ask(judge->tests[judge->running], judge->asked)) {
        judge_problem(judge, VERDICT_ERROR, "record %04x: asks for a %s in a test that needs none",
                      record->seq, text);
        judge->asked = ASK_NOTHING;
    }
    free(text);
}

void judge_harness_line(struct judge *judge, const char *text)
{
    const bool crash = !strncmp(text, "crash: ", strlen("crash: "));
    const char *reason = strstr(text, ": ");
    char *clean = heap_clean(reason ? reason + 2 : text);

    judge->stopped = true;
    judge_problem(judge, crash ? VERDICT_CRASH : VERDICT_ERROR, "%s", clean);
    free(clean);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Plain QEMU: who it is, what the guest asks of the launcher, and what the launcher has to say. */
#include "harness/judge/judge_state.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "harness/support/ask.h"
#include "harness/support/heap.h"

void judge_qemu_version(struct judge *judge, const char *version)
{
    if (!judge->scenario->plain)
        judge_accuse(judge, VERDICT_ERROR, "the guest finds no Xen, the scenario is about one");
    else if (!judge->outcome->qemu_version && isdigit((unsigned char)*version))
        judge->outcome->qemu_version = heap_clean(version);
}

void judge_on_ask(struct judge *judge, struct record *record)
{
    const enum ask ask = ask_read(record->payload, NULL);
    const unsigned int need = ask == ASK_RESIZE ? RESIZE : HOTPLUG;

    if (ask == ASK_MALFORMED)
        judge_malformed(judge, record);
    else if (!(judge->outcome->tests[judge->running].test->needs & need))
        judge_accuse(judge, VERDICT_ERROR, "record %04x: asks for a %s in a test that needs none",
                     record->seq, record->payload);
}

void judge_harness_line(struct judge *judge, const char *text)
{
    const bool crash = !strncmp(text, "crash: ", strlen("crash: "));
    const char *reason = strstr(text, ": ");
    char *clean = heap_clean(reason ? reason + 2 : text);

    judge->stopped = true;
    judge_accuse(judge, crash ? VERDICT_CRASH : VERDICT_ERROR, "%s", clean);
    free(clean);
}

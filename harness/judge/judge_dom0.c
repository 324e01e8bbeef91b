/* SPDX-License-Identifier: BSD-2-Clause */
/* A Linux dom0: what its agent says (linux_dom0/), and what its kernel says when it is in trouble.
 */
#include "harness/judge/judge_state.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"

#define AGENT   "doorbell dom0: "
#define BACKEND "doorbell backend: "

/* kernel/panic.c, mm/oom_kill.c, arch/arm64/kernel/traps.c, kernel/hung_task.c. */
static const char *const trouble[] = {
    "Kernel panic - not syncing",
    "Out of memory: Killed process",
    "Internal error: Oops",
    "blocked for more than",
};

static void problem(struct judge *judge, enum verdict verdict, const char *text)
{
    char *clean = heap_clean(text);

    judge_problem(judge, verdict, "dom0: %s", clean);
    free(clean);
}

static bool starts(const char *text, const char *with)
{
    return !strncmp(text, with, strlen(with));
}

static void take_version(struct judge *judge, const char *text)
{
    char *version = heap_format("%.*s", (int)strspn(text, "0123456789."), text);

    if (*version)
        facts_set(&judge->outcome->facts, "machine.device_model", version);
    free(version);
}

static void take_toolstack(struct judge *judge, const char *text)
{
    if (!judge->toolstack)
        judge->toolstack = heap_format("%.*s", (int)strspn(text, "0123456789."), text);
}

static void take_error(struct judge *judge, const char *text)
{
    problem(judge, VERDICT_ERROR, text);
    judge->dom0_gave_up = true;
}

static bool take_agent(struct judge *judge, const char *text)
{
    if (starts(text, "crash: "))
        problem(judge, VERDICT_CRASH, text + strlen("crash: "));
    else if (starts(text, "error: "))
        take_error(judge, text + strlen("error: "));
    else if (starts(text, "watchdog: "))
        judge_watchdog(judge, text + strlen("watchdog: "));
    else if (starts(text, "device model QEMU ") && judge->scenario->model == MODEL_QEMU)
        take_version(judge, text + strlen("device model QEMU "));
    else if (starts(text, "toolstack xl "))
        take_toolstack(judge, text + strlen("toolstack xl "));
    return true;
}

/* "(d1) " and the like: a domain that is not dom0. */
static bool is_of_a_domu(const char *line)
{
    return starts(line, "(d") && isdigit((unsigned char)line[2]) && strstr(line, ") ");
}

bool judge_dom0_line(struct judge *judge, const char *line)
{
    const char *agent = strstr(line, AGENT);

    if (!scenario_has_linux_dom0(judge->scenario))
        return false;
    if (agent && strstr(agent, BACKEND)) /* doorbell-dm's line is the backend's */
        return false;
    if (agent)
        return take_agent(judge, agent + strlen(AGENT));
    for (size_t i = 0; !is_of_a_domu(line) && i < sizeof(trouble) / sizeof(trouble[0]); i++)
        if (strstr(line, trouble[i])) {
            problem(judge, VERDICT_CRASH, strstr(line, trouble[i]));
            return true;
        }
    return false;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Xen's own messages on the console: its version, what it supports, panics and crashes. */
#include "harness/judge/judge_state.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "harness/catalogue/expectations.h"
#include "harness/support/heap.h"

#define XEN_PREFIX "(XEN) "

/* Printed by the patches in xen/patches/ when the domU gets the property. */
#define TEXT_UNMAPPED ": unmapped accesses: reads give ones"
#define TEXT_WINDOW   ": MMIO background region "
#define TEXT_BRIDGE   ": PCI host bridge with ECAM at "

/* common/version.c, drivers/char/console.c, common/sched/core.c: who it is. */
#define TEXT_CHANGESET "Latest ChangeSet:"
#define TEXT_BUILD_ID  "build-id:"
#define TEXT_SCHEDULER "Using scheduler:"

/* xen/common/bug.c, domain.c, shutdown.c; include/xen/sched.h; arch/arm/traps.c. */
static const struct {
    const char *start, *then; /* the line starts with @start and holds @then */
} trouble[] = {
    {"Xen BUG at ", ""},           {"Assertion '", ""},
    {"CPU", "Unexpected Trap: "},  {"domain_crash called from ", ""},
    {"Domain ", " crashed "},      {"Hardware Dom", " crashed: "},
    {"Hardware Dom", " shutdown"}, {"Hardware domain ", " unsupported soft reset"},
};

static bool starts(const char *text, const char *with)
{
    return !strncmp(text, with, strlen(with));
}

const char *judge_xen_text(const char *line)
{
    const char *text = strstr(line, XEN_PREFIX);

    if (!text)
        return NULL;
    text += strlen(XEN_PREFIX);
    if (*text == '[' && strstr(text, "] ")) /* console_timestamps */
        text = strstr(text, "] ") + 2;
    /* A vpl011's output, arch/arm/vpl011.c: "DOM1: ..." */
    if (starts(text, "DOM") && isdigit((unsigned char)text[3]) && strstr(text, ": "))
        return NULL;
    return text;
}

/* Keeps @text without the blanks at its ends, the first time that it is not empty. */
static void take_fact(struct judge *judge, const char *key, const char *text, size_t length)
{
    struct facts *facts = &judge->outcome->facts;
    char *trimmed;

    for (; length && *text == ' '; length--)
        text++;
    while (length && strchr(" \r\n", text[length - 1]))
        length--;
    if (!length || fact_known(facts, key))
        return;
    trimmed = heap_format("%.*s", (int)length, text);
    facts_set(facts, key, trimmed);
    free(trimmed);
}

/* "Xen version 4.20.3 (who@where) (compiler) debug=y date", from the number on. The compiler may
 * have parentheses of its own. */
static void take_banner(struct judge *judge, const char *version)
{
    const char *from = strstr(version, ") ("), *to = strstr(version, ") debug=");

    if (judge_version(judge)) {
        judge_problem(judge, VERDICT_CRASH, "Xen booted a second time");
        return;
    }
    if (!isdigit((unsigned char)*version))
        return;
    take_fact(judge, "xen.version", version, strcspn(version, " \r\n"));
    facts_set_flag(&judge->outcome->facts, "xen.debug", strstr(version, " debug=y") != NULL);
    if (from && to && to > from + 3)
        take_fact(judge, "xen.compiler", from + 3, (size_t)(to - from) - 3);
}

/* Who it is that a refusal is expected of: the guest's kernel, where there is one. */
const char *judge_refuser(const struct judge *judge)
{
    return judge->scenario->linux_guest ? "Linux" : "Xen";
}

void judge_panicked(struct judge *judge, const char *reason)
{
    if (!judge->panic && reason)
        judge->panic = heap_clean(reason);
    judge->panicked = true;
    if (!judge->scenario->refusal)
        judge_problem(judge, VERDICT_CRASH, "%s panicked: %s", judge->xen_trouble ? "Xen" : "Linux",
                      judge->panic ? judge->panic : "(no reason given)");
}

/* Between the two lines of asterisks of a panic. The second one ends it; it stands on the reason's
 * own line if that lacks its newline. */
static void take_panic(struct judge *judge, const char *text)
{
    const char *end = strstr(text, "********");

    if (!judge->panic && *text && end != text) {
        char *reason = heap_format("%.*s", (int)(end ? end - text : INT_MAX), text);

        judge->panic = heap_clean(reason);
        free(reason);
    }
    if (!end)
        return;
    judge->panicking = false;
    judge->xen_trouble = true;
    judge_panicked(judge, NULL);
}

static void take_trouble(struct judge *judge, const char *text)
{
    for (size_t i = 0; i < sizeof(trouble) / sizeof(trouble[0]); i++)
        if (starts(text, trouble[i].start) && strstr(text, trouble[i].then)) {
            char *clean = heap_clean(text);

            judge->xen_trouble = true;
            judge_problem(judge, VERDICT_CRASH, "Xen reports: %s", clean);
            free(clean);
            return;
        }
}

static void take_line(struct judge *judge, const char *key, const char *text, const char *name)
{
    text += strlen(name);
    take_fact(judge, key, text, strlen(text));
}

void judge_xen_line(struct judge *judge, const char *text)
{
    judge->xen_seen = true;
    if (judge->panicking)
        take_panic(judge, text);
    else if (starts(text, "Panic on CPU"))
        judge->panicking = true;
    else if (starts(text, "Xen version "))
        take_banner(judge, text + strlen("Xen version "));
    else if (starts(text, "Freed ") && strstr(text, "init memory"))
        judge->xen_booted = true;
    else if (starts(text, TEXT_CHANGESET))
        take_line(judge, "xen.changeset", text, TEXT_CHANGESET);
    else if (starts(text, TEXT_BUILD_ID))
        take_line(judge, "xen.build_id", text, TEXT_BUILD_ID);
    else if (starts(text, TEXT_SCHEDULER))
        take_line(judge, "xen.scheduler", text, TEXT_SCHEDULER);
    else if (strstr(text, TEXT_UNMAPPED))
        judge->unmapped_seen = true;
    else if (strstr(text, TEXT_WINDOW))
        judge->windows_seen++;
    else if (strstr(text, TEXT_BRIDGE))
        judge->bridge_seen = true;
    else
        take_trouble(judge, text);
}

/* What is known of this Xen that leaves nothing to test, or NULL. */
static const struct expectation *known_skip(const struct judge *judge)
{
    return judge->expectations
               ? expectations_skip(judge->expectations, judge->scenario, judge_version(judge))
               : NULL;
}

void judge_guess_version(struct judge *judge)
{
    const char *found = fact_known(&judge->outcome->facts, "env.xen");

    if (!judge->scenario->bare && !judge->xen_seen && found)
        facts_set(&judge->outcome->facts, "xen.version", found);
}

/* xsm_console_io(): only a debug Xen prints what a domU writes that it has not made itself. */
static bool lacks_console(const struct judge *judge)
{
    return scenario_is_made_late(judge->scenario) && !judge->scenario->vpl011 &&
           strcmp(fact_value(&judge->outcome->facts, "xen.debug"), "yes");
}

/* Whether xl is of another Xen: sysctls and domctls, which it makes, are no stable interface. */
static bool has_other_toolstack(const struct judge *judge)
{
    const char *version = judge_version(judge);
    const size_t length = judge->toolstack ? strlen(judge->toolstack) : 0;

    return length &&
           (strncmp(version, judge->toolstack, length) || isdigit((unsigned char)version[length]));
}

/* The flag is 4.21's; what xen/patches add is for domUs made at boot. */
static bool lacks_for_dom0(const struct judge *judge)
{
    return lacks_console(judge) || has_other_toolstack(judge) ||
           (judge->scenario->profile == UNMAPPED &&
            version_in_range(judge_version(judge), " - 4.20"));
}

/* dom0less-build.c: without CONFIG_STATIC_MEMORY no domU is mapped one to one. */
bool judge_lacks_static_memory(const struct judge *judge)
{
    return judge->scenario->direct_map && judge->panic &&
           strstr(judge->panic, "without static allocation");
}

bool judge_lacks(const struct judge *judge)
{
    if (!judge_version(judge))
        return false;
    if (known_skip(judge))
        return true;
    if (!judge->xen_seen) /* the domU's console alone */
        return false;
    if (scenario_is_made_late(judge->scenario))
        return judge->lacking || lacks_for_dom0(judge);
    if (scenario_has_bridge(judge->scenario) && !judge->bridge_seen)
        return true;
    switch (judge->scenario->profile) {
    case UNMAPPED:
        return !judge->unmapped_seen && version_in_range(judge_version(judge), " - 4.20");
    case WINDOWS:
        return !judge->windows_seen;
    default:
        return false;
    }
}

char *judge_lacking(const struct judge *judge)
{
    const char *version = judge_version(judge);
    const struct expectation *skip = known_skip(judge);

    if (skip)
        return heap_format("%s (%s)", skip->reason, skip->upstream);
    if (judge_lacks_static_memory(judge))
        return heap_format("this Xen %s maps no domU one to one: make dtbo builds one that does, "
                           "with xen/kconfig.dtbo",
                           version);
    if (judge->lacking)
        return heap_format("Xen %s is not %s", version, judge->lacking);
    if (lacks_console(judge))
        return heap_format("a release Xen prints nothing for a domU that was made at run time: it "
                           "needs console = \"vpl011\"");
    if (has_other_toolstack(judge))
        return heap_format("dom0's xl %s is of another Xen than this %s, whose toolstack is needed "
                           "(docs/linux-dom0.md)",
                           judge->toolstack, version);
    if (scenario_is_made_late(judge->scenario))
        return heap_format("the domctl of Xen %s has no flag for trap-unmapped-accesses (4.21 is "
                           "the first that has): use a newer Xen",
                           version);
    if (scenario_has_bridge(judge->scenario) && !judge->bridge_seen)
        return heap_format(
            "this Xen %s does not report a PCI host bridge at boot: make vpci builds one "
            "that does, from xen/patches/rfc/",
            version);
    if (judge->scenario->profile == UNMAPPED)
        return heap_format("Xen %s does not know trap-unmapped-accesses (4.21 is the first that "
                           "does): use a newer Xen or apply xen/patches/",
                           version);
    return heap_format("this Xen %s does not report mmio-background-regions at boot: "
                       "apply xen/patches/",
                       version);
}

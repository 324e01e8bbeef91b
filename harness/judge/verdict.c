/* SPDX-License-Identifier: BSD-2-Clause */
/* What verdicts are called, and what they come to. */
#include "harness/judge/verdict.h"

#include <string.h>

#include "protocol/config.h"

static const struct {
    const char *name;
    int status;
} verdicts[VERDICTS] = {
    [VERDICT_PASS] = {"PASS", EXIT_OK},          [VERDICT_XFAIL] = {"XFAIL", EXIT_OK},
    [VERDICT_SKIP] = {"SKIP", EXIT_SKIP},        [VERDICT_ERROR] = {"ERROR", EXIT_ERROR},
    [VERDICT_FAIL] = {"FAIL", EXIT_FAIL},        [VERDICT_XPASS] = {"XPASS", EXIT_FAIL},
    [VERDICT_TIMEOUT] = {"TIMEOUT", EXIT_CRASH}, [VERDICT_CRASH] = {"CRASH", EXIT_CRASH},
};

const char *verdict_name(enum verdict verdict)
{
    return verdicts[verdict].name;
}

int verdict_exit_status(enum verdict verdict)
{
    return verdicts[verdict].status;
}

bool verdict_find(const char *name, enum verdict *verdict)
{
    for (*verdict = VERDICT_PASS; *verdict < VERDICTS; ++*verdict)
        if (!strcmp(verdicts[*verdict].name, name))
            return true;
    return false;
}

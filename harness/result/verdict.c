/* SPDX-License-Identifier: BSD-2-Clause */
/* What verdicts are called, and what they come to. */
#include "harness/result/verdict.h"

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

bool verdict_is_bad(enum verdict verdict)
{
    return verdict > VERDICT_SKIP;
}

int verdict_exit_status(enum verdict verdict)
{
    return verdicts[verdict].status;
}

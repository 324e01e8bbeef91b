/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/views/page/sections.h"

const char *page_class(enum verdict verdict)
{
    return verdict_is_bad(verdict)    ? "bad"
           : verdict == VERDICT_PASS  ? "pass"
           : verdict == VERDICT_XFAIL ? "known"
                                      : "skip";
}

const char *page_label(enum verdict verdict)
{
    static const char *const labels[VERDICTS] = {
        [VERDICT_PASS] = "passed",  [VERDICT_XFAIL] = "failed as known",
        [VERDICT_SKIP] = "skipped", [VERDICT_ERROR] = "could not tell",
        [VERDICT_FAIL] = "failed",  [VERDICT_XPASS] = "passed unexpectedly",
        [VERDICT_TIMEOUT] = "hung", [VERDICT_CRASH] = "crashed",
    };

    return labels[verdict];
}

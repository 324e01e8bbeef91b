/* SPDX-License-Identifier: BSD-2-Clause */
/* Two domUs in one boot: each has a judge of its own, which sees its lines and those of nobody. */
#ifndef HARNESS_JUDGE_TWIN_H
#define HARNESS_JUDGE_TWIN_H

#include "harness/result/outcome.h"

#define TWIN_FIRST 1 /* the domid of the one; that of the other follows */

/* The domain that Xen, or the backend, says has printed @line: "(d2) ..."; 0: none. */
unsigned int twin_of(const char *line);

/* Makes @outcome, of the first domain, that of both: of each test the worse of its two verdicts,
 * and who has it. Frees @second. */
void twin_merge(struct outcome *outcome, struct outcome *second);

#endif

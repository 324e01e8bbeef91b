/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From console lines to verdicts, live or from a recorded log. Fails closed: what is missing,
 * garbled, repeated or out of order is reported as what it is and is never a pass.
 */
#ifndef HARNESS_JUDGE_H
#define HARNESS_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/catalogue/scenario.h"
#include "harness/judge/ask.h"
#include "harness/judge/ending.h"
#include "harness/result/outcome.h"

#define JUDGE_CONSOLE 12 /* lines of the console that an outcome keeps */

struct expectations;
struct judge;

/* @select: NULL or a NULL-terminated list of globs, as handed to the guest. All three arguments
 * must outlive the judge. */
struct judge *judge_new(const struct scenario *scenario, const char *const *select,
                        const struct expectations *expectations);

/*
 * One console line without its newline. Returns true once nothing more can follow that a verdict
 * needs: the caller gives QEMU a moment to end by itself, still feeding what it prints, then ends
 * it and reports ENDING_SILENT.
 */
bool judge_line(struct judge *judge, const char *line);

/*
 * What the line that was judged last asked for. *@number is set only for ASK_RESIZE, 1 to
 * ASK_SECTORS_MAX sectors, and for ASK_TYPE, 1 to ASK_TYPE_MAX characters.
 */
enum ask judge_asked(const struct judge *judge, uint64_t *number);

/*
 * How a line starts that the launcher adds to the console if it cannot go on, or if a part of a
 * plain QEMU has died: "doorbell harness: error: ...", "doorbell harness: crash: ...".
 */
#define JUDGE_HARNESS "doorbell harness: "
/* What begins a line of a vfio-user server of ours. */
#define JUDGE_SERVER "doorbell-vfio-user: "

/* For progress and for the message of a hang: "Xen is booting", "waiting for the guest's plan",
 * "bg.narrow_reads (3 of 27)". Valid until the next call. */
const char *judge_phase(struct judge *judge);

/* Judges what was seen; frees @judge. Release the result with outcome_free(). */
struct outcome *judge_finish(struct judge *judge, enum ending ending, int status);

/*
 * The line that a launcher appends to a log it keeps, so that `judge LOG` with ENDING_EOF knows
 * what the live judge knew. Writes at most @size bytes, NUL included.
 */
void judge_ending_line(char *line, size_t size, enum ending ending, int status);

#endif

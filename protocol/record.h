/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console protocol: how the domU under test speaks to the judge.
 *
 * One record is one line of at most RECORD_MAX printable ASCII characters:
 *
 *     DB!001f verdict PASS bg.narrow_reads !7fa0
 *     |  |    |       |                     `- CRC-16/CCITT-FALSE of "001f ... reads" in hex
 *     |  |    |       `- payload, one blank between words
 *     |  |    `- kind
 *     |  `- sequence number, 4 hex digits, from 0000, +1 for each record, wraps at ffff
 *     `- marker; whatever stands before it on the line (the console's prefix) is ignored
 *
 * Kinds and their payloads, in the order in which a run emits them:
 *
 *     plan <version> <tests> <scenario>     first record; version is RECORD_VERSION
 *     env <key> <value...>                  a fact about the machine, for the report
 *     begin <group.test> <rule>             a test starts
 *     note <text>                           a detail of the running test
 *     fail <rule> <file>:<line> <text>      a check of the running test failed; rule is what the
 *                                           check is about, RECORD_NO_RULE if no rule is
 *     error <text>, skip <text>             why the test cannot tell, why it does not run; once
 * each more <text>                           goes on with the text of the note, fail, error or skip
 *                                           (or more) before it, with nothing in between
 *     metric <id> <unit> <n> <overhead> [<batch>]
 *                                           a latency follows: unit is insn or ns; overhead was
 *                                           subtracted from each measurement, which was of batch
 *                                           operations (1) and whose batch-th part is a sample
 *     sample <id> <value>[x<times>] ...     its samples in time order, run-length encoded
 *     verdict <PASS|FAIL|ERROR|SKIP> <group.test>
 *     ask <plug|unplug>                     the harness shall do this to the device that comes late
 *     ask resize <sectors>                  the disk shall have so many, in decimal
 *     ask type <count>                      so many of a to z, and again, on the domU's console
 *     leave <records> <reason>              the running test ends the domain as SHUTDOWN_<reason>,
 *                                           a number; counts all records, itself included
 *     says <rule> <count>                   before the next record the test prints count
 * characters, each record_said() of its place, and new-lines; no other may arrive, or the rule is
 * broken rig <rule> <text>                     what the harness's own code leans on does not work,
 * and which rule says that it must; at any time, also before the plan crash <text> unexpected
 * exception, several lines, ends the run summary <pass> <fail> <error> <skip> end <records> last
 * record; counts all records, itself included
 *
 * A verdict is the worst of what the test emitted: fail, error, skip, or nothing of these. The
 * reason for it is the text of the first of that kind.
 *
 * After the end record one plain line, for consoles read by Xen's own automation:
 *
 *     Test result: SUCCESS | SKIP | ERROR | FAILURE
 *
 * It is the worst verdict as the guest saw it, before any expectation. A run in which no test ran
 * is an ERROR.
 *
 * An ask record is no question: what the harness does is seen at the slot or in the configuration,
 * at some time to come. If it cannot do it, it ends the run and adds to the console why:
 *
 *     doorbell harness: error: <text>
 *
 * After a leave record nothing may come from the domU: the test passes if the backend then sees the
 * domain end with that reason, which it prints as
 *
 *     doorbell backend: the guest has ended, reason <reason>
 *
 * If the domain does not end, the run goes on, and its records say so.
 */
#ifndef PROTOCOL_RECORD_H
#define PROTOCOL_RECORD_H

#include <stddef.h>
#include <stdint.h>

#define RECORD_MARK     "DB!"
#define RECORD_VERSION  2
#define RECORD_MAX      100
#define RECORD_KIND_MAX 8
/* What is left for the payload: mark, sequence, kind, blanks and " !crc" taken off. */
#define RECORD_PAYLOAD_MAX (RECORD_MAX - 3 - 4 - 1 - RECORD_KIND_MAX - 1 - 6)
#define RECORD_RESULT      "Test result: "
#define RECORD_NO_RULE     "-"
#define RECORD_SAYS_MAX    4096

/* X(constant, kind, only while a test runs) */
#define RECORD_KINDS(X)        \
    X(PLAN, plan, false)       \
    X(ENV, env, false)         \
    X(BEGIN, begin, false)     \
    X(NOTE, note, true)        \
    X(FAIL, fail, true)        \
    X(ERROR, error, true)      \
    X(SKIP, skip, true)        \
    X(MORE, more, true)        \
    X(METRIC, metric, true)    \
    X(SAMPLE, sample, true)    \
    X(VERDICT, verdict, false) \
    X(ASK, ask, true)          \
    X(LEAVE, leave, true)      \
    X(SAYS, says, true)        \
    X(RIG, rig, false)         \
    X(CRASH, crash, false)     \
    X(SUMMARY, summary, false) \
    X(END, end, false)

#define RECORD_KIND_CONSTANT(constant, kind, in_test) RECORD_##constant,
enum record_kind {
    RECORD_KINDS(RECORD_KIND_CONSTANT) RECORD_KINDS_END
};
#undef RECORD_KIND_CONSTANT
extern const char *const record_kinds[RECORD_KINDS_END];

/* The domU's verdicts, the worst last. X(word, word on the result line, the domU's exit status) */
#define GUEST_VERDICTS(X)         \
    X(PASS, "SUCCESS", EXIT_OK)   \
    X(SKIP, "SKIP", EXIT_SKIP)    \
    X(ERROR, "ERROR", EXIT_ERROR) \
    X(FAIL, "FAILURE", EXIT_FAIL)

#define GUEST_VERDICT_CONSTANT(word, result, status) GUEST_##word,
enum guest_verdict {
    GUEST_VERDICTS(GUEST_VERDICT_CONSTANT) GUEST_VERDICTS_END
};
#undef GUEST_VERDICT_CONSTANT

/* By enum guest_verdict. */
extern const struct guest_verdict_words {
    const char *verdict; /* in a verdict record */
    const char *result;  /* on the result line */
    int status;          /* enum exit_status */
} guest_verdict_words[GUEST_VERDICTS_END];

/* The character at @place, from 0, of what a says record announces: shifted text is another one. */
static inline char record_said(unsigned int place)
{
    return (char)('a' + place * (place + 1) / 2 % 26);
}

struct record {
    uint16_t seq;
    char kind[RECORD_KIND_MAX + 1];
    char payload[RECORD_PAYLOAD_MAX + 1];
};

enum record_status {
    RECORD_OK,
    RECORD_ABSENT,    /* the line carries no marker: somebody else's line */
    RECORD_MALFORMED, /* a marker, but not the form above */
    RECORD_BAD_SUM,   /* the form, but another checksum: something on the way changed it */
};

/*
 * Writes one record without newline, NUL terminated, to @line (RECORD_MAX + 1 bytes). Returns its
 * length, or 0 if @kind or @payload is too long, empty (kind) or holds a character outside
 * 0x20..0x7e: the caller splits or cleans, the record layer never truncates.
 */
size_t record_format(char line[RECORD_MAX + 1], uint16_t seq, const char *kind,
                     const char *payload);

/* Finds and checks the record on @line (NUL terminated, trailing CR and LF ignored). */
enum record_status record_parse(const char *line, struct record *out);

#endif

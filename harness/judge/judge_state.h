/* SPDX-License-Identifier: BSD-2-Clause */
/* The judge's memory, shared by judge*.c only. */
#ifndef HARNESS_JUDGE_STATE_H
#define HARNESS_JUDGE_STATE_H

#include "harness/catalogue/scenario.h"
#include "harness/judge/ask.h"
#include "harness/judge/ending.h"
#include "harness/result/outcome.h"
#include "protocol/record.h"

/* Of a test, by the guest's records. */
enum turn {
    WAITING,
    RUNNING,
    DONE
};

/* What a says record has announced. */
struct said {
    char *rule;
    uint64_t wanted; /* characters; 0: nothing is announced */
    size_t arrived;  /* so far */
    size_t right;    /* of these, from the first on */
};

struct expectations;

struct judge {
    const struct scenario *scenario;
    const struct expectations *expectations;
    struct outcome *outcome;
    struct judge *twin;        /* of the second domU; NULL: there is one */
    bool done;                 /* where there are two: this one needs no more */
    const struct test **tests; /* beside outcome->tests; the catalogue's, or .refusal */
    struct test *refusal;
    enum turn *turns; /* beside them, too */
    char phase[160];  /* what judge_phase() returned last */

    /* The worst of the problems of the run as such. */
    enum verdict worst;
    char *worst_reason;

    /* Xen, judge_xen.c */
    bool xen_seen, xen_booted;
    bool panicking, panicked; /* in the banner of a panic; past it */
    char *panic;              /* first line of its text */
    bool xen_trouble;         /* a panic, a BUG, a domain crash */
    bool unmapped_seen;
    unsigned int windows_seen;
    bool bridge_seen; /* Xen emulates a host bridge */

    /* Records, judge_records.c */
    bool guest_seen;
    uint16_t next_seq;
    size_t records;
    bool planned, crashed, summed, ended;
    size_t next;                   /* index of the test expected to begin next */
    size_t running;                /* index of the running test, or NO_TEST */
    size_t fails, metrics;         /* of the running test */
    size_t unsaid;                 /* what its says records announced, and what did not arrive */
    char *why[GUEST_VERDICTS_END]; /* the running test's first fail, error and skip text */
    char **continued;              /* what a more record would go on with, or NULL */
    size_t verdicts[GUEST_VERDICTS_END];
    bool has_result;
    /* A test that ends the domain: it is under way (no record since); the guest came back; the
     * backend saw it end, and why. */
    bool left, returned, guest_ended;
    uint64_t leave_reason, end_reason;
    enum guest_verdict result;
    bool watchdog;  /* the backend ended the run */
    bool stopped;   /* the launcher did, with a reason */
    enum ask asked; /* by the last line */
    uint64_t asked_number;
    struct said said;
    size_t announced;  /* samples of the last metric */
    bool dom0_gave_up; /* a Linux dom0's agent has said why, and may have powered the host off */
    char *toolstack;   /* the version of xl that a Linux dom0 has; or NULL */
    char *lacking;     /* what the backend says that this Xen lacks; or NULL */
    char *refused;     /* why no record is read: they are of another version; or NULL */

    /* The launcher's line at the end of a kept log. */
    bool has_ending;
    enum ending ending;
    int ending_status;
};

#define NO_TEST ((size_t)-1)

/* Adds a problem of the run; it is @verdict at least. */
void judge_problem(struct judge *judge, enum verdict verdict, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A record whose payload is not as it must be. */
void judge_malformed(struct judge *judge, const struct record *record);

/* Of the system under test, Xen or plain QEMU: NULL while it is not known. */
const char *judge_version(const struct judge *judge);

/* The running test, if any, has a verdict now. */
void judge_forget_running(struct judge *judge);

/* Gives test @index a verdict and takes over @reason (heap, may be NULL). */
void judge_decide(struct judge *judge, size_t index, enum verdict verdict, char *reason);

/* judge_facts.c. What is known before the boot; a fact that the guest found, "key value". */
void judge_set_facts(struct judge *judge);
void judge_take_env(struct judge *judge, const char *env);

/* judge_records.c */
void judge_record(struct judge *judge, const char *line);
void judge_result_line(struct judge *judge, const char *word);

/* judge_on_KIND(), the handler of one kind of record; it may cut the payload. */
#define JUDGE_HANDLER(constant, kind, in_test) \
    void judge_on_##kind(struct judge *judge, struct record *record);
RECORD_KINDS(JUDGE_HANDLER)
#undef JUDGE_HANDLER

/* The backend's watchdog: the running test hangs in Xen; @text is the failure. */
void judge_watchdog(struct judge *judge, const char *text);

/* judge_leave.c: the backend's line about the domain's end; the verdict by it and the leave record.
 */
void judge_backend_line(struct judge *judge, const char *text);
void judge_settle_leave(struct judge *judge, enum ending ending, int status);

/* judge_said.c: whether @line is part of what was announced, and then taken; the next record. */
bool judge_said_line(struct judge *judge, const char *line);
void judge_said_end(struct judge *judge);

/* The running test fails by @rule, whatever the guest thinks; @text begins with a word that is no
 * part of the reason. */
void judge_unsaid(struct judge *judge, const char *rule, const char *text);

/* judge_rig.c: something that the harness leans on does not work, which @rule is about. */
void judge_rig(struct judge *judge, const char *rule, const char *text);

/* judge_dom0.c: whether @line is about a Linux dom0, and then taken. */
bool judge_dom0_line(struct judge *judge, const char *line);

/* judge_bare.c. The value of an env record; a line of the launcher's without its start. */
void judge_qemu_version(struct judge *judge, const char *version);
void judge_harness_line(struct judge *judge, const char *text);

/* Once all are there: into the order in which reports list them. */
void judge_sort_metrics(struct outcome *outcome);

/* All samples that the last metric record announced have arrived. */
void judge_check_samples(struct judge *judge);

/* judge_xen.c. The part of @line that is Xen's own, or NULL: not what a domain printed. */
const char *judge_xen_text(const char *line);
void judge_xen_line(struct judge *judge, const char *text);

/* Xen, or Linux as the guest, has panicked; @reason may be NULL, or known from before. */
void judge_panicked(struct judge *judge, const char *reason);
const char *judge_refuser(const struct judge *judge);

/* At the end: a console without any line of Xen's is of the version that the guest asked Xen for.
 */
void judge_guess_version(struct judge *judge);

/* Whether this Xen is known not to support the scenario's profile (by its version for upstream's
 * property, by its boot messages for ours), or to have a defect for which an expectation skips the
 * scenario. Without a version it is not known. */
bool judge_lacks(const struct judge *judge);

/* The reason for the skip, and what to do about it; to free(). */
char *judge_lacking(const struct judge *judge);
/* The same of the one thing for which Xen panics. */
bool judge_lacks_static_memory(const struct judge *judge);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
#define DOORBELL_CATALOGUE
#include "tests/fakes/fake_suite.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/metric.h"
#include "protocol/record.h"

TEST(bg, alpha, .rule = "BG-01", TITLE("alpha holds"), .bus = BUS_EMPTY)
{
}
TEST(bg, beta, .rule = "BG-06", TITLE("beta <holds> & \"stays\" # well"), .bus = BUS_EMPTY)
{
}
TEST(ecam, gamma, .rule = "ECAM-07", TITLE("gamma holds"), .bus = BUS_ARRIVES)
{
}
METRIC(ioreq_read, "LAT-4", "IOREQ read", .kvm = "mmio_read_user");
TEST(lat, delta, .rule = "LAT-4", TITLE("delta is measured"), .bus = BUS_SERVED)
{
}
TEST(xabi, omega, .rule = "XABI-03", TITLE("omega holds"))
{
}
TEST(xabi, exodus, .rule = "XABI-09", TITLE("the domain ends"), .ends = ENDS_SHUTDOWN)
{
}
TEST(bg, elsewhere, .rule = "BG-29", TITLE("wants windows"), .profiles = WINDOWS)
{
}

const struct scenario fake_scenario = {
    .name = "fake",
    .title = "a run that never was",
    .profile = UNMAPPED,
    .xen = "debug",
    .cpu = "cortex-a57",
    .gic = 3,
    .vcpus = 1,
    .attach = ON_REQUEST,
};

static struct expectation expected[] = {{
    .test = (char *[]){"bg.beta", NULL},
    .symptom = (char *[]){"beta is 0*", "the vCPU did not *", NULL},
    .xen = "*",
    .reason = "beta never worked",
    .path = "expectations.cfg",
    .upstream = "reported",
    .line = 7,
}};
const struct expectations fake_expectations = {expected, 1};

static char *next_line(struct console *console)
{
    if (console->count == CONSOLE_LINES)
        abort();
    return console->lines[console->count++];
}

void console_line(struct console *console, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(next_line(console), CONSOLE_LENGTH, format, args);
    va_end(args);
}

static void put_record(char *line, uint16_t seq, const char *kind, const char *payload)
{
    char record[RECORD_MAX + 1];

    if (!record_format(record, seq, kind, payload))
        abort();
    snprintf(line, CONSOLE_LENGTH, "(d1) %s", record);
}

void console_record(struct console *console, const char *kind, const char *format, ...)
{
    char payload[CONSOLE_LENGTH];
    va_list args;

    va_start(args, format);
    vsnprintf(payload, sizeof(payload), format, args);
    va_end(args);
    put_record(next_line(console), console->seq++, kind, payload);
}

void console_boot(struct console *console)
{
    *console = (struct console){.count = 0};
    console_line(console, " Xen 4.20.3");
    console_line(console, "(XEN) Xen version 4.20.3 (me@here) (gcc (Debian) 12.2.0) debug=y now");
    console_line(console, "(XEN) d1: unmapped accesses: reads give ones, writes are ignored");
    console_line(console, "(XEN) Freed 380kB init memory.");
    console_line(console, "doorbell backend: serving domain 1");
}

static void one(struct console *console, const char *name, const char *rule)
{
    console_record(console, "begin", "%s %s", name, rule);
    console_record(console, "verdict", "PASS %s", name);
}

static void put_run(struct console *console, bool beta_fails)
{
    console_boot(console);
    console_record(console, "plan", "%d 5 fake", RECORD_VERSION);
    console_record(console, "env", "console hypercall");
    console_record(console, "env", "gic v3");
    one(console, "bg.alpha", "BG-01");
    console_record(console, "begin", "bg.beta BG-06");
    console_record(console, "note", "beta is about to start");
    if (beta_fails)
        console_record(console, "fail", "BG-06 beta.c:12 beta is 0, must be 1");
    console_record(console, "verdict", "%s bg.beta", beta_fails ? "FAIL" : "PASS");
    one(console, "ecam.gamma", "ECAM-07");
    console_record(console, "begin", "lat.delta LAT-4");
    console_record(console, "metric", "LAT-4.ioreq_read insn 6 31");
    console_record(console, "sample", "LAT-4.ioreq_read 17947x3 18001");
    console_record(console, "sample", "LAT-4.ioreq_read 17947x2");
    console_record(console, "verdict", "PASS lat.delta");
    one(console, "xabi.omega", "XABI-03");
    console_record(console, "summary", "%d %d 0 0", beta_fails ? 4 : 5, beta_fails);
    console_record(console, "end", "%d", console->seq + 1);
    console_line(console, "(d1) Test result: %s", beta_fails ? "FAILURE" : "SUCCESS");
}

void console_good(struct console *console)
{
    put_run(console, false);
}

void console_beta_fails(struct console *console)
{
    put_run(console, true);
}

size_t console_find(const struct console *console, const char *text)
{
    for (size_t i = 0; i < console->count; i++)
        if (strstr(console->lines[i], text))
            return i;
    abort();
}

void console_change(struct console *console, const char *text, const char *kind,
                    const char *payload)
{
    char *line = console->lines[console_find(console, text)];
    struct record record;

    if (record_parse(line, &record) != RECORD_OK)
        abort();
    put_record(line, record.seq, kind, payload);
}

void console_cut(struct console *console, const char *text)
{
    const size_t index = console_find(console, text);
    struct record record;

    if (record_parse(console->lines[index], &record) != RECORD_OK)
        abort();
    console->count = index + 1;
    console->seq = (uint16_t)(record.seq + 1);
}

void console_delete(struct console *console, size_t index)
{
    memmove(console->lines[index], console->lines[index + 1],
            (--console->count - index) * sizeof(console->lines[0]));
}

void console_insert(struct console *console, size_t index, const char *line)
{
    char copy[CONSOLE_LENGTH];

    snprintf(copy, sizeof(copy), "%s", line); /* it may be one of our own lines */
    next_line(console);
    memmove(console->lines[index + 1], console->lines[index],
            (console->count - 1 - index) * sizeof(console->lines[0]));
    memcpy(console->lines[index], copy, sizeof(copy));
}

struct outcome *console_judge(const struct console *console, const struct scenario *scenario,
                              const struct expectations *expectations, enum ending ending,
                              int status)
{
    struct judge *judge = judge_new(scenario, NULL, expectations);

    for (size_t i = 0; i < console->count; i++)
        judge_line(judge, console->lines[i]);
    return judge_finish(judge, ending, status);
}

void console_panic(struct console *console, const char *why)
{
    console_line(console, "(XEN) ");
    console_line(console, "(XEN) ****************************************");
    console_line(console, "(XEN) Panic on CPU 0:");
    console_line(console, "(XEN) ");
    console_line(console, "(XEN) %s", why);
    console_line(console, "(XEN) That is all that is known.");
    console_line(console, "(XEN) ****************************************");
    console_line(console, "(XEN) ");
    console_line(console, "(XEN) Manual reset required ('noreboot' specified)");
}

bool console_comes_to(const struct console *console, const struct scenario *scenario,
                      enum ending ending, int status, enum verdict verdict, const char *reason)
{
    struct outcome *outcome = console_judge(console, scenario, NULL, ending, status);
    bool good = outcome->verdict == verdict &&
                (reason ? outcome->reason && strstr(outcome->reason, reason) : !outcome->reason);

    if (!good)
        printf("is %s: %s\n", verdict_name(outcome->verdict),
               outcome->reason ? outcome->reason : "(no reason)");
    outcome_free(outcome);
    return good;
}

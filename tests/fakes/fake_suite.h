/* SPDX-License-Identifier: BSD-2-Clause */
/* A suite of five tests, scenarios for it, and the consoles of its runs, line by line. */
#ifndef TESTS_FAKE_SUITE_H
#define TESTS_FAKE_SUITE_H

#include "harness/catalogue/expectations.h"
#include "harness/judge/judge.h"

#define CONSOLE_LINES  128
#define CONSOLE_LENGTH 160

struct console {
    char lines[CONSOLE_LINES][CONSOLE_LENGTH];
    size_t count;
    uint16_t seq;
};

/* Runs all five tests on the Xen that console_boot() shows. */
extern const struct scenario fake_scenario;

/* bg.beta is expected to fail, on every Xen. */
extern const struct expectations fake_expectations;

void console_line(struct console *console, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void console_record(struct console *console, const char *kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Xen 4.20.3, debug build, with trap-unmapped-accesses. */
void console_boot(struct console *console);

/* Xen panics, as drivers/char/console.c prints it; two lines follow the panic itself. */
void console_panic(struct console *console, const char *why);

/* A whole run in which all pass. */
void console_good(struct console *console);

/* The same, but bg.beta fails. */
void console_beta_fails(struct console *console);

/* Index of the first line that holds @text; there must be one. */
size_t console_find(const struct console *console, const char *text);

/* Puts other words into the record that holds @text; its sequence number stays. */
void console_change(struct console *console, const char *text, const char *kind,
                    const char *payload);

/* Forgets what follows the record that holds @text; the next record follows it in sequence. */
void console_cut(struct console *console, const char *text);

void console_delete(struct console *console, size_t index);
void console_insert(struct console *console, size_t index, const char *line);

/* Release the outcome with outcome_free(). */
struct outcome *console_judge(const struct console *console, const struct scenario *scenario,
                              const struct expectations *expectations, enum ending ending,
                              int status);

/* Whether it is judged @verdict, with @reason in its reason (NULL: without any); prints what it is
 * instead. No expectations apply. */
bool console_comes_to(const struct console *console, const struct scenario *scenario,
                      enum ending ending, int status, enum verdict verdict, const char *reason);

#endif

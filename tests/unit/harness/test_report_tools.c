/* SPDX-License-Identifier: BSD-2-Clause */
/* The reports that other tools read, TAP and JUnit, are well-formed. */
#define GREATEST_USE_ABBREVS 0 /* TEST is protocol/test.h's */
/* FAKES: fake_suite reported_run */

#include <greatest.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fakes/reported_run.h"

/* Every line of TAP 13 is the version, the plan, a point in its turn, or a comment. */
GREATEST_TEST tap_is_well_formed(void)
{
    unsigned int planned, number = 0, good = 0, todo = 0, skipped = 0;
    char *text = report_of("tap"), *rest;

    GREATEST_ASSERT(text);
    GREATEST_ASSERT(!strncmp(text, "TAP version 13\n1..", 18));
    planned = (unsigned int)strtoul(text + 18, NULL, 10);
    for (char *line = strtok_r(strchr(text, '\n'), "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        bool is_good = !strncmp(line, "ok ", 3), is_bad = !strncmp(line, "not ok ", 7);
        char *directive = strstr(line, " # ");

        if (!is_good && !is_bad) {
            GREATEST_ASSERT(line[0] == '#' || !strncmp(line, "1..", 3));
            continue;
        }
        GREATEST_ASSERT_EQ(++number, strtoul(line + (is_good ? 3 : 7), NULL, 10));
        GREATEST_ASSERT(strstr(line, " - "));
        good += is_good;
        todo += directive && !strncmp(directive, " # TODO ", 8);
        skipped += directive && !strncmp(directive, " # SKIP ", 8);
        if (strstr(line, "bg.beta"))
            GREATEST_ASSERT(strstr(line, "\\# well"));
    }
    GREATEST_ASSERT_EQ(REPORTED_OUTCOMES * 6, planned);
    GREATEST_ASSERT_EQ(planned, number);
    GREATEST_ASSERT_EQ(1, todo);
    GREATEST_ASSERT_EQ(5, skipped);
    GREATEST_ASSERT_EQ(16 + 5 + 4, good); /* passed, skipped, boots without trouble */
    free(text);
    GREATEST_PASS();
}

/* Enough of XML to notice what breaks a reader: markup balanced, only printable ASCII outside. */
static bool is_xml(const char *at)
{
    char *open[32];
    size_t depth = 0;

    for (; *at; at++) {
        const char *name = at + 1;
        size_t length;

        if (*at == '&' && strncmp(at, "&lt;", 4) && strncmp(at, "&gt;", 4) &&
            strncmp(at, "&amp;", 5) && strncmp(at, "&quot;", 6))
            return false;
        if (*at != '<') {
            if (*at == '>' || (!isprint((unsigned char)*at) && *at != '\n'))
                return false;
            continue;
        }
        at = strchr(at, '>');
        if (!at)
            return false;
        if (*name == '?' || at[-1] == '/')
            continue;
        if (*name == '/') {
            length = (size_t)(at - ++name);
            if (!depth || strlen(open[--depth]) != length || strncmp(open[depth], name, length))
                return false;
            free(open[depth]);
        } else {
            open[depth++] = strndup(name, strcspn(name, " >"));
        }
    }
    return !depth;
}

GREATEST_TEST junit_is_well_formed(void)
{
    char *text = report_of("junit");

    GREATEST_ASSERT(text);
    GREATEST_ASSERT(is_xml(text));
    GREATEST_ASSERT_EQ(REPORTED_OUTCOMES, count_in(text, "<testsuite "));
    GREATEST_ASSERT_EQ(REPORTED_OUTCOMES * 6, count_in(text, "<testcase "));
    GREATEST_ASSERT_EQ(3, count_in(text, "<failure "));
    GREATEST_ASSERT_EQ(4 + 1 + 2,
                       count_in(text, "<error ")); /* tests, the crash, boots in trouble */
    GREATEST_ASSERT_EQ(5 + 1, count_in(text, "<skipped "));
    GREATEST_ASSERT(strstr(text, "tests=\"36\" failures=\"3\" errors=\"7\" skipped=\"6\""));
    GREATEST_ASSERT(strstr(text, "timestamp=\"2026-01-31T12:00:00\""));
    GREATEST_ASSERT(strstr(text, "Xen BUG at &lt;io.c&gt;:?? &amp; &quot;more&quot;"));
    free(text);
    GREATEST_PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    reported_run_make();
    GREATEST_RUN_TEST(tap_is_well_formed);
    GREATEST_RUN_TEST(junit_is_well_formed);
    reported_run_free();
    GREATEST_MAIN_END();
}

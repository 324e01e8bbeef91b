/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a console makes of a text whose every character both sides know: a says record announces it,
 * and it has to be all there when the next record comes. Xen may print a line as several, and its
 * own or dom0's in between: those hold more than letters.
 */
#include "harness/judge/judge_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"
#include "harness/support/words.h"

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* What stands before a domU's line: "(d1) ", or a vpl011's "(XEN) DOM1: "; with console_timestamps
 * "[...] ", too. */
static const char *after_prefix(const char *line)
{
    unsigned int domain;
    int length = 0;

    if (sscanf(line, "(d%u) %n", &domain, &length) == 1 && length)
        return line + length;
    if (strncmp(line, "(XEN) ", 6))
        return line;
    line += 6;
    if (*line == '[' && strstr(line, "] "))
        line = strstr(line, "] ") + 2;
    length = 0;
    if (sscanf(line, "DOM%u: %n", &domain, &length) == 1 && length)
        line += length;
    return line;
}

bool judge_said_line(struct judge *judge, const char *line)
{
    struct said *said = &judge->said;
    const char *text = after_prefix(line);
    size_t length = 0;

    if (!said->wanted)
        return false;
    while (is_letter(text[length]))
        length++;
    if (!length || text[length + strspn(text + length, "\r\n")])
        return false;
    for (size_t i = 0; i < length; i++)
        said->right += said->arrived + i == said->right &&
                       text[i] == record_said((unsigned int)(said->arrived + i));
    said->arrived += length;
    return true;
}

void judge_said_end(struct judge *judge)
{
    struct said *said = &judge->said;
    char *text;

    if (said->wanted && (said->arrived != said->wanted || said->right != said->wanted)) {
        text = heap_format("console: of %llu characters that were written, %zu arrived, the first "
                           "%zu of them right",
                           (unsigned long long)said->wanted, said->arrived, said->right);
        judge_unsaid(judge, said->rule, text);
        free(text);
    }
    free(said->rule);
    *said = (struct said){0};
}

void judge_on_says(struct judge *judge, struct record *record)
{
    char *rest = record->payload, *rule = word_take(&rest);
    uint64_t count;

    if (!*rule || !word_number(rest, &count) || !count || count > RECORD_SAYS_MAX) {
        judge_malformed(judge, record);
        return;
    }
    judge->said = (struct said){.rule = heap_clean(rule), .wanted = count};
}

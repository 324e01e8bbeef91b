/* SPDX-License-Identifier: BSD-2-Clause */
/* The record layer: what is written is read back, and whatever is changed on the way is noticed. */
#include <greatest.h>

#include "protocol/record.h"

/* The example of record.h, its checksum worked out by another implementation of the CRC. */
#define EXAMPLE "DB!001f verdict PASS bg.narrow_reads !7fa0"

TEST the_example_of_the_header(void)
{
    char line[RECORD_MAX + 1];
    struct record record;

    ASSERT_EQ(strlen(EXAMPLE), record_format(line, 0x1f, "verdict", "PASS bg.narrow_reads"));
    ASSERT_STR_EQ(EXAMPLE, line);
    ASSERT_EQ(RECORD_OK, record_parse(EXAMPLE, &record));
    ASSERT_EQ(0x1f, record.seq);
    ASSERT_STR_EQ("verdict", record.kind);
    ASSERT_STR_EQ("PASS bg.narrow_reads", record.payload);
    PASS();
}

TEST every_length_comes_back(void)
{
    const char kinds[] = "abcdefgh";
    char line[RECORD_MAX + 1], kind[RECORD_KIND_MAX + 1], payload[RECORD_PAYLOAD_MAX + 1];
    struct record record;

    for (size_t k = 1; k <= RECORD_KIND_MAX; k++)
        for (size_t p = 0; p <= RECORD_PAYLOAD_MAX; p++) {
            const uint16_t seq = (uint16_t)(k * 0x1234 + p * 0x777);
            size_t length;

            snprintf(kind, sizeof(kind), "%.*s", (int)k, kinds);
            for (size_t i = 0; i < p; i++)
                payload[i] = (char)(' ' + (i * 7 + p) % ('~' - ' ' + 1));
            payload[p] = '\0';
            length = record_format(line, seq, kind, payload);
            ASSERT(length && length <= RECORD_MAX);
            ASSERT_EQ(strlen(line), length);
            ASSERT_EQ(RECORD_OK, record_parse(line, &record));
            ASSERT_EQ(seq, record.seq);
            ASSERT_STR_EQ(kind, record.kind);
            ASSERT_STR_EQ(payload, record.payload);
        }
    ASSERT_EQ(RECORD_MAX, strlen(line));
    PASS();
}

/* The checksum once more, in another way: a bit register over a bit string. */
static uint16_t reference_crc(const char *text, size_t length)
{
    uint32_t reg = 0xffff;

    for (size_t i = 0; i < length * 8; i++) {
        const uint32_t bit = (uint32_t)text[i / 8] >> (7 - i % 8) & 1;

        reg = reg << 1 ^ ((reg >> 15 ^ bit) & 1 ? 0x11021 : 0);
    }
    return (uint16_t)reg;
}

/* Right in everything but the length of one part: must not get past the parser's buffers. */
TEST long_parts_are_malformed(void)
{
    struct record record;
    char k[100], p[100], body[256], line[300];

    memset(k, 'k', sizeof(k));
    memset(p, 'p', sizeof(p));
    for (int kind = 1; kind <= 90; kind++)
        for (int payload = 0; payload <= 100; payload++) {
            const int fits = kind <= RECORD_KIND_MAX && payload <= RECORD_PAYLOAD_MAX;
            int length = snprintf(body, sizeof(body), "0000 %.*s%s%.*s", kind, k,
                                  payload ? " " : "", payload, p);

            snprintf(line, sizeof(line), RECORD_MARK "%s !%04x", body,
                     reference_crc(body, (size_t)length));
            ASSERT_EQ(fits ? RECORD_OK : RECORD_MALFORMED, record_parse(line, &record));
        }
    PASS();
}

TEST what_does_not_fit_is_refused(void)
{
    char line[RECORD_MAX + 1], payload[RECORD_PAYLOAD_MAX + 2];

    memset(payload, 'x', sizeof(payload) - 1);
    payload[sizeof(payload) - 1] = '\0';
    ASSERT_EQ(0, record_format(line, 0, "note", payload));
    ASSERT_EQ(0, record_format(line, 0, "", "x"));
    ASSERT_EQ(0, record_format(line, 0, "ninechars", "x"));
    ASSERT_EQ(0, record_format(line, 0, "a b", "x"));
    ASSERT_EQ(0, record_format(line, 0, "note", "a\nb"));
    ASSERT_EQ(0, record_format(line, 0, "note", "a\tb"));
    ASSERT_EQ(0, record_format(line, 0, "note", "\x7f"));
    ASSERT_EQ(0, record_format(line, 0, "note", "\xc3\xa9"));
    PASS();
}

TEST prefixes_and_line_ends_do_not_matter(void)
{
    struct record record;

    ASSERT_EQ(RECORD_OK, record_parse("(d1) " EXAMPLE, &record));
    ASSERT_EQ(RECORD_OK, record_parse("(XEN) DOM1: " EXAMPLE "\r\n", &record));
    ASSERT_EQ(RECORD_ABSENT, record_parse("(XEN) Freed 380kB init memory.", &record));
    ASSERT_EQ(RECORD_ABSENT, record_parse("", &record));
    ASSERT_EQ(RECORD_MALFORMED, record_parse(EXAMPLE " ", &record));
    ASSERT_EQ(RECORD_MALFORMED, record_parse("DB!", &record));
    ASSERT_EQ(RECORD_MALFORMED, record_parse("DB!001f verdict", &record));
    PASS();
}

TEST every_flipped_bit_is_noticed(void)
{
    struct record record;
    char line[] = EXAMPLE;

    for (size_t i = 0; line[i]; i++)
        for (unsigned int bit = 0; bit < 8; bit++) {
            line[i] ^= (char)(1u << bit);
            ASSERT(record_parse(line, &record) != RECORD_OK);
            line[i] = EXAMPLE[i];
        }
    PASS();
}

TEST every_other_character_is_noticed(void)
{
    struct record record;
    char line[] = EXAMPLE;

    for (size_t i = 0; EXAMPLE[i]; i++)
        for (int other = 0; other < 256; other++) {
            if ((char)other == EXAMPLE[i])
                continue;
            line[i] = (char)other;
            ASSERT(record_parse(line, &record) != RECORD_OK);
            line[i] = EXAMPLE[i];
        }
    PASS();
}

TEST every_cut_lost_and_swapped_character_is_noticed(void)
{
    const size_t length = strlen(EXAMPLE);
    struct record record;
    char line[sizeof(EXAMPLE)];

    for (size_t i = 0; i < length; i++) {
        snprintf(line, sizeof(line), "%.*s", (int)i, EXAMPLE);
        ASSERT(record_parse(line, &record) != RECORD_OK);
        snprintf(line, sizeof(line), "%.*s%s", (int)i, EXAMPLE, EXAMPLE + i + 1);
        ASSERT(record_parse(line, &record) != RECORD_OK);
        if (i + 1 == length || EXAMPLE[i] == EXAMPLE[i + 1])
            continue;
        strcpy(line, EXAMPLE);
        line[i] = EXAMPLE[i + 1];
        line[i + 1] = EXAMPLE[i];
        ASSERT(record_parse(line, &record) != RECORD_OK);
    }
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(the_example_of_the_header);
    RUN_TEST(every_length_comes_back);
    RUN_TEST(long_parts_are_malformed);
    RUN_TEST(what_does_not_fit_is_refused);
    RUN_TEST(prefixes_and_line_ends_do_not_matter);
    RUN_TEST(every_flipped_bit_is_noticed);
    RUN_TEST(every_other_character_is_noticed);
    RUN_TEST(every_cut_lost_and_swapped_character_is_noticed);
    GREATEST_MAIN_END();
}

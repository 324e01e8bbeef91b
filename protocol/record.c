/* SPDX-License-Identifier: BSD-2-Clause */
#include "protocol/record.h"

#include <stdbool.h>
#include <string.h>

#include "protocol/config.h"

#define MARK_LENGTH  (sizeof(RECORD_MARK) - 1)
#define SEQ_LENGTH   4
#define CRC_LENGTH   4
#define TRAIL_LENGTH (2 + CRC_LENGTH) /* " !" and the checksum */

#define KIND_WORD(constant, kind, in_test) #kind,
const char *const record_kinds[RECORD_KINDS_END] = {RECORD_KINDS(KIND_WORD)};

#define VERDICT_WORDS(word, result, status) {#word, result, status},
const struct guest_verdict_words guest_verdict_words[GUEST_VERDICTS_END] = {
    GUEST_VERDICTS(VERDICT_WORDS)};

/* Lower case only: a digit whose case was flipped on the way must not pass. */
static const char hex_digits[] = "0123456789abcdef";

/* CRC-16/CCITT-FALSE: polynomial 0x1021, initial 0xffff, not reflected. */
static uint16_t crc16(const char *text, size_t length)
{
    uint16_t crc = 0xffff;

    while (length--) {
        crc ^= (uint16_t)((unsigned char)*text++ << 8);
        for (int bit = 0; bit < 8; bit++)
            crc = (uint16_t)(crc << 1 ^ (crc & 0x8000 ? 0x1021 : 0));
    }
    return crc;
}

static char *put_hex(char *at, uint16_t value)
{
    for (int shift = 12; shift >= 0; shift -= 4)
        *at++ = hex_digits[value >> shift & 0xf];
    return at;
}

static bool get_hex(const char *at, uint16_t *value)
{
    *value = 0;
    for (int i = 0; i < 4; i++) {
        const char *digit = at[i] ? strchr(hex_digits, at[i]) : NULL;

        if (!digit)
            return false;
        *value = (uint16_t)(*value << 4 | (digit - hex_digits));
    }
    return true;
}

/* Whether all of @text is in first..'~'. */
static bool is_clean(const char *text, size_t length, char first)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] < first || text[i] > '~')
            return false;
    return true;
}

size_t record_format(char line[RECORD_MAX + 1], uint16_t seq, const char *kind, const char *payload)
{
    size_t kind_length = strlen(kind), payload_length = strlen(payload);
    char *body = line + MARK_LENGTH, *at = body;

    if (!kind_length || kind_length > RECORD_KIND_MAX || !is_clean(kind, kind_length, '!') ||
        payload_length > RECORD_PAYLOAD_MAX || !is_clean(payload, payload_length, ' '))
        return 0;
    memcpy(line, RECORD_MARK, MARK_LENGTH);
    at = put_hex(at, seq);
    *at++ = ' ';
    memcpy(at, kind, kind_length);
    at += kind_length;
    if (payload_length) {
        *at++ = ' ';
        memcpy(at, payload, payload_length);
        at += payload_length;
    }
    uint16_t crc = crc16(body, (size_t)(at - body));
    *at++ = ' ';
    *at++ = '!';
    at = put_hex(at, crc);
    *at = '\0';
    return (size_t)(at - line);
}

enum record_status record_parse(const char *line, struct record *out)
{
    const char *mark = strstr(line, RECORD_MARK), *body, *kind, *blank, *end;
    size_t length, kind_length, payload_length;
    uint16_t crc;

    if (!mark)
        return RECORD_ABSENT;
    body = mark + MARK_LENGTH;
    length = strlen(body);
    while (length && (body[length - 1] == '\r' || body[length - 1] == '\n'))
        length--;
    if (length < SEQ_LENGTH + 2 + TRAIL_LENGTH || length > RECORD_MAX - MARK_LENGTH)
        return RECORD_MALFORMED;

    end = body + length - TRAIL_LENGTH;
    if (!is_clean(body, length, ' ') || !get_hex(body, &out->seq) || body[SEQ_LENGTH] != ' ' ||
        end[0] != ' ' || end[1] != '!' || !get_hex(end + 2, &crc))
        return RECORD_MALFORMED;

    kind = body + SEQ_LENGTH + 1;
    blank = memchr(kind, ' ', (size_t)(end - kind));
    kind_length = (size_t)((blank ? blank : end) - kind);
    payload_length = blank ? (size_t)(end - blank - 1) : 0;
    if (!kind_length || kind_length > RECORD_KIND_MAX || payload_length > RECORD_PAYLOAD_MAX)
        return RECORD_MALFORMED;
    memcpy(out->kind, kind, kind_length);
    out->kind[kind_length] = '\0';
    if (payload_length)
        memcpy(out->payload, blank + 1, payload_length);
    out->payload[payload_length] = '\0';
    return crc == crc16(body, (size_t)(end - body)) ? RECORD_OK : RECORD_BAD_SUM;
}

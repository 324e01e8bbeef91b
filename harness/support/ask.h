/* SPDX-License-Identifier: BSD-2-Clause */
/* What a guest may ask of who launched it: the payload of an ask record (protocol/record.h). */
#ifndef HARNESS_ASK_H
#define HARNESS_ASK_H

#include <stdint.h>

#define ASK_SECTOR      512
#define ASK_SECTORS_MAX (INT64_MAX / ASK_SECTOR)

enum ask {
    ASK_MALFORMED,
    ASK_PLUG,
    ASK_UNPLUG,
    ASK_RESIZE,
};

/* Reads @payload; *@sectors, 1 to ASK_SECTORS_MAX, is for ASK_RESIZE only and may be NULL. */
enum ask ask_read(const char *payload, uint64_t *sectors);

#endif

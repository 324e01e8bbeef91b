/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HARNESS_ASK_H
#define HARNESS_ASK_H

#include <stdint.h>

/* What a guest may ask of who launched it. */
enum ask {
    ASK_NOTHING,
    ASK_PLUG,   /* the device that comes late: add it */
    ASK_UNPLUG, /* ... and remove it */
    ASK_RESIZE, /* the disk: give it another size */
    ASK_TYPE,   /* the console: type so many characters */
};

#define ASK_TYPE_MAX    256
#define ASK_SECTOR      512
#define ASK_SECTORS_MAX (INT64_MAX / ASK_SECTOR)

#endif

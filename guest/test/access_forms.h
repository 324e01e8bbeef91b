/* SPDX-License-Identifier: BSD-2-Clause */
/* The access forms under test, as data; the rows are in access_forms.def. */
#ifndef GUEST_ACCESS_FORMS_H
#define GUEST_ACCESS_FORMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum access_kind {
    ACCESS_LOAD,        /* to Rt */
    ACCESS_SIGNED_LOAD, /* to Rt, sign-extended to .width */
    ACCESS_DISCARD,     /* a load to XZR */
    ACCESS_STORE,       /* from Rt */
    ACCESS_STORE_ZERO,  /* from XZR */
    ACCESS_NOTHING,     /* general registers neither give nor take data */
};

/* What the rules ask of an access that somebody answers; one that nobody answers aborts. */
enum access_group {
    ACCESS_PLAIN, /* is emulated */
    ACCESS_REGISTER,
    ACCESS_OFFSET,
    ACCESS_POST,
    ACCESS_ORDERED,
    ACCESS_USER, /* is emulated; wants an address that EL0 may use */
    ACCESS_PRE,  /* is emulated, or aborts without any effect */
    ACCESS_PAIR,
    ACCESS_EXCLUSIVE,
    ACCESS_ATOMIC,
    ACCESS_VECTOR, /* aborts without any effect */
    ACCESS_ZERO,
    ACCESS_PREFETCH, /* does nothing, wherever it points */
    ACCESS_CACHE,    /* does nothing */
};

/* Features of the CPU that some forms need. */
enum access_feature {
    ACCESS_ARMV8_0,
    ACCESS_RCPC, /* FEAT_LRCPC */
    ACCESS_LSE,  /* FEAT_LSE */
};

#define ACCESS_SP  31 /* as .rn */
#define ACCESS_RT2 3  /* of pairs */
#define ACCESS_RM  2  /* index of register offsets; status of exclusive stores */

struct access_form {
    const char *name; /* as an assembler would write it */
    const uint32_t *code;
    uint64_t index; /* what Rm must hold to add .offset; 0: no Rm */
    enum access_group group : 8;
    enum access_kind kind : 8;
    enum access_feature needs : 8;
    uint8_t size;  /* bytes of memory; of each half of a pair */
    uint8_t width; /* bits of the register: 32 or 64 */
    uint8_t rt, rn;
    bool pair;          /* a second register, ACCESS_RT2 */
    bool status;        /* Rm becomes 1: the store lost its monitor */
    int16_t offset;     /* address minus base */
    int16_t write_back; /* added to the base afterwards */
};

extern const struct access_form access_forms[];
extern const size_t access_form_count;

#endif

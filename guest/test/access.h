/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The access forms under test, as data, and what an access by one of them must do. The forms are
 * in access_forms.def. Addresses are virtual: mmu_device(ipa) or mmu_nc(ipa) choose the memory
 * type.
 */
#ifndef GUEST_ACCESS_H
#define GUEST_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/probe.h"

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

/* for_each_form(form, form->group == ACCESS_POST) { ... }: of all that this CPU has. */
#define for_each_form(form, condition)                                                           \
    for (const struct access_form *form = access_forms; form < access_forms + access_form_count; \
         form++)                                                                                 \
        if (access_available(form) && (condition))

/* for_each_access(form, form->kind == ACCESS_LOAD) { ... }: plain forms only. */
#define for_each_access(form, condition) \
    for_each_form(form, form->group == ACCESS_PLAIN && (condition))

/* Whether this CPU has what @form needs. */
bool access_available(const struct access_form *form);

/* The plain form of that kind, size and width; panics if there is none. */
const struct access_form *access_form(enum access_kind kind, unsigned int size, unsigned int width);

/* What Rt holds after @form loaded @memory (its low .size bytes): BG-02, BG-03, BG-04, BG-06. */
uint64_t access_register(const struct access_form *form, uint64_t memory);

/* probe_prepare() for @form to access @va. @data: what Rt holds, if it is stored. */
void access_prepare(struct probe *p, const struct access_form *form, uint64_t va, uint64_t data);

/*
 * Each runs @form at @va and checks everything that the instruction may and may not do:
 *   expect_load   Rt becomes access_register(form, memory); a discarding load changes nothing;
 *   expect_store  completes (Rt = @data);
 *   expect_abort  a data abort at this instruction with FAR = @va, and no register changed.
 * The base changes by .write_back; no other register changes in any of them.
 */
#define expect_load(form, va, memory) access_load(__FILE__, __LINE__, form, va, memory)
#define expect_store(form, va, data)  access_store(__FILE__, __LINE__, form, va, data)
#define expect_abort(form, va)        access_abort(__FILE__, __LINE__, form, va)

bool access_load(const char *file, int line, const struct access_form *form, uint64_t va,
                 uint64_t memory);
bool access_store(const char *file, int line, const struct access_form *form, uint64_t va,
                  uint64_t data);
bool access_abort(const char *file, int line, const struct access_form *form, uint64_t va);

/* Where the table of forms is run. */
struct access_place {
    uint64_t ipa; /* a multiple of 16, 256 bytes or more from both ends of what answers */
    uint64_t va;  /* its mapping */
    bool el0;     /* run at EL0 */
    bool watched; /* fail, instead of hanging, what Xen repeats for ever */
    bool answers; /* false: every access aborts */
    /* What the @size bytes at an IPA are, if somebody answers. */
    uint64_t (*memory)(uint64_t ipa, unsigned int size);
};

/* Runs @form at @place and checks what its group asks for. Stores write @data. */
#define expect_form(form, place, data) access_check(__FILE__, __LINE__, form, place, data)
bool access_check(const char *file, int line, const struct access_form *form,
                  const struct access_place *place, uint64_t data);

/* Whether cache maintenance by address is more than a no-op here; under QEMU it is not. */
bool access_maintains_caches(void);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The access forms under test, as data, and what an access by one of them must do. Addresses are
 * virtual: mmu_device(ipa) or mmu_nc(ipa) choose the memory type.
 */
#ifndef GUEST_ACCESS_H
#define GUEST_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "probe.h"

enum access_kind {
    ACCESS_LOAD,        /* to x1 */
    ACCESS_SIGNED_LOAD, /* to x1, sign-extended to .width */
    ACCESS_DISCARD,     /* a load to XZR */
    ACCESS_STORE,       /* from x1 */
    ACCESS_STORE_ZERO,  /* from XZR */
};

struct access_form {
    const char *name; /* as an assembler would write it */
    const uint32_t *code;
    enum access_kind kind;
    unsigned int size;  /* bytes of memory */
    unsigned int width; /* bits of the register: 32 or 64 */
};

extern const struct access_form access_forms[];
extern const size_t access_form_count;

/* for_each_access(form, form->kind == ACCESS_LOAD) { ... } */
#define for_each_access(form, condition)                                                         \
    for (const struct access_form *form = access_forms; form < access_forms + access_form_count; \
         form++)                                                                                 \
        if (condition)

/* The form of that kind, size and width; panics if there is none. */
const struct access_form *access_form(enum access_kind kind, unsigned int size, unsigned int width);

/* What x1 holds after @form loaded @memory (its low .size bytes): BG-02, BG-03, BG-04, BG-06. */
uint64_t access_register(const struct access_form *form, uint64_t memory);

/*
 * Each runs @form at @va and checks everything that the instruction may and may not do:
 *   expect_load   x1 becomes access_register(form, memory); a discarding load changes nothing;
 *   expect_store  completes, changes no register (x1 = @data);
 *   expect_abort  a data abort at this instruction with FAR = @va, and no register changed.
 * No other register may change in any of them.
 */
#define expect_load(form, va, memory) access_load(__FILE__, __LINE__, form, va, memory)
#define expect_store(form, va, data)  access_store(__FILE__, __LINE__, form, va, data)
#define expect_abort(form, va)        access_abort(__FILE__, __LINE__, form, va)

bool access_load(const char *file, int line, const struct access_form *form, uint64_t va,
                 uint64_t memory);
bool access_store(const char *file, int line, const struct access_form *form, uint64_t va,
                  uint64_t data);
bool access_abort(const char *file, int line, const struct access_form *form, uint64_t va);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an access by one of the forms under test must do. Addresses are virtual: mmu_device(ipa) or
 * mmu_nc(ipa) choose the memory type.
 */
#ifndef GUEST_ACCESS_H
#define GUEST_ACCESS_H

#include "guest/test/access_forms.h"
#include "runtime/probe.h"

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

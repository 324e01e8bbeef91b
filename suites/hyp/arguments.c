/* SPDX-License-Identifier: BSD-2-Clause */
/* Argument structures in all kinds of places: HYP-02. */
#include "guest/control/bus.h"
#include "guest/control/spare_ram.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"
#include "suites/hyp/hyp_call.h"

#include <string.h>

#include <xen/event_channel.h>
#include <xen/grant_table.h>
#include <xen/hvm/hvm_op.h>
#include <xen/memory.h>
#include <xen/sched.h>
#include <xen/version.h>

#define PAGE  4096ul
#define GUARD 0xa5

/* What Xen does with the structure. */
enum argument_direction {
    READS = 1,
    WRITES = 2,
};

struct structure {
    struct hypercall call;
    uint16_t size;
    uint8_t direction;
};

#define OUT(op_, size_)                                                                         \
    {                                                                                           \
        .call = {.nr = __HYPERVISOR_xen_version, .op = op_}, .size = size_, .direction = WRITES \
    }
static const struct structure structures[] = {
    OUT(XENVER_extraversion, 16),
    OUT(XENVER_compile_info, 144),
    OUT(XENVER_capabilities, 1024),
    OUT(XENVER_platform_parameters, 8),
    OUT(XENVER_changeset, 64),
    OUT(XENVER_guest_handle, 16),
    {{.nr = __HYPERVISOR_xen_version, .op = XENVER_get_features}, 8, READS | WRITES},
    {{.nr = __HYPERVISOR_hvm_op, .op = HVMOP_get_param, .words = {DOMID_SELF}}, 16, READS | WRITES},
    {{.nr = __HYPERVISOR_event_channel_op, .op = EVTCHNOP_status, .words = {DOMID_SELF, 0}},
     24,
     READS | WRITES},
    {{.nr = __HYPERVISOR_memory_op,
      .op = XENMEM_current_reservation,
      .result = HYPERCALL_ANY,
      .words = {DOMID_SELF}},
     2,
     READS},
    {{.nr = __HYPERVISOR_sched_op, .op = SCHEDOP_poll, .words = {0, 0, 0, 0, 1}}, 24, READS},
    {{.nr = __HYPERVISOR_grant_table_op,
      .op = GNTTABOP_query_size,
      .extra = 1,
      .words = {DOMID_SELF}},
     16,
     READS | WRITES},
    {{.nr = __HYPERVISOR_grant_table_op,
      .op = GNTTABOP_get_version,
      .extra = 1,
      .words = {DOMID_SELF}},
     8,
     READS | WRITES},
};

#define for_each_structure(row)                    \
    for (const struct structure *row = structures; \
         row < structures + sizeof(structures) / sizeof(structures[0]); row++)

/* What Xen makes of the structure in a place that cannot be wrong. */
static uint8_t reference[1024];

static void prepare(uint8_t *at, const struct structure *row)
{
    const size_t known = sizeof(row->call.words) < row->size ? sizeof(row->call.words) : row->size;

    memset(at, 0, row->size);
    memcpy(at, row->call.words, known);
}

static bool refer(const struct structure *row)
{
    int64_t result;

    prepare(reference, row);
    result = hypercall_at(&row->call, (uint64_t)reference);
    if (hypercall_is_result(&row->call, result))
        return true;
    report_fail(__FILE__, __LINE__, "hypercall %u, operation %u: %ld", row->call.nr, row->call.op,
                result);
    return false;
}

/* The call at @at, with guards of 32 bytes before and @behind after it. */
static void check_good(const struct structure *row, uint8_t *at, unsigned int behind)
{
    int64_t result;
    bool guarded = true;

    memset(at - 32, GUARD, 32);
    memset(at + row->size, GUARD, behind);
    prepare(at, row);
    result = hypercall_at(&row->call, (uint64_t)at);
    for (unsigned int i = 0; i < 32; i++)
        guarded &= at[(int)i - 32] == GUARD && (i >= behind || at[row->size + i] == GUARD);
    report_checked();
    if (!hypercall_is_result(&row->call, result) || !guarded ||
        (row->direction & WRITES && memcmp(at, reference, row->size)))
        report_fail(__FILE__, __LINE__, "hypercall %u, operation %u, at %#lx: %ld, %s",
                    row->call.nr, row->call.op, (uint64_t)at, result,
                    guarded ? "another structure than elsewhere" : "writes beside it");
}

static void check_bad(const struct structure *row, uint64_t va, const char *what)
{
    int64_t result = hypercall_at(&row->call, va);

    report_checked();
    if (result != -XEN_EFAULT)
        report_fail(__FILE__, __LINE__, "hypercall %u, operation %u, %s: %ld, expected %d",
                    row->call.nr, row->call.op, what, result, -XEN_EFAULT);
}

TEST(
    hyp, structures_anywhere_in_ram, .rule = "HYP-02",
    TITLE(
        "a structure may be misaligned, end with a page, or reach into the next; nothing beside it "
        "changes"))
{
    uint8_t *const page = (uint8_t *)spare_ram().base + PAGE;

    for_each_structure(row)
    {
        if (!refer(row))
            continue;
        check_good(row, page + 64, 32);
        check_good(row, page + 65, 32);
        check_good(row, page + 67, 32);
        check_good(row, page + PAGE - row->size, 32);
        check_good(row, page + PAGE - row->size / 2, 32);
        check_good(row, page + PAGE - 1, 32);
        check_good(row, page + PAGE + 1 - row->size, 32);
    }
}

TEST(hyp, structures_at_the_end_of_memory, .rule = "HYP-02",
     TITLE("a structure that ends with the last page works; one that reaches beyond is -EFAULT"))
{
    const uint64_t ram = spare_ram().base, page = mmu_scratch(ram, MMU_SCRATCH_KERNEL);

    __asm__ volatile("dc civac, %0; dc civac, %1; dsb sy" ::"r"(ram + PAGE - 64),
                     "r"(ram + PAGE - 8)
                     : "memory");
    for_each_structure(row)
    {
        if (row->size > 64 || row->size < 4 || !refer(row))
            continue;
        prepare((uint8_t *)ram + PAGE - row->size, row);
        if (!hypercall_is_result(&row->call, hypercall_at(&row->call, page + PAGE - row->size)))
            report_fail(__FILE__, __LINE__,
                        "hypercall %u, operation %u, at the end of a page: refused", row->call.nr,
                        row->call.op);
        prepare((uint8_t *)ram + PAGE - row->size, row);
        memmove((uint8_t *)ram + PAGE - row->size + 1, (uint8_t *)ram + PAGE - row->size,
                row->size - 1u);
        check_bad(row, page + PAGE - row->size + 1, "its last byte not in memory");
        check_bad(row, page + PAGE - row->size / 2, "its second half not in memory");
        check_bad(row, page + PAGE - 1, "all but its first byte not in memory");
    }
    mmu_scratch(0, MMU_SCRATCH_NONE);
}

TEST(hyp, structures_out_of_memory, .rule = "HYP-02",
     TITLE("a structure in no memory, in a device, or beyond all addresses is -EFAULT"))
{
    const uint64_t nowhere = mmu_scratch(0, MMU_SCRATCH_NONE);

    (void)nowhere;
    for_each_structure(row)
    {
        check_bad(row, 0x10, "in page 0");
        check_bad(row, MMU_SCRATCH, "in a page that is not mapped");
        check_bad(row, mmu_device(0x22000000), "in a device");
        check_bad(row, mmu_device(bus.ecam.base), "in the ECAM");
        check_bad(row, 0x0001000000000000, "at an address that no table can map");
        check_bad(row, 0xffff000000000000, "where the upper tables are off");
        check_bad(row, 0xfffffffffffffff0, "at the last bytes of all");
    }
}

/* Of zeroes, as an in-out structure may be. */
static const uint8_t read_only[1024] = {0};

TEST(hyp, structures_that_cannot_be_written, .rule = "HYP-02",
     TITLE("what Xen would have to write to read-only memory is -EFAULT and stays as it is; what "
           "it only "
           "reads may be there"))
{
    static const struct structure reservation = {
        {.nr = __HYPERVISOR_memory_op, .op = XENMEM_current_reservation, .result = HYPERCALL_ANY},
        2,
        READS};
    static const domid_t self = DOMID_SELF;
    uint8_t bits = 0;

    for_each_structure(row)
    {
        if (row->direction == WRITES)
            check_bad(row, (uint64_t)read_only, "in read-only memory");
    }
    for (unsigned int i = 0; i < sizeof(read_only); i++)
        bits |= *(const volatile uint8_t *)&read_only[i];
    expect_eq(bits, 0);
    expect(
        hypercall_is_result(&reservation.call, hypercall_at(&reservation.call, (uint64_t)&self)));
}

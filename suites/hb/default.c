/* SPDX-License-Identifier: BSD-2-Clause */
/* What a domain without any property for unmapped accesses gets: HB-1. */
#include "guest/control/bus.h"
#include "guest/control/settings.h"
#include "guest/test/access.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/mmu.h"

/* Between the host's flash and its GIC: the domU has nothing there, nor below its vGIC. */
#define LOW_HOLE 0x02000000ull

TEST(hb, unmapped_accesses_trap_by_default, .rule = "HB-1", .bus = BUS_EMPTY, .profiles = TRAP,
     TITLE("without the property in the domain's node, loads and stores in any hole abort"))
{
    const uint64_t holes[] = {0, LOW_HOLE, bus.ecam.base + bus.ecam.size / 2,
                              bus.mem.base + bus.mem.size / 2};

    for (unsigned int i = 0; i < sizeof(holes) / sizeof(holes[0]); i++)
        for_each_access(form, form->kind == ACCESS_LOAD || form->kind == ACCESS_STORE)
            expect_abort(form, mmu_device(holes[i]));
    /* The positive control: the same forms complete on memory. */
    expect_load(access_form(ACCESS_LOAD, 8, 64), (uint64_t)holes, holes[0]);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* What dom0, in which our backend runs, gets: HB-3. */
#include "guest/control/control_client.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/exception.h"

TEST(hb, dom0_traps, .rule = "HB-3", .bus = BUS_ANY, .needs = CONTROL_PAGE | BARE_DOM0,
     TITLE("in dom0 a load that nothing claims aborts, whatever this domain's node says"))
{
    uint32_t esr;

    if (!control_do(CONTROL_PING, 0, 0, 0))
        return;
    esr = control_dom0_esr();
    if (!expect_eq(ESR_EC(esr), EC_DABT_SAME))
        report_note("ESR %#x, 0 if the load completed", (unsigned int)esr);
}

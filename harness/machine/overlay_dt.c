/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/overlay_dt.h"

#include "harness/machine/dt_writer.h"
#include "harness/machine/layout.h"

#define GIC_SPI   0
#define IRQ_LEVEL 4 /* active high */

void *overlay_dt(size_t *size)
{
    struct dt_writer dt;

    dtw_start(&dt);
    dtw_begin(&dt, "fragment@0");
    dtw_string(&dt, "target-path", "/");
    dtw_begin(&dt, "__overlay__");
    dtw_begin(&dt, "rtc@%llx", HOST_RTC);
    dtw_string(&dt, "compatible", "arm,pl031");
    dtw_cells(&dt, "reg", DTW_U64(HOST_RTC), DTW_U64(KIB(4)));
    dtw_cells(&dt, "interrupts", GIC_SPI, HOST_RTC_SPI, IRQ_LEVEL);
    dtw_end(&dt);
    dtw_end(&dt);
    dtw_end(&dt);
    return dtw_finish(&dt, "overlay", size);
}

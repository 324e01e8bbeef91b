/* SPDX-License-Identifier: BSD-2-Clause */
/* The meaning of a line's level, and the target of its interrupts: INT-01, INT-02, INT-05. */
#include "guest/irq/gic_cpu.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/smp.h"
#include "suites/int/line.h"

#define MOST 3 /* interrupts of a line that stays high, before it is disabled to end them */

static struct spi_line line;

TEST(int, a_line_left_high_fires_again, .rule = "INT-02", .bus = BUS_SERVED, .attach = ON_REQUEST,
     TITLE("a handler that ends the interrupt but leaves the line high is called again"))
{
    if (!line_open(&line))
        return;
    line_enable(&line, MOST);
    expect(!line_taken(&line, 1)); /* nothing is left from before */
    line_set(&line, true);
    expect(line_taken(&line, 1));
    expect(line_taken(&line, 2));
    line_close(&line);
}

TEST(int, a_line_left_low_stays_quiet, .rule = "INT-02", .bus = BUS_SERVED, .attach = ON_REQUEST,
     TITLE("once the line is low no more interrupts arrive, and a new rise interrupts again"))
{
    if (!line_open(&line))
        return;
    line_enable(&line, 1);
    line_set(&line, true);
    expect(line_taken(&line, 1));
    line_set(&line, false);
    line_enable(&line, MOST);
    expect(!line_taken(&line, 2));
    line_disable(&line);
    report_about("INT-05");
    line_set(&line, true);
    line_enable(&line, 2);
    expect(line_taken(&line, 2));
    report_about(NULL);
    line_close(&line);
}

TEST(int, raised_while_disabled, .rule = "INT-05", .bus = BUS_SERVED, .attach = ON_REQUEST,
     TITLE("an SPI raised while it is disabled interrupts once it is enabled, and not before"))
{
    if (!line_open(&line))
        return;
    gic_mask();
    line_set(&line, true);
    report_about("GIC-04"); /* whether it was disabled */
    expect(gic_take_soon() >= GIC_NONE);
    report_about(NULL);
    gic_unmask();
    line_enable(&line, 1);
    expect(line_taken(&line, 1));
    line_close(&line);
}

TEST(int, an_spi_finds_its_vcpu, .rule = "INT-01", .bus = BUS_SERVED, .attach = ON_REQUEST,
     .vcpus = 2, TITLE("an SPI interrupts the vCPU that it is routed to, whichever that is"))
{
    if (!line_open(&line))
        return;
    for (unsigned int cpu = vcpu_count(); cpu-- > 0;) {
        const unsigned int before = line.taken;

        if (!expect(cpu == 0 || smp_start(cpu)))
            continue;
        line_enable(&line, before + 1);
        gic_route(line.intid, vcpu_mpidr(cpu));
        line_set(&line, true);
        if (expect(line_taken(&line, before + 1)))
            expect_eq(line.on, cpu);
        line_set(&line, false);
    }
    line_close(&line);
}

TEST(int, raised_while_its_vcpu_is_off, .rule = "INT-05", .bus = BUS_SERVED, .attach = ON_REQUEST,
     .vcpus = 2,
     TITLE("an SPI raised while its vCPU is off interrupts that vCPU once it is on, if the line "
           "is still high"))
{
    if (!line_open(&line))
        return;
    if (!smp_stop(1)) {
        report_error("vCPU 1 does not switch off");
        return;
    }
    line_enable(&line, 1);
    gic_route(line.intid, vcpu_mpidr(1));
    line_set(&line, true);
    if (!smp_start(1))
        report_error("vCPU 1 does not start");
    else if (expect(line_taken(&line, 1)))
        expect_eq(line.on, 1);
    line_close(&line);
}

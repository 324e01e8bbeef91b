/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/result/metric_names.h"

#include <string.h>

#define READ     "LAT-4.ioreq_read"
#define BLACKOUT "LAT-10.blackout"
#define USED     "LAT-6.request_to_used"
#define IRQ      "LAT-6.request_to_irq"

/*
 * kvm-unit-tests reads GICD_IIDR for mmio_read_vgic, a virtio-mmio device ID for mmio_read_user,
 * and writes 1023 to the EOI register for eoi; its ipi is one way, ours says so.
 */
const struct metric_name metric_names[] = {
    {"LAT-1.null_hypercall", "null hypercall", NULL, "hvc", false},
    {"LAT-1.null_hypercall_single", "null hypercall, one at a time", NULL, NULL, false},
    {"LAT-1.null_hypercall_batch", "null hypercall, in batches", NULL, NULL, false},
    {"LAT-1.null_hypercall_served", "null hypercall, if served", NULL, NULL, false},
    {"LAT-2.gicd_read", "GICD read", NULL, "mmio_read_vgic", false},
    {"LAT-3.background_read", "background read", NULL, NULL, false},
    {"LAT-3.background_read_2", "background read, 2 vCPUs", NULL, NULL, false},
    {"LAT-3.background_read_3", "background read, 3 vCPUs", NULL, NULL, false},
    {"LAT-3.background_read_4", "background read, 4 vCPUs", NULL, NULL, false},
    {READ, "IOREQ read", NULL, "mmio_read_user", false},
    {"LAT-4.leg_pick_up", "access to pick-up", READ, NULL, false},
    {"LAT-4.leg_work", "backend's work", READ, NULL, false},
    {"LAT-4.leg_return", "answer to access's end", READ, NULL, false},
    {"LAT-5.ioreq_write", "IOREQ write", NULL, NULL, false},
    {"LAT-5.kick", "kick", NULL, NULL, false},
    {USED, "request to used (polled)", NULL, NULL, false},
    {"LAT-6.leg_submit", "submit", USED, NULL, false},
    {"LAT-6.leg_pick_up", "kick to pick-up", USED, NULL, false},
    {"LAT-6.leg_work", "backend's work", USED, NULL, false},
    {"LAT-6.leg_return", "answer to kick's end", USED, NULL, false},
    {"LAT-6.leg_visible", "used seen", USED, NULL, false},
    {"LAT-6.leg_reap", "reaped", USED, NULL, false},
    {"LAT-6.driver_share", "the driver's in all", USED, NULL, false},
    {IRQ, "request to interrupt", NULL, NULL, false},
    {"LAT-6.irq_leg_submit", "submit", IRQ, NULL, false},
    {"LAT-6.irq_leg_pick_up", "kick to pick-up", IRQ, NULL, false},
    {"LAT-6.irq_leg_work", "backend's work", IRQ, NULL, false},
    {"LAT-6.irq_leg_taken", "raised to taken", IRQ, NULL, false},
    {"LAT-7.attach_stall", "attach stall", NULL, NULL, true},
    {"LAT-7.detach_stall", "detach stall", NULL, NULL, false},
    {"LAT-8.enable_to_hit", "enable to first answer", NULL, NULL, false},
    {"LAT-8.found_by_polling", "enable to found, polled", NULL, NULL, false},
    {"LAT-8.found_by_scanning", "enable to found, scanned", NULL, NULL, true},
    {"LAT-9.empty_bus", "scan of a bus, empty", NULL, NULL, false},
    {"LAT-9.served_bus", "scan of a bus, served", NULL, NULL, false},
    {"LAT-9.empty_window", "scan of all buses, empty", NULL, NULL, false},
    {"LAT-10.timer_awake", "timer late, awake", NULL, NULL, false},
    {"LAT-10.timer_10ms", "timer late, 10 ms", NULL, "timer_10ms", false},
    {"LAT-10.timer_asleep", "timer late, asleep", NULL, NULL, true},
    {BLACKOUT, "timer late, in an IOREQ", NULL, NULL, true},
    {"LAT-10.blackout_10us", "held for 10 us", BLACKOUT, NULL, true},
    {"LAT-10.blackout_100us", "held for 100 us", BLACKOUT, NULL, true},
    {"LAT-10.blackout_1ms", "held for 1 ms", BLACKOUT, NULL, true},
    {"LAT-11.self_sgi", "SGI to oneself, taken", NULL, NULL, false},
    {"LAT-11.ipi", "SGI to a vCPU, taken", NULL, "ipi", false},
    {"LAT-11.ipi_and_back", "SGI there and back", NULL, NULL, false},
    {"LAT-12.eoi_spurious", "EOI of 1023", NULL, "eoi", false},
    {"LAT-12.eoi", "EOI of an SGI", NULL, NULL, false},
    {"HOT-01.ask_to_seen", "plug to seen, polled", NULL, NULL, false},
    {"HOT-02.ask_to_irq", "plug to interrupt", NULL, NULL, false},
    {"HOT-02.power_to_found", "slot power to found", NULL, NULL, false},
};
const size_t metric_name_count = sizeof(metric_names) / sizeof(metric_names[0]);

const struct metric_name *metric_name(const char *id)
{
    for (size_t i = 0; i < metric_name_count; i++)
        if (!strcmp(metric_names[i].id, id))
            return &metric_names[i];
    return NULL;
}

size_t metric_rank(const char *id)
{
    const struct metric_name *name = metric_name(id);

    return name ? (size_t)(name - metric_names) : metric_name_count;
}

const char *metric_unit(const char *unit)
{
    return strcmp(unit, "insn") ? "nanoseconds" : "instructions";
}

bool metric_is_rung(const char *id)
{
    return !strncmp(id, "LAT-", 4) && id[4] >= '1' && id[4] <= '6' && id[5] == '.';
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "metric_names.h"

#include <string.h>

static const struct {
    const char *id, *label;
} layers[] = {
    {"LAT-1.null_hypercall", "null hypercall"},
    {"LAT-2.gicd_read", "GICD read"},
    {"LAT-3.background_read", "background read"},
    {"LAT-4.ioreq_read", "IOREQ read"},
    {"LAT-5.kick", "kick"},
    {"LAT-6.request_to_used", "request to used (polled)"},
    {"LAT-6.driver_share", "  of it, the driver"},
    {"LAT-6.request_to_irq", "request to interrupt"},
    {"LAT-7.attach_stall", "attach stall"},
    {"LAT-7.detach_stall", "detach stall"},
    {"LAT-8.enable_to_hit", "enable to first answer"},
    {"LAT-8.found_by_polling", "enable to found, polled"},
    {"LAT-8.found_by_scanning", "enable to found, scanned"},
    {"LAT-9.empty_bus", "scan of a bus, empty"},
    {"LAT-9.served_bus", "scan of a bus, served"},
    {"LAT-9.empty_window", "scan of all buses, empty"},
};
#define LAYERS (sizeof(layers) / sizeof(layers[0]))
_Static_assert(LAYERS < METRIC_RANKS_MAX, "metric_rank() is below METRIC_RANKS_MAX");

size_t metric_rank(const char *id)
{
    size_t i = 0;

    while (i < LAYERS && strcmp(id, layers[i].id))
        i++;
    return i;
}

const char *metric_label(const char *id)
{
    const size_t rank = metric_rank(id);

    return rank < LAYERS ? layers[rank].label : id;
}

bool metric_is_scan(const char *id)
{
    return !strncmp(id, "LAT-9.", 6);
}

const char *metric_unit_name(const char *unit)
{
    if (!strcmp(unit, "insn"))
        return "instructions";
    return strcmp(unit, "ns") ? unit : "nanoseconds";
}

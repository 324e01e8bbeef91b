/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/dom0_home.h"

#include <stdio.h>

#include "device_model/mmio/mmio_slots.h"
#include "device_model/pci/pci_endpoint.h"
#include "homes/ioreq/dm_op.h"
#include "homes/ioreq/foreign_cache.h"
#include "homes/ioreq/grant_map.h"
#include "homes/ioreq/ioreq_server.h"
#include "runtime/panic.h"
#include "runtime/time/clock.h"

#define SPI_FIRST 32 /* INTID of SPI 0 */

static const struct args *args;
static const struct pci_endpoint *split;

void dom0_home_init(const struct args *from)
{
    args = from;
    foreign_set_guest(args->domid);
    if (args->by_grants)
        dom0_home.platform = grants_of(args->domid);
}

void dom0_home_split(const struct pci_endpoint *endpoint)
{
    split = endpoint;
}

unsigned int dom0_home_server_of(const struct pci_endpoint *endpoint)
{
    return endpoint == split ? IOREQ_SPLIT : IOREQ_BUS;
}

static void set_line(struct home *home, unsigned int line, bool level)
{
    const uint32_t spi = line < MMIO_LINE ? args->spi + line : args->mmio_spi + line - MMIO_LINE;
    int rc;

    (void)home;
    if (level)
        ioreq_server_times->raised = clock_physical();
    rc = dm_op_set_irq_level(args->domid, SPI_FIRST + spi, level);
    if (rc)
        panic_by("DM-03", "Xen refuses SPI %u: are there enough nr_spis? (%d)", spi, rc);
}

static uint64_t now(struct home *home)
{
    (void)home;
    return clock_ns();
}

static void log_line(struct home *home, const char *text)
{
    (void)home;
    printf("doorbell backend: %s\n", text);
}

static bool claim_bar(struct home *home, const struct pci_endpoint *endpoint, uint64_t base)
{
    (void)home;
    return !ioreq_server_map(dom0_home_server_of(endpoint), base, ENDPOINT_BAR_SIZE);
}

static void release_bar(struct home *home, const struct pci_endpoint *endpoint, uint64_t base)
{
    const unsigned int server = dom0_home_server_of(endpoint);
    int rc;

    (void)home;
    if (!ioreq_server_exists(server))
        return; /* the range went with its server */
    rc = ioreq_server_unmap(server, base, ENDPOINT_BAR_SIZE);
    if (rc)
        panic_by("DM-01", "Xen refuses to unmap a BAR at %#llx (%d)", (unsigned long long)base, rc);
}

struct home dom0_home = {
    .map = foreign_page,
    .set_line = set_line,
    .now = now,
    .log = log_line,
    .claim_bar = claim_bar,
    .release_bar = release_bar,
};

void dom0_home_after(struct deadline *deadline, uint64_t ns)
{
    deadline_set(&dom0_home.deadlines, deadline, clock_deadline(ns));
}

void dom0_home_cancel(struct deadline *deadline)
{
    deadline_cancel(&dom0_home.deadlines, deadline);
}

void dom0_home_run_deadlines(void)
{
    if (dom0_home.deadlines.first)
        deadline_run(&dom0_home.deadlines, clock_ns());
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/dom0/guest_console.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "homes/dom0/domctl.h"
#include "homes/ioreq/event.h"
#include "homes/ioreq/foreign.h"

#include <xen/io/console.h>

#define LINE_MAX 160 /* longer than any record */

static uint8_t page[FOREIGN_PAGE] __attribute__((aligned(FOREIGN_PAGE)));
static domid_t guest;
static bool is_open;
static evtchn_port_t port;
static char line[LINE_MAX + 1];
static unsigned int length;

/* The page of the ring: the guest's own, at an address that Xen keeps for such pages. */
static int give_page(domid_t domid, xen_pfn_t gfn)
{
    struct xen_memory_reservation reservation = {.nr_extents = 1, .domid = domid};
    long rc;

    set_xen_guest_handle(reservation.extent_start, &gfn);
    rc = xen_memory(XENMEM_populate_physmap, &reservation);
    return rc == 1 ? 0 : rc < 0 ? (int)rc : -1;
}

int guest_console_open(domid_t domid)
{
    static struct xen_domctl op; /* zeroed, as it is used once */
    const xen_pfn_t gfn = GUEST_MAGIC_BASE / FOREIGN_PAGE;
    long rc = give_page(domid, gfn);

    guest = domid;
    op.u.vuart_op = (struct xen_domctl_vuart_op){
        .cmd = XEN_DOMCTL_VUART_OP_INIT,
        .type = XEN_DOMCTL_VUART_TYPE_VPL011,
        .gfn = gfn,
        .console_domid = 0,
    };
    if (!rc)
        rc = domctl(&op, XEN_DOMCTL_vuart_op, domid);
    if (!rc)
        rc = foreign_map(domid, gfn, page);
    if (!rc)
        rc = event_bind(domid, op.u.vuart_op.evtchn, &port);
    if (rc)
        printf("doorbell backend: Xen refuses a vpl011 for domain %u (%ld)\n", domid, rc);
    is_open = !rc;
    return (int)rc;
}

static void take(char c)
{
    if (c != '\n' && c != '\r' && length < LINE_MAX)
        line[length++] = c;
    if (c != '\n' && length < LINE_MAX)
        return;
    line[length] = '\0';
    length = 0;
    printf("(d%u) %s\n", guest, line);
}

void guest_console_serve(void)
{
    struct xencons_interface *const ring = (struct xencons_interface *)page;
    XENCONS_RING_IDX from, to;

    if (!is_open || !event_take(port))
        return;
    from = ring->out_cons;
    to = __atomic_load_n(&ring->out_prod, __ATOMIC_ACQUIRE);
    /* The guest cannot reach the ring, but this is no place to count on it. */
    for (unsigned int i = 0; from != to && i < sizeof(ring->out); i++, from++)
        take(ring->out[from % sizeof(ring->out)]);
    __atomic_store_n(&ring->out_cons, from, __ATOMIC_RELEASE);
    event_send(port);
}

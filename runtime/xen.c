/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/xen.h"

#include "runtime/panic.h"
#include "runtime/probe.h"

static bool absent;

bool xen_is_absent(void)
{
    return absent;
}

void xen_set_absent(void)
{
    absent = true;
}

long xen_hypercall(unsigned long nr, unsigned long a0, unsigned long a1, unsigned long a2,
                   unsigned long a3, unsigned long a4)
{
    register unsigned long x16 __asm__("x16") = nr;
    register unsigned long x0 __asm__("x0") = a0;
    register unsigned long x1 __asm__("x1") = a1;
    register unsigned long x2 __asm__("x2") = a2;
    register unsigned long x3 __asm__("x3") = a3;
    register unsigned long x4 __asm__("x4") = a4;

    __asm__ volatile("hvc %[tag]"
                     : "+r"(x16), "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4)
                     : [tag] "i"(XEN_HYPERCALL_TAG)
                     : "memory", "cc");
    return (long)x0;
}

static bool careful;

void xen_be_careful(void)
{
    careful = true;
}

/* With all registers saved around the hypercall. */
static void write_carefully(const char *text, size_t length)
{
    static struct probe probe;

    probe_prepare(&probe, CONSOLEIO_write);
    probe.before.x[1] = length;
    probe.before.x[2] = (uint64_t)text;
    probe.before.x[3] = probe.before.x[4] = 0;
    probe.before.x[16] = __HYPERVISOR_console_io;
    probe_run(&probe, probe_hvc_xen);
}

void xen_console_write(const char *text, size_t length)
{
    if (careful) {
        write_carefully(text, length);
        return;
    }
    xen_hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, length, (unsigned long)text, 0, 0);
}

struct shared_info *xen_shared_info(void)
{
    /* Replaces a page of our own RAM, so the mapping is write-back as Xen's is. */
    static uint8_t page[4096] __attribute__((aligned(4096)));
    static bool mapped; /* Xen does it once only */
    struct xen_add_to_physmap add = {
        .domid = DOMID_SELF,
        .space = XENMAPSPACE_shared_info,
        .gpfn = (uint64_t)page >> 12,
    };
    long rc = mapped ? 0 : xen_memory(XENMEM_add_to_physmap, &add);

    if (rc)
        panic_by("HYP-01", "Xen refuses to map shared_info (%ld)", rc);
    mapped = true;
    return (struct shared_info *)page;
}

void xen_event_mask(struct shared_info *shared, evtchn_port_t port)
{
    unsigned long *word = &shared->evtchn_mask[port / (8 * sizeof(*word))];

    __atomic_fetch_or(word, 1ul << (port % (8 * sizeof(*word))), __ATOMIC_SEQ_CST);
}

int xen_event_take(struct shared_info *shared, evtchn_port_t port)
{
    unsigned long *word = &shared->evtchn_pending[port / (8 * sizeof(*word))];
    unsigned long bit = 1ul << (port % (8 * sizeof(*word)));

    return !!(__atomic_fetch_and(word, ~bit, __ATOMIC_SEQ_CST) & bit);
}

void xen_shutdown(unsigned int reason)
{
    struct sched_shutdown shutdown = {.reason = reason};

    for (;;)
        xen_sched(SCHEDOP_shutdown, &shutdown);
}

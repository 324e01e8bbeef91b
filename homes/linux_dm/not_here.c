/* SPDX-License-Identifier: BSD-2-Clause */
/* What tests ask of a device model that is all of dom0, and a program in a Linux dom0 does not do.
 */
#include <stddef.h>

#include "homes/ioreq/dm_op.h"
#include "homes/ioreq/guest_end.h"
#include "homes/ioreq/raw_hypercall.h"
#include "homes/ioreq/small_domain.h"

#include <xen/errno.h>

void raw_hypercall_offer(volatile struct control_hypercall *call, domid_t domid)
{
    call->domid = domid;
}

int raw_hypercall_run(volatile struct control_hypercall *call)
{
    (void)call;
    return -XEN_EOPNOTSUPP;
}

int raw_hypercall_peek(uint64_t offset, uint64_t *value)
{
    (void)offset, (void)value;
    return -XEN_EOPNOTSUPP;
}

int raw_hypercall_poke(uint64_t offset, uint64_t value)
{
    (void)offset, (void)value;
    return -XEN_EOPNOTSUPP;
}

int small_domain_make(const volatile struct control_hypercall *from, domid_t guest,
                      const uint64_t arg[3])
{
    (void)from, (void)guest, (void)arg;
    return -XEN_EOPNOTSUPP;
}

int small_domain_unmake(domid_t guest, uint64_t domid)
{
    (void)guest, (void)domid;
    return -XEN_EOPNOTSUPP;
}

/* Not by a domctl, which is no stable interface: there is nothing to compare it with. */
unsigned int guest_vcpus(domid_t domid)
{
    unsigned int vcpus = 0;

    return dm_op_nr_vcpus(domid, &vcpus) ? 0 : vcpus;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/small_domain.h"

#include "homes/dom0/domain_build.h"

#include <xen/errno.h>

#define SPIS 32

_Static_assert(CONTROL_DOMAIN_RAM % DOMAIN_BLOCK == 0 && CONTROL_DOMAIN_BASE == GUEST_RAM0_BASE,
               "RAM comes in blocks, from there on");

static bool may_be(uint64_t domid, domid_t guest)
{
    return domid && domid < DOMID_FIRST_RESERVED && domid != guest;
}

int small_domain_make(const volatile struct control_hypercall *from, domid_t guest,
                      const uint64_t arg[3])
{
    const uint64_t size = (uint32_t)arg[1];
    const uint64_t blocks = arg[1] >> 32 ? arg[1] >> 32 : CONTROL_DOMAIN_RAM / DOMAIN_BLOCK;
    const struct domain_plan plan = {
        .domid = arg[0],
        .vcpus = 1,
        .nr_spis = SPIS,
        .ram = blocks * DOMAIN_BLOCK,
    };
    uint8_t code[CONTROL_DATA];
    int rc;

    if (!may_be(arg[0], guest) || size > sizeof(code) || blocks > DOMAIN_BLOCKS)
        return -XEN_EINVAL;
    for (uint64_t i = 0; i < size; i++) /* a copy: the guest may change it meanwhile */
        code[i] = from->data[i];
    rc = domain_create(&plan);
    if (rc)
        return rc;
    rc = domain_load(plan.domid, GUEST_RAM0_BASE, code, size);
    if (!rc)
        rc = domain_set_entry(plan.domid, GUEST_RAM0_BASE, arg[2]);
    if (rc)
        domain_destroy(plan.domid);
    return rc;
}

int small_domain_unmake(domid_t guest, uint64_t domid)
{
    return may_be(domid, guest) ? domain_destroy(domid) : -XEN_EINVAL;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The vCPUs of the device tree: vCPU n is its n-th cpu node, and 0 is the one that booted. */
#ifndef RUNTIME_VCPU_H
#define RUNTIME_VCPU_H

#include <stdint.h>

#define VCPU_MAX 8

/* Counts the vCPUs, of which there is one before; panics on more than VCPU_MAX. */
void vcpu_init(const void *fdt);

unsigned int vcpu_count(void);

/* The calling vCPU; vcpu_count() if it is in no cpu node. */
unsigned int vcpu_self(void);

/* MPIDR_EL1 of @vcpu and of the calling one, affinity fields only. */
uint64_t vcpu_mpidr(unsigned int vcpu);
uint64_t vcpu_own_mpidr(void);

#endif

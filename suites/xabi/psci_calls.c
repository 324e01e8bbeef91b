/* SPDX-License-Identifier: BSD-2-Clause */
/* Starting and stopping vCPUs by PSCI: XABI-08, XABI-18. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/psci.h"
#include "runtime/dt.h"
#include "runtime/smp.h"
#include "runtime/time/clock.h"
#include "runtime/xen.h"

#include <libfdt.h>
#include <string.h>
#include <xen/errno.h>
#include <xen/vcpu.h>

#define VERSION_1_1      0x10001
#define UNKNOWN_FUNCTION 0x8400001fu /* the last function of PSCI's range */
#define NO_VCPU          0xff00u     /* the MPIDR of a vCPU that does not exist */

#define CURRENT_EL1 (1u << 2)
#define DAIF_AIF    (7u << 6)
#define SCTLR_M     (1u << 0)
#define SCTLR_C     (1u << 2)

TEST(xabi, psci_is_offered_by_hvc, .rule = "XABI-08",
     TITLE("the device tree says HVC, the version is 1.1, unknown calls are not supported"))
{
    int node = dt_find(dt_boot(), "arm,psci-1.0");

    expect(node >= 0);
    expect(!strcmp(dt_string(dt_boot(), node, "method", ""), "hvc"));
    expect_eq(psci_call(PSCI_VERSION, 0, 0, 0), VERSION_1_1);
    expect_eq(psci_call(PSCI_FEATURES, PSCI_CPU_ON, 0, 0), PSCI_SUCCESS);
    expect_eq(psci_call(PSCI_FEATURES, UNKNOWN_FUNCTION, 0, 0), (uint64_t)PSCI_NOT_SUPPORTED);
    expect_eq(psci_call(UNKNOWN_FUNCTION, 0, 0, 0), (uint64_t)PSCI_NOT_SUPPORTED);
    expect_eq(psci_call(PSCI_AFFINITY_INFO, vcpu_mpidr(0), 0, 0), PSCI_ON);
}

static void add_one(void *counter)
{
    ++*(volatile unsigned int *)counter;
}

/* Checks the state in which a secondary vCPU was entered. */
static void check_entry(unsigned int cpu)
{
    const struct smp_entry *entry = smp_entry(cpu);

    expect_eq(entry->x[0], SMP_CONTEXT(cpu));
    expect_eq(entry->current_el, CURRENT_EL1);
    expect_eq(entry->spsel, 1);
    expect_eq(entry->daif & DAIF_AIF, DAIF_AIF);
    expect_eq(entry->sctlr & (SCTLR_M | SCTLR_C), 0);
}

TEST(xabi, psci_starts_and_stops_vcpus, .rule = "XABI-08", .bus = BUS_EMPTY, .vcpus = 2,
     TITLE("CPU_ON enters at the address given, once; AFFINITY_INFO follows; CPU_OFF works, and "
           "CPU_ON again"))
{
    const uint64_t target = vcpu_mpidr(1);
    unsigned int runs = 0;

    expect_eq(psci_call(PSCI_CPU_ON, NO_VCPU, 0, 0), (uint64_t)PSCI_INVALID_PARAMETERS);
    for (unsigned int round = 1; round <= 2; round++) {
        if (!expect(smp_stop(1)))
            return;
        expect_eq(psci_call(PSCI_AFFINITY_INFO, target, 0, 0), PSCI_OFF);
        if (!expect(smp_run(1, add_one, &runs)))
            return;
        expect_eq(smp_join(1, CLOCK_S), SMP_DONE);
        expect_eq(runs, round);
        check_entry(1);
        expect_eq(psci_call(PSCI_AFFINITY_INFO, target, 0, 0), PSCI_ON);
        expect_eq(psci_call(PSCI_CPU_ON, target, 0, 0), (uint64_t)PSCI_ALREADY_ON);
    }
}

/* Xen knows vCPU @id; asked of the hypervisor, not of the device tree. */
static bool vcpu_exists(unsigned int id)
{
    return xen_hypercall(__HYPERVISOR_vcpu_op, VCPUOP_is_up, id, 0, 0, 0) != -XEN_ENOENT;
}

TEST(xabi, every_cpu_node_starts, .rule = "XABI-18", .bus = BUS_EMPTY, .vcpus = 2,
     TITLE("the device tree has a node for each vCPU of the domain, and each of them starts"))
{
    unsigned int runs = 0, known = 0;

    while (known < VCPU_MAX && vcpu_exists(known))
        known++;
    expect_eq(vcpu_count(), known);
    for (unsigned int cpu = 1; cpu < vcpu_count(); cpu++) {
        if (!expect(smp_run(cpu, add_one, &runs)))
            continue;
        expect_eq(smp_join(cpu, CLOCK_S), SMP_DONE);
    }
    expect_eq(runs, vcpu_count() - 1);
}

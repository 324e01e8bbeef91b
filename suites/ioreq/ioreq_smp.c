/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests of several vCPUs at once: IOREQ-11, IOREQ-18. */
#include "guest/control/bus.h"
#include "guest/control/control_client.h"
#include "guest/control/settings.h"
#include "guest/ecam_probe.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "runtime/smp.h"
#include "suites/vio/rig/find.h"

#define READS 24 /* of each vCPU: the log has room for those of four */
#define MOVES 16
#define LIMIT CLOCK_S

/* What one vCPU reads and finds: written only by that vCPU while it runs. */
struct reader {
    uint64_t ipa;
    unsigned int completed, wrong;
    uint32_t first_wrong;
};

static struct reader readers[VCPU_MAX];

/* The words from .ipa on, each with an answer of its own. */
static void read_echo(void *arg)
{
    struct reader *reader = arg;

    for (unsigned int i = 0; i < READS; i++) {
        const uint64_t ipa = reader->ipa + 4 * i;
        const uint32_t value = mmio_read32(ipa);

        if (value != control_echo(ipa, 4, CONTROL_BUS_TAG) && !reader->wrong++)
            reader->first_wrong = value;
        reader->completed++;
    }
}

/* The address of a request shows which vCPU made it. */
static uint64_t share_of(unsigned int cpu)
{
    return settings.echo.base + settings.echo.size / VCPU_MAX * cpu;
}

static bool start_readers(void)
{
    for (unsigned int cpu = 0; cpu < vcpu_count(); cpu++)
        readers[cpu] = (struct reader){.ipa = share_of(cpu)};
    for (unsigned int cpu = 1; cpu < vcpu_count(); cpu++)
        if (!smp_run(cpu, read_echo, &readers[cpu])) {
            report_error("vCPU %u does not start", cpu);
            return false;
        }
    return true;
}

static void check_reader(unsigned int cpu, enum smp_result result)
{
    if (result == SMP_FAULTED)
        report_note("vCPU %u at %#lx: ESR %#lx", cpu, smp_fault(cpu)->far, smp_fault(cpu)->esr);
    else if (result == SMP_STUCK)
        report_note("vCPU %u did not get its answer", cpu);
    expect_eq(result, SMP_DONE);
    expect_eq(readers[cpu].completed, READS);
    if (!expect_eq(readers[cpu].wrong, 0))
        report_note("vCPU %u: first wrong value %#x", cpu, (unsigned int)readers[cpu].first_wrong);
}

/* Each request in the log arrived in the ioreq slot of the vCPU that made it. */
static void check_slots(void)
{
    unsigned int seen[VCPU_MAX] = {0};

    expect_eq(control_log_total(), READS * vcpu_count());
    for (uint32_t i = 0; i < control_log_total() && i < CONTROL_LOG_SIZE; i++) {
        const struct control_log entry = control_log_entry(i);

        expect_eq(entry.addr - share_of(entry.vcpu), 4 * seen[entry.vcpu % VCPU_MAX]++);
    }
}

TEST(ioreq, each_vcpu_has_its_slot, .rule = "IOREQ-18", .bus = BUS_SERVED, .attach = ON_REQUEST,
     .vcpus = 2,
     TITLE("concurrent requests of all vCPUs arrive in each vCPU's own ioreq slot, in its "
           "order, and are answered to it"))
{
    if (!control_do(CONTROL_LOG_RESET, 0, 0, 0) || !start_readers())
        return;
    read_echo(&readers[0]);
    check_reader(0, SMP_DONE);
    for (unsigned int cpu = 1; cpu < vcpu_count(); cpu++)
        check_reader(cpu, smp_join(cpu, LIMIT));
    check_slots();
}

/* Lets the readers get as far as they can. */
static void wait_a_moment(void)
{
    smp_pause(CLOCK_MS);
}

TEST(ioreq, an_unserved_vcpu_blocks_alone, .rule = "IOREQ-18", .bus = BUS_SERVED,
     .attach = ON_REQUEST, .vcpus = 2,
     TITLE("vCPUs whose ioreq slots are not served all wait while vCPU 0 runs on; once served "
           "they continue"))
{
    const unsigned int others = vcpu_count() - 1;
    uint64_t result[4] = {0};
    int rc;

    if (!control_do(CONTROL_SERVE, 1, 0, 0) || !start_readers())
        return;
    wait_a_moment();
    read_echo(&readers[0]);
    check_reader(0, SMP_DONE);
    for (unsigned int cpu = 1; cpu <= others; cpu++)
        expect_eq(readers[cpu].completed, 0);
    rc = control_call(CONTROL_SERVE, ~0ull, 0, 0, result);
    if (rc)
        report_error("the backend does not serve the others again (%d)", rc);
    expect_eq(result[0], others);
    for (unsigned int cpu = 1; cpu <= others; cpu++)
        check_reader(cpu, smp_join(cpu, LIMIT));
}

/* Device B, read by another vCPU: its identifier, and a register in its BAR. */
struct neighbour {
    uint64_t id_at, register_at;
    uint32_t id, value;
    uint32_t stop;
    unsigned int reads, wrong;
    uint32_t first_wrong;
};

static struct neighbour neighbour;

static void compare(struct neighbour *b, uint64_t ipa, uint32_t wanted)
{
    const uint32_t value = mmio_read32(ipa);

    if (value != wanted && !b->wrong++)
        b->first_wrong = value;
    b->reads++;
}

static void watch(void *arg)
{
    struct neighbour *b = arg;

    while (!__atomic_load_n(&b->stop, __ATOMIC_ACQUIRE)) {
        compare(b, b->register_at, b->value);
        compare(b, b->id_at, b->id);
    }
}

/* Moves @a's BARs between two places and switches its decode off and on. */
static void disturb(const struct virtio_device *a, uint64_t second)
{
    const struct pci_bar *bar = a->bars;
    unsigned int index = 0;
    uint64_t first_pci;
    uint32_t wanted;

    while (index < PCI_STD_NUM_BARS && bar[index].kind != PCI_BAR_MEM32 &&
           bar[index].kind != PCI_BAR_MEM64)
        index++;
    if (index == PCI_STD_NUM_BARS) {
        report_error("%04x has no memory BAR to move", a->bdf);
        return;
    }
    first_pci = bar[index].ipa - bus.mem.base + bus.mem_pci;
    wanted = mmio_read32(bar[index].ipa);
    for (unsigned int i = 1; i <= MOVES; i++) {
        const uint64_t pci = i & 1 ? second - bus.mem.base + bus.mem_pci : first_pci;

        pci_command(a->config, 0, PCI_COMMAND_MEMORY);
        mmio_write32(a->config + PCI_BASE_ADDRESS_0 + 4 * index, (uint32_t)pci);
        pci_command(a->config, PCI_COMMAND_MEMORY, 0);
        /* The positive control: the move took place. */
        expect_eq(mmio_read32(i & 1 ? second : bar[index].ipa), wanted);
    }
}

TEST(ioreq, a_neighbours_bars_do_not_matter, .rule = "IOREQ-11", .bus = BUS_SERVED, .vcpus = 2,
     .needs = OVER_PCI,
     TITLE("while one vCPU moves a device's BARs and toggles its decode, another one's accesses "
           "to the next device are not affected"))
{
    static struct virtio_device a, b;
    enum smp_result result;
    pci_bdf first, second;
    int error;

    if (!vio_find(VIRTIO_ID_BLOCK, &first) || !vio_find(VIRTIO_ID_RNG, &second))
        return;
    error = virtio_open(&a, &bus, first);
    if (!error)
        error = virtio_open(&b, &bus, second); /* its BARs lie next to A's */
    if (error) {
        report_error("%s", driver_error_text(error));
        return;
    }
    neighbour = (struct neighbour){.id_at = b.config + PCI_VENDOR_ID,
                                   .register_at = b.common.base + VIRTIO_PCI_COMMON_NUMQ - 2};
    neighbour.id = mmio_read32(neighbour.id_at);
    neighbour.value = mmio_read32(neighbour.register_at);
    expect(neighbour.value != UINT32_MAX);
    if (smp_run(1, watch, &neighbour)) {
        disturb(&a, bus.mem.base + bus.mem.size / 2);
        __atomic_store_n(&neighbour.stop, 1, __ATOMIC_RELEASE);
        result = smp_join(1, LIMIT);
        if (result == SMP_FAULTED)
            report_note("vCPU 1 at %#lx: ESR %#lx", smp_fault(1)->far, smp_fault(1)->esr);
        expect_eq(result, SMP_DONE);
        expect(neighbour.reads >= MOVES); /* so that they ran at the same time */
        if (!expect_eq(neighbour.wrong, 0))
            report_note("first wrong value %#x", (unsigned int)neighbour.first_wrong);
    } else {
        report_error("vCPU 1 does not start");
    }
    if (neighbour.wrong) { /* it may no longer answer */
        bus_reset();
        bus.mem_used = 0;
        return;
    }
    vio_close(&b);
    vio_close(&a);
}

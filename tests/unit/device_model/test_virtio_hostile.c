/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guest's driver against our backend with each of its faults, both sanitized: it names the rule
 * or does not care, comes to an end, and touches nothing that is not its own.
 */
/* FAKES: hostile_bus */

#include <greatest.h>
#include <string.h>

#include "guest/virtio/virtio_blk.h"
#include "guest/virtio/virtio_pci_cfg.h"
#include "tests/fakes/assert_error.h"
#include "tests/fakes/hostile_bus.h"

#define BDF       PCI_BDF(0, HOSTILE_BLK_SLOT, 0)
#define QUEUES    2
#define F_MQ      (1ull << 12) /* of virtio-blk */
#define PAGE      4096
#define LIMIT     (100 * CLOCK_MS)
#define WAIT_MOST (10 * CLOCK_S) /* a few time-outs */

/* All that a device may write to, in whole pages. */
static struct {
    struct VIRTQUEUE_STORAGE(8) storage[QUEUES];
    struct virtio_blk_request request;
    uint8_t data[VIRTIO_BLK_SECTOR];
} memory __attribute__((aligned(PAGE)));
#define MEMORY_SIZE ((sizeof(memory) + PAGE - 1) / PAGE * PAGE)

static struct pci_host host;
static struct virtio_device dev;
static struct virtqueue queue[QUEUES];

static void setup(void *arg)
{
    (void)arg;
    hostile_bus_reset(&memory, MEMORY_SIZE);
    host = (struct pci_host){
        .ecam = {HOSTILE_ECAM, 0x100000},
        .mem = {HOSTILE_MEM, HOSTILE_MEM_SIZE},
        .mem_pci = HOSTILE_MEM,
    };
    memset(&memory, 0, sizeof(memory));
}

static int set_up_queue(unsigned int index)
{
    return virtio_queue(&dev, index, &queue[index], 8, memory.storage[index].ring,
                        memory.storage[index].buffer);
}

static int request(unsigned int index)
{
    const struct virtqueue_segment segments[] = {
        {&memory.request.header, sizeof(memory.request.header)},
        {memory.data, sizeof(memory.data)},
        {&memory.request.status, sizeof(memory.request.status)},
    };
    struct virtqueue_used used;
    int error;

    memory.request.header.type = VIRTIO_BLK_T_IN;
    memory.request.header.sector = 3;
    memory.request.status = 0xff;
    error = virtqueue_add(&queue[index], segments, 1, 2, &memory.request);
    if (error)
        return error;
    virtqueue_notify(&queue[index]);
    error = virtio_wait(&dev, &queue[index], &used, LIMIT);
    return error || !memory.request.status ? error : VIRTIO_BLK_STATUS;
}

static int start(void)
{
    uint64_t capacity;
    int error = virtio_negotiate(&dev, F_MQ | _BITULL(VIRTIO_F_RING_RESET));

    if (!error)
        error = virtio_config_read64(&dev, 0, &capacity);
    for (unsigned int i = 0; !error && i < QUEUES; i++)
        error = set_up_queue(i);
    return error ? error : virtio_start(&dev);
}

static int use(void)
{
    int error = 0;

    for (unsigned int i = QUEUES; !error && i-- > 0;)
        error = request(i);
    if (!error)
        error = virtio_queue_reset(&dev, 0);
    if (!error)
        error = set_up_queue(0);
    return error ? error : request(0);
}

/* A driver's whole life, twice; what it ran into. */
static int live(void)
{
    int error = virtio_open(&dev, &host, BDF);

    for (unsigned int i = 0; !error && i < 2; i++) {
        error = start();
        if (!error)
            error = use();
        if (!error)
            error = virtio_reset(&dev);
    }
    return error;
}

static const char *name_of(enum fault fault)
{
#define NAME(constant, name, rule, text) [constant] = name,
    static const char *const names[] = {FAULTS(NAME)};

    return names[fault];
}

/* What the driver must say; a fault that is not here may be none to it, or show by chance. */
static const struct {
    enum fault fault;
    int error;
} wanted[] = {
    {FAULT_BAR_HOLES, PCI_BAR_SIZE},
    {FAULT_BAR_STUCK, PCI_BAR_SIZE},
    {FAULT_CAPABILITY_LOOP, PCI_CAP_LOOP},
    {FAULT_CAPABILITY_OUTSIDE, PCI_CAP_RANGE},
    {FAULT_VIRTIO_ID, VIRTIO_NOT_VIRTIO},
    {FAULT_VIRTIO_REVISION, 0}, /* a driver matches any revision, VIO-01 */
    {FAULT_CAP_MISSING, VIRTIO_CAP_MISSING},
    {FAULT_CAP_OVERLAP, VIRTIO_CAP_MISSING},
    {FAULT_CAP_OUTSIDE_BAR, VIRTIO_CAP_BAR},
    {FAULT_CAP_WRONG_BAR, VIRTIO_CAP_BAR},
    {FAULT_STRUCTURES_OVERLAP, VIRTIO_CAP_OVERLAP},
    {FAULT_CAP_MISALIGNED, VIRTIO_CAP_STRUCTURE},
    {FAULT_NOTIFY_MULTIPLIER, VIRTIO_CAP_STRUCTURE},
    {FAULT_NOTIFY_OUTSIDE, VIRTIO_NOTIFY_RANGE},
    {FAULT_FEATURES_BEYOND, 0}, /* it does not ask */
    {FAULT_NO_VERSION_1, VIRTIO_NO_VERSION_1},
    {FAULT_DRIVER_FEATURE_LOST, VIRTIO_FEATURES_LOST},
    {FAULT_FEATURES_OK_DROPS, VIRTIO_FEATURES_REFUSED},
    {FAULT_STATUS_FORGETS, VIRTIO_STATUS},
    {FAULT_RESET_IGNORED, VIRTIO_RESET_TIMEOUT},
    {FAULT_RESET_KEEPS_QUEUES, VIRTIO_QUEUE_STATE},
    {FAULT_QUEUE_SIZE_ZERO, VIRTIO_QUEUE_ABSENT},
    {FAULT_QUEUE_SIZE_ODD, VIRTIO_QUEUE_SIZE},
    {FAULT_QUEUES_ALIAS, VIRTIO_QUEUE_STATE},
    {FAULT_NEVER_ENABLED, VIRTIO_QUEUE_STATE},
    {FAULT_KICK_WIDE, VIRTQUEUE_TIMEOUT},
    {FAULT_KICK_FIRST_QUEUE, VIRTQUEUE_TIMEOUT},
    {FAULT_GENERATION_RESTLESS, VIRTIO_CONFIG_UNSTABLE},
    {FAULT_PLATFORM_ADDRESSES, VIRTIO_WANTS_RESET},
    {FAULT_RING_RESET_IGNORED, VIRTIO_RING_RESET},
    {FAULT_RING_RESET_ENDLESS, VIRTIO_RING_RESET},
};

TEST named_faults(void)
{
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        setup(NULL);
        hostile_bus_fault(wanted[i].fault);
        ASSERT_STR_EQm(name_of(wanted[i].fault), driver_error_text(wanted[i].error),
                       driver_error_text(live()));
    }
    PASS();
}

/* Then a device that behaves again is usable again. */
TEST all_faults_are_survived(void)
{
    for (enum fault fault = FAULT_NONE + 1; fault < FAULTS_END; fault++) {
        setup(NULL);
        hostile_bus_fault(fault);
        live();
        ASSERTm(name_of(fault), hostile_bus_waited() < WAIT_MOST);
        ASSERT_EQm(name_of(fault), fault == FAULT_WRITES_ELSEWHERE, hostile_bus_strays() != 0);
        hostile_bus_fault(FAULT_NONE);
        host.mem_used = 0;
        ASSERT_STR_EQm(name_of(fault), driver_error_text(0), driver_error_text(live()));
    }
    PASS();
}

/* A fault that comes up while the driver runs, at each of its accesses to a device it knows. */
TEST faults_that_come_later(void)
{
    for (enum fault fault = FAULT_NONE + 1; fault < FAULTS_END; fault++) {
        setup(NULL);
        ASSERT_EQ(0, virtio_open(&dev, &host, BDF));
        ASSERT_EQ(0, start());
        hostile_bus_fault(fault);
        if (!use())
            start();
        ASSERTm(name_of(fault), hostile_bus_waited() < WAIT_MOST);
        ASSERT_EQm(name_of(fault), fault == FAULT_WRITES_ELSEWHERE, hostile_bus_strays() != 0);
    }
    PASS();
}

/* VIO-25: the window's accesses are the BAR's, and the driver's aim is right. */
TEST window(void)
{
    ASSERT_EQ(0, virtio_open(&dev, &host, BDF));
    ASSERT_EQ(QUEUES, virtio_pci_cfg_read(&dev, dev.common.base + VIRTIO_PCI_COMMON_NUMQ, 2));
    virtio_pci_cfg_write(&dev, dev.common.base + VIRTIO_PCI_COMMON_STATUS, 1,
                         VIRTIO_CONFIG_S_ACKNOWLEDGE);
    ASSERT_EQ(VIRTIO_CONFIG_S_ACKNOWLEDGE, virtio_status(&dev));
    virtio_pci_cfg_write(&dev, dev.common.base + VIRTIO_PCI_COMMON_Q_DESCLO + 4, 4, 0x12345678);
    ASSERT_EQ(0x12345678u,
              virtio_pci_cfg_read(&dev, dev.common.base + VIRTIO_PCI_COMMON_Q_DESCLO + 4, 4));
    virtio_pci_cfg_write(&dev, dev.common.base + VIRTIO_PCI_COMMON_Q_SIZE, 2, 4);
    ASSERT_EQ(4u, virtio_pci_cfg_read(&dev, dev.common.base + VIRTIO_PCI_COMMON_Q_SIZE, 2));
    hostile_bus_fault(FAULT_WINDOW_ELSEWHERE);
    ASSERT(virtio_pci_cfg_read(&dev, dev.common.base + VIRTIO_PCI_COMMON_NUMQ, 2) != QUEUES);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    RUN_TEST(named_faults);
    RUN_TEST(all_faults_are_survived);
    RUN_TEST(faults_that_come_later);
    RUN_TEST(window);
    GREATEST_MAIN_END();
}

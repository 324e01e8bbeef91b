/* SPDX-License-Identifier: BSD-2-Clause */
/* How the driver identifies a virtio function and finds its structures: VIO-01, -02, -03. */
/* FAKES: fake_device fake_virtio */

#include <greatest.h>

#include "guest/pci/pci_cap.h"
#include "tests/fakes/assert_error.h"
#include "tests/fakes/fake_virtio.h"

#define BDF PCI_BDF(FAKE_BUS_FIRST, 1, 0)

static struct pci_host host;
static struct fake_function *fn;
static struct fake_virtio state;
static struct virtio_device dev;

static void setup(void *arg)
{
    (void)arg;
    host = fake_reset();
    fn = fake_virtio_add(BDF, VIRTIO_ID_RNG, &state);
}

static int open_device(void)
{
    return virtio_open(&dev, &host, BDF);
}

TEST opens(void)
{
    ASSERT_EQ(0, open_device());
    ASSERT_EQ(VIRTIO_ID_RNG, dev.type);
    ASSERT_EQ(FAKE_MEM + FAKE_COMMON, dev.common.base);
    ASSERT_EQ(FAKE_MEM + FAKE_NOTIFY, dev.notify.base);
    ASSERT_EQ(FAKE_MEM + FAKE_ISR, dev.isr.base);
    ASSERT_EQ(FAKE_MEM + FAKE_DEVICE, dev.device.base);
    ASSERT_EQ(FAKE_MULTIPLIER, dev.notify_multiplier);
    ASSERT_EQ(FAKE_CAP_PCI_CFG, dev.pci_cfg);
    ASSERT_EQ(PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER, fake_get32(fn, PCI_COMMAND) & 0xffff);
    PASS();
}

/* VIO-01 */
TEST identifiers(void)
{
    fake_set32(fn, PCI_VENDOR_ID, 0x10441af5);
    ASSERT_ERROR(VIRTIO_NOT_VIRTIO, open_device());
    fake_set32(fn, PCI_VENDOR_ID, 0x10801af4);
    ASSERT_ERROR(VIRTIO_NOT_VIRTIO, open_device());
    fake_set32(fn, PCI_VENDOR_ID, 0x0fff1af4);
    ASSERT_ERROR(VIRTIO_NOT_VIRTIO, open_device());
    fake_set32(fn, PCI_VENDOR_ID, 0x10051af4); /* transitional: the type is the subsystem */
    fake_set16(fn, PCI_SUBSYSTEM_ID, VIRTIO_ID_RNG);
    fn->config[PCI_REVISION_ID] = 0x77;
    ASSERT_EQ(0, open_device());
    ASSERT_EQ(VIRTIO_ID_RNG, dev.type);
    ASSERT_ERROR(VIRTIO_NOT_VIRTIO, virtio_open(&dev, &host, PCI_BDF(FAKE_BUS_LAST, 0, 0)));
    PASS();
}

TEST errors_below_are_passed_on(void)
{
    fn->config[FAKE_CAP_PCI_CFG + 1] = FAKE_CAP_ISR;
    ASSERT_ERROR(PCI_CAP_LOOP, open_device());
    fn->bar_mask[FAKE_VIRTIO_BAR] = 0xffff0f00;
    ASSERT_ERROR(PCI_BAR_SIZE, open_device());
    PASS();
}

/* VIO-02: what must be there, and what must not disturb. */
TEST missing_structures(void)
{
    static const uint8_t needed[] = {FAKE_CAP_COMMON, FAKE_CAP_NOTIFY, FAKE_CAP_ISR};

    for (unsigned int i = 0; i < sizeof(needed); i++) {
        setup(NULL);
        fn->config[needed[i] + 3] = 0x55; /* an unknown type: passed over */
        ASSERT_ERROR(VIRTIO_CAP_MISSING, open_device());
        setup(NULL);
        fn->config[needed[i]] = 0x01; /* another kind of capability */
        ASSERT_ERROR(VIRTIO_CAP_MISSING, open_device());
        setup(NULL);
        fn->config[needed[i] + 4] = 6; /* a reserved BAR: passed over */
        ASSERT_ERROR(VIRTIO_CAP_MISSING, open_device());
    }
    setup(NULL);
    fn->config[FAKE_CAP_DEVICE + 3] = 0x55;
    fn->config[FAKE_CAP_PCI_CFG + 3] = 0x55;
    ASSERT_EQ(0, open_device());
    ASSERT_EQ(0, dev.device.size);
    ASSERT_EQ(0, dev.pci_cfg);
    PASS();
}

TEST first_usable_structure_wins(void)
{
    fn->config[FAKE_CAP_PCI_CFG + 1] = FAKE_CAP_FREE;
    fake_virtio_cap(fn, FAKE_CAP_FREE, VIRTIO_PCI_CAP_COMMON_CFG, 4, 0x800,
                    sizeof(struct virtio_pci_common_cfg));
    ASSERT_EQ(0, open_device());
    ASSERT_EQ(FAKE_MEM + FAKE_COMMON, dev.common.base);

    /* The first one in I/O space, which the driver does not use. */
    host.mem_used = 0;
    fake_bar(fn, 0, 64, 0x1);
    fn->config[FAKE_CAP_COMMON + 4] = 0;
    ASSERT_EQ(0, open_device());
    ASSERT_EQ(FAKE_MEM + 0x800, dev.common.base);
    PASS();
}

TEST structure_outside_its_bar(void)
{
    static const struct {
        uint8_t bar;
        uint32_t offset, length;
    } cases[] = {
        {4, FAKE_VIRTIO_SIZE, sizeof(struct virtio_pci_common_cfg)},
        {4, FAKE_VIRTIO_SIZE - sizeof(struct virtio_pci_common_cfg) + 4,
         sizeof(struct virtio_pci_common_cfg)},
        {4, 0, FAKE_VIRTIO_SIZE + 1},
        {4, 0xfffffffc, sizeof(struct virtio_pci_common_cfg)}, /* the sum wraps in 32 bits */
        {4, 0x1000, 0xfffff000},
        {0, 0, sizeof(struct virtio_pci_common_cfg)}, /* not implemented */
        {5, 0, sizeof(struct virtio_pci_common_cfg)}, /* the upper half of a pair */
    };

    for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        host.mem_used = 0;
        fake_virtio_cap(fn, FAKE_CAP_COMMON, VIRTIO_PCI_CAP_COMMON_CFG, cases[i].bar,
                        cases[i].offset, cases[i].length);
        ASSERT_ERROR(VIRTIO_CAP_BAR, open_device());
    }
    PASS();
}

TEST structure_too_short_or_misaligned(void)
{
    static const struct {
        uint8_t at, type;
        uint32_t offset, length;
    } cases[] = {
        {FAKE_CAP_COMMON, VIRTIO_PCI_CAP_COMMON_CFG, 0, sizeof(struct virtio_pci_common_cfg) - 1},
        {FAKE_CAP_COMMON, VIRTIO_PCI_CAP_COMMON_CFG, 2, sizeof(struct virtio_pci_common_cfg)},
        {FAKE_CAP_NOTIFY, VIRTIO_PCI_CAP_NOTIFY_CFG, FAKE_NOTIFY, 1},
        {FAKE_CAP_NOTIFY, VIRTIO_PCI_CAP_NOTIFY_CFG, FAKE_NOTIFY + 1, 4},
        {FAKE_CAP_ISR, VIRTIO_PCI_CAP_ISR_CFG, FAKE_ISR, 0},
        {FAKE_CAP_DEVICE, VIRTIO_PCI_CAP_DEVICE_CFG, FAKE_DEVICE + 2, 8},
    };

    for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        setup(NULL);
        fake_set32(fn, cases[i].at + 8, cases[i].offset);
        fake_set32(fn, cases[i].at + 12, cases[i].length);
        ASSERT_ERROR(VIRTIO_CAP_STRUCTURE, open_device());
    }
    PASS();
}

/* After what a reset of the machine, or of the test before, does to configuration space. */
TEST reopens(void)
{
    const uint64_t base = FAKE_MEM + 2 * FAKE_VIRTIO_SIZE;

    host.mem_used = 2 * FAKE_VIRTIO_SIZE;
    ASSERT_EQ(0, open_device());
    ASSERT_EQ(base + FAKE_COMMON, dev.common.base);
    ASSERT_EQ(0, virtio_negotiate(&dev, 0));
    fake_set16(fn, PCI_COMMAND, 0);
    fake_set32(fn, PCI_BASE_ADDRESS_0 + 4 * FAKE_VIRTIO_BAR, 0x4);
    ASSERT_EQ(0, virtio_reopen(&dev, &host));
    ASSERT_EQ(0, dev.features);
    ASSERT_EQ(0, virtio_negotiate(&dev, 0));
    ASSERT_EQ(PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER, fake_get32(fn, PCI_COMMAND) & 0xffff);
    fn->present = false;
    ASSERT_ERROR(VIRTIO_NOT_VIRTIO, virtio_reopen(&dev, &host));
    PASS();
}

/* VIO-02: no byte can be of two structures. */
TEST structures_overlap(void)
{
    static const uint32_t offsets[] = {0, sizeof(struct virtio_pci_common_cfg) - 1, FAKE_NOTIFY,
                                       FAKE_DEVICE + 15};

    for (unsigned int i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
        host.mem_used = 0;
        fake_virtio_cap(fn, FAKE_CAP_ISR, VIRTIO_PCI_CAP_ISR_CFG, 4, offsets[i], 1);
        ASSERT_ERROR(VIRTIO_CAP_OVERLAP, open_device());
    }
    host.mem_used = 0;
    fake_virtio_cap(fn, FAKE_CAP_ISR, VIRTIO_PCI_CAP_ISR_CFG, 4,
                    sizeof(struct virtio_pci_common_cfg), 1);
    ASSERT_EQ(0, open_device());
    PASS();
}

/* VIO-03 */
TEST multipliers(void)
{
    static const struct {
        uint32_t value;
        int error;
    } cases[] = {
        {0, 0},
        {2, 0},
        {4096, 0},
        {1u << 31, 0},
        {1, VIRTIO_CAP_STRUCTURE},
        {3, VIRTIO_CAP_STRUCTURE},
        {~0u, VIRTIO_CAP_STRUCTURE},
    };

    for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        host.mem_used = 0;
        fake_set32(fn, FAKE_CAP_NOTIFY + 16, cases[i].value);
        ASSERT_ERROR(cases[i].error, open_device());
    }
    PASS();
}

TEST capability_too_short(void)
{
    fn->config[FAKE_CAP_NOTIFY + 2] = 16; /* without the multiplier */
    ASSERT_ERROR(VIRTIO_CAP_LENGTH, open_device());

    setup(NULL);
    fn->config[FAKE_CAP_PCI_CFG + 1] = 0xf4; /* room for 12 bytes only */
    fake_cap(fn, 0xf4, PCI_CAP_ID_VNDR, 0);
    fn->config[0xf6] = 16;
    fn->config[0xf7] = VIRTIO_PCI_CAP_ISR_CFG;
    ASSERT_ERROR(VIRTIO_CAP_LENGTH, open_device());
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    RUN_TEST(opens);
    RUN_TEST(identifiers);
    RUN_TEST(errors_below_are_passed_on);
    RUN_TEST(missing_structures);
    RUN_TEST(first_usable_structure_wins);
    RUN_TEST(structure_outside_its_bar);
    RUN_TEST(structure_too_short_or_misaligned);
    RUN_TEST(reopens);
    RUN_TEST(structures_overlap);
    RUN_TEST(multipliers);
    RUN_TEST(capability_too_short);
    GREATEST_MAIN_END();
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Negotiation: VIO-05, VIO-06, VIO-07. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/mmio.h"
#include "suites/vio/rig/each.h"

#define WORDS       2 /* of features that virtio 1.2 defines */
#define SELECT_LAST 8

static uint32_t offered_word(const struct virtio_device *dev, uint32_t select)
{
    virtio_write(dev, VIRTIO_PCI_COMMON_DFSELECT, select);
    return virtio_read(dev, VIRTIO_PCI_COMMON_DF);
}

static void check_selectors(struct virtio_device *dev)
{
    const uint64_t features = virtio_offered(dev);

    expect(features & _BITULL(VIRTIO_F_VERSION_1));
    for (uint32_t select = SELECT_LAST + 1; select-- > 0;) {
        const uint32_t wanted = select < WORDS ? (uint32_t)(features >> (32 * select)) : 0;

        expect_eq(offered_word(dev, select), wanted);
    }
    expect_eq(offered_word(dev, UINT32_MAX), 0);
}

TEST(vio, features_have_two_words, .rule = "VIO-05", .bus = BUS_SERVED,
     TITLE("device_feature gives the same words each time for selectors 0 and 1, with "
           "VERSION_1, and 0 for all others"))
{
    vio_each(check_selectors);
}

/* Writes arbitrary features as a driver does before FEATURES_OK, and reads them back. */
static void accept(const struct virtio_device *dev, uint64_t features)
{
    virtio_write(dev, VIRTIO_PCI_COMMON_STATUS,
                 VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER);
    for (uint32_t word = 0; word < WORDS; word++) {
        virtio_write(dev, VIRTIO_PCI_COMMON_GFSELECT, word);
        virtio_write(dev, VIRTIO_PCI_COMMON_GF, (uint32_t)(features >> (32 * word)));
    }
}

static uint64_t accepted(const struct virtio_device *dev)
{
    uint64_t features = 0;

    for (uint32_t word = 0; word < WORDS; word++) {
        virtio_write(dev, VIRTIO_PCI_COMMON_GFSELECT, word);
        features |= (uint64_t)virtio_read(dev, VIRTIO_PCI_COMMON_GF) << (32 * word);
    }
    return features;
}

static void check_read_back(struct virtio_device *dev)
{
    const uint64_t least =
        virtio_offered(dev) & (_BITULL(VIRTIO_F_VERSION_1) | _BITULL(VIRTIO_F_ACCESS_PLATFORM));

    if (!vio_expect(dev, virtio_reset(dev)))
        return;
    accept(dev, virtio_offered(dev));
    expect_eq(accepted(dev), virtio_offered(dev));
    accept(dev, least); /* until FEATURES_OK a driver may change its choice */
    expect_eq(accepted(dev), least);
    vio_expect(dev, virtio_negotiate(dev, 0));
    expect_eq(accepted(dev), dev->features);
}

TEST(vio, accepted_features_read_back, .rule = "VIO-06", .bus = BUS_SERVED, .needs = OVER_PCI,
     TITLE("driver_feature reads back all features, then the fewest, before and after FEATURES_OK"))
{
    vio_each(check_read_back);
}

static void check_acceptable(struct virtio_device *dev)
{
    vio_expect(dev, virtio_negotiate(dev, 0));
    vio_expect(dev, virtio_negotiate(dev, UINT64_MAX)); /* all that is offered */
}

TEST(vio, acceptable_features_are_kept, .rule = "VIO-07", .bus = BUS_SERVED,
     TITLE("FEATURES_OK stays set for the fewest features that a driver accepts, and for all "
           "that are offered"))
{
    vio_each(check_acceptable);
}

/* A device may accept a set without VERSION_1 (6.1), but never a feature that it did not offer. */
static void check_unacceptable(struct virtio_device *dev)
{
    const uint64_t offered = virtio_offered(dev);
    const uint8_t ready =
        VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER | VIRTIO_CONFIG_S_FEATURES_OK;
    uint64_t kept = 0;

    for (unsigned int bit = 0; bit < 32 * WORDS; bit += 21) {
        while (offered >> bit & 1 && bit < 32 * WORDS - 1)
            bit++;
        if (!vio_expect(dev, virtio_reset(dev)))
            return;
        accept(dev, offered | 1ull << bit);
        virtio_write(dev, VIRTIO_PCI_COMMON_STATUS, ready);
        if (virtio_status(dev) & VIRTIO_CONFIG_S_FEATURES_OK)
            kept |= 1ull << bit;
    }
    expect_eq(kept, 0);
}

TEST(vio, unacceptable_features_are_refused, .rule = "VIO-07", .bus = BUS_SERVED,
     TITLE("FEATURES_OK is cleared when the driver accepts a feature that was not offered"))
{
    vio_each(check_unacceptable);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/devices/rng_device.h"

#include <linux/virtio_ids.h>

#include "device_model/virtio/virtio_features.h"
#include "device_model/virtio/virtio_registers.h"

/* A device may return less than was asked for (5.4.6.2): the bound on the work of one request. */
#define RNG_MAX 65536

/* xorshift64; runs must repeat bit by bit, so this is not random and must not be. */
static uint64_t next_word(void)
{
    static uint64_t state = 0x646f6f7262656c6c;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static bool serve(struct virtio_state *virtio, unsigned int queue, const struct virtio_chain *chain,
                  uint32_t *written)
{
    uint32_t size = chain->writable < RNG_MAX ? chain->writable : RNG_MAX;
    uint64_t words[32];

    (void)queue;
    for (*written = 0; *written < size;) {
        uint32_t part = size - *written < sizeof(words) ? size - *written : sizeof(words);

        for (size_t i = 0; i < (part + sizeof(words[0]) - 1) / sizeof(words[0]); i++)
            words[i] = next_word();
        if (!virtio_chain_write(chain, *written, words, part))
            return virtio->home->platform; /* which refuses the rest: fewer bytes, 5.4.6.1 */
        *written += part;
    }
    return true;
}

static const struct virtio_device_type rng_type = {
    .id = VIRTIO_ID_RNG,
    .class = 0x00ff00, /* unclassified, other */
    .queues = 1,
    /* Addresses are guest physical unless the home has a platform_memory. */
    .features = _BITULL(VIRTIO_F_ACCESS_PLATFORM),
    .serve = serve,
};

void rng_device_init(struct virtio_state *virtio, struct home *home)
{
    virtio_init(virtio, home, &rng_type, NULL);
}

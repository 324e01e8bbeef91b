/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/devices/net_device.h"

#include <linux/virtio_ids.h>
#include <linux/virtio_net.h>
#include <string.h>

#include "device_model/virtio/virtio_features.h"
#include "device_model/virtio/virtio_registers.h"
#include "device_model/virtio/virtio_service.h"

#define RECEIVEQ  0
#define TRANSMITQ 1

#define FRAME_MAX 2048 /* header included */

/* A local MAC address: 02:54:64:6f:6f:6c. */
static const uint32_t config[] = {0x6f645402, 0x00006c6f};

/* To the next receive buffer; lost if there is none, or if the platform refuses it, which then
 * comes back empty. One that is too small is the driver's error, 5.1.6.3.1. */
static bool receive(struct virtio_state *virtio, const uint8_t *frame, uint32_t size)
{
    static struct virtio_chain chain;

    if (!virtio_service_take(virtio, RECEIVEQ, &chain))
        return false;
    if (!chain.steps)
        return true;
    if (chain.writable < size)
        return false;
    if (!virtio_chain_write(&chain, 0, frame, size)) {
        if (!virtio->home->platform)
            return false;
        size = 0;
    }
    return virtio_service_return(virtio, RECEIVEQ, &chain, size);
}

static bool serve(struct virtio_state *virtio, unsigned int queue, const struct virtio_chain *chain,
                  uint32_t *written)
{
    static uint8_t frame[FRAME_MAX];
    const struct virtio_net_hdr_v1 header = {.num_buffers = 1}; /* no MRG_RXBUF, 5.1.6.4.1 */

    *written = 0;
    if (chain->readable < sizeof(header) || chain->writable)
        return false;
    if (chain->readable > sizeof(frame))
        return true; /* more than the medium takes */
    if (!virtio_chain_read(chain, 0, frame, chain->readable))
        return virtio->home->platform;
    memcpy(frame, &header, sizeof(header));
    (void)queue;
    return receive(virtio, frame, chain->readable);
}

static const struct virtio_device_type net_type = {
    .id = VIRTIO_ID_NET,
    .class = 0x020000, /* network, Ethernet */
    .queues = 2,
    .receive = 1u << RECEIVEQ,
    .features = _BITULL(VIRTIO_NET_F_MAC),
    .config_size = sizeof(config),
    .serve = serve,
};

void net_device_init(struct virtio_state *virtio, struct home *home)
{
    virtio_init(virtio, home, &net_type, config);
}

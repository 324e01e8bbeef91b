/* SPDX-License-Identifier: BSD-2-Clause */
/* The network device (virtio 1.2, 5.1), looped back: what is transmitted is received. */
#include "device_model/virtio/virtio_device.h"

#include <stddef.h>

#include "device_model/virtio/virtio_service.h"

#define RECEIVEQ  0
#define TRANSMITQ 1

#define FRAME_MAX 2048 /* header included */

/* virtio_net_hdr, 5.1.6 */
#define HEADER_SIZE        12
#define HEADER_NUM_BUFFERS 10 /* 16 bits */

#define F_MAC (1ull << 5)

static const uint32_t config[] = {0x6f645402, 0x00006c6f}; /* a local address: 02:54:64:6f:6f:6c */

/* To the next receive buffer; lost if there is none. One that is too small is the driver's error,
 * 5.1.6.3.1. */
static bool receive(struct virtio_pci *virtio, const uint8_t *frame, uint32_t size)
{
    static struct virtio_chain chain;

    if (!virtio_service_take(virtio, RECEIVEQ, &chain))
        return false;
    if (!chain.steps)
        return true;
    return chain.writable >= size && virtio_chain_write(&chain, 0, frame, size) &&
           virtio_service_return(virtio, RECEIVEQ, &chain, size);
}

static bool serve(struct virtio_pci *virtio, unsigned int queue, const struct virtio_chain *chain,
                  uint32_t *written)
{
    static uint8_t frame[FRAME_MAX];

    *written = 0;
    if (chain->readable < HEADER_SIZE || chain->writable)
        return false;
    if (chain->readable > sizeof(frame))
        return true; /* more than the medium takes */
    if (!virtio_chain_read(chain, 0, frame, chain->readable))
        return false;
    for (unsigned int i = 0; i < HEADER_SIZE; i++)
        frame[i] = 0;
    frame[HEADER_NUM_BUFFERS] = 1; /* without MRG_RXBUF, 5.1.6.4.1 */
    (void)queue;
    return receive(virtio, frame, chain->readable);
}

const struct virtio_device virtio_net = {
    .id = 1,
    .class = 0x020000, /* network, Ethernet */
    .queues = 2,
    .own = 1u << RECEIVEQ,
    .features = F_MAC,
    .config = config,
    .config_size = sizeof(config),
    .serve = serve,
};

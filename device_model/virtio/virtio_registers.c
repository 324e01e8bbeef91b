/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/virtio/virtio_registers.h"

#include "device_model/virtio/virtio_common.h"
#include "device_model/virtio/virtio_service.h"

static uint32_t read(struct virtio_state *virtio, uint32_t offset, uint32_t lanes)
{
    const uint32_t reg = offset % VIRTIO_PAGE;
    uint32_t value;

    switch (offset - reg) {
    case 0:
        return virtio_common_read(virtio, reg);
    case VIRTIO_ISR_PAGE:
        if (reg || !(lanes & 0xff))
            return 0;
        value = virtio->isr;
        virtio->isr = 0; /* read clears and deasserts, 4.1.4.5.1 */
        virtio_set_interrupt(virtio, false);
        return value;
    case VIRTIO_DEVICE_PAGE:
        if (reg >= virtio->type->config_size)
            return 0;
        value = virtio->config[reg / 4];
        virtio_service_config_was_read(virtio);
        return value;
    default:
        return 0;
    }
}

static void write(struct virtio_state *virtio, uint32_t offset, uint32_t lanes, uint32_t value)
{
    const uint32_t reg = offset % VIRTIO_PAGE;

    switch (offset - reg) {
    case 0:
        virtio_common_write(virtio, reg, lanes, value);
        break;
    case VIRTIO_NOTIFY_PAGE:
        virtio_service_notify(virtio, reg / VIRTIO_NOTIFY_MULTIPLE);
        break;
    default:
        break;
    }
}

const struct virtio_register_ops virtio_register_ops = {read, write};

void virtio_init(struct virtio_state *virtio, struct home *home,
                 const struct virtio_device_type *type, const uint32_t *config)
{
    *virtio = (struct virtio_state){
        .home = home,
        .next = home->devices,
        .registers = &virtio_register_ops,
        .type = type,
        .ops = &virtio_device_ops,
        .config = config,
    };
    home->devices = virtio;
}

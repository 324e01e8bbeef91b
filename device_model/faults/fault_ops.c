/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/faults/fault_ops.h"

#include "device_model/virtio/virtio_packed.h"
#include "device_model/virtio/virtio_pci.h"
#include "device_model/virtio/virtio_split.h"

struct fault_context fault_context;

const struct pci_dword_ops *fault_config_base(struct pci_endpoint *endpoint)
{
    if (virtio_pci_of(endpoint))
        return &virtio_pci_config_ops;
    return pci_port_of(endpoint) ? &pci_port_config_ops : &pci_config_ops;
}

const struct virtio_queue_ops *fault_queue_base(const struct virtio_queue *queue)
{
    /* .start is never wrapped. */
    return queue->ops->start == virtio_packed_ops.start ? &virtio_packed_ops : &virtio_split_ops;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What crosses the socket: the vfio-user protocol 0.0 (QEMU's docs/interop/vfio-user.rst). Commands
 * that mirror an ioctl() carry the structure of <linux/vfio.h>. All numbers are in the machine's
 * byte order.
 */
#ifndef VFIO_USER_H
#define VFIO_USER_H

#include <stdint.h>

#define VFIO_USER_MAJOR 0
#define VFIO_USER_MINOR 0

enum vfio_user_command {
    VFIO_USER_VERSION = 1,
    VFIO_USER_DMA_MAP = 2,
    VFIO_USER_DMA_UNMAP = 3,
    VFIO_USER_DEVICE_GET_INFO = 4,
    VFIO_USER_DEVICE_GET_REGION_INFO = 5,
    VFIO_USER_DEVICE_GET_IRQ_INFO = 7,
    VFIO_USER_DEVICE_SET_IRQS = 8,
    VFIO_USER_REGION_READ = 9,
    VFIO_USER_REGION_WRITE = 10,
    VFIO_USER_DEVICE_RESET = 13,
};

struct vfio_user_header {
    uint16_t id; /* the sender's; its reply has the same */
    uint16_t command;
    uint32_t size; /* of the whole message, this header included */
    uint32_t flags;
    uint32_t error; /* an errno, in a reply with VFIO_USER_ERROR */
};

#define VFIO_USER_TYPE_MASK 0xfu
#define VFIO_USER_REPLY     0x1u
#define VFIO_USER_NO_REPLY  0x10u
#define VFIO_USER_ERROR     0x20u

/* JSON follows, with its NUL; or nothing. */
struct vfio_user_version {
    uint16_t major;
    uint16_t minor;
};

#define VFIO_USER_DMA_READABLE  0x1u
#define VFIO_USER_DMA_WRITABLE  0x2u
#define VFIO_USER_DMA_UNMAP_ALL 0x2u

struct vfio_user_dma_map {
    uint32_t argsz;
    uint32_t flags;
    uint64_t offset; /* into the descriptor */
    uint64_t address;
    uint64_t size;
};

struct vfio_user_dma_unmap {
    uint32_t argsz;
    uint32_t flags;
    uint64_t address;
    uint64_t size;
};

struct vfio_user_device_info {
    uint32_t argsz;
    uint32_t flags;
    uint32_t num_regions;
    uint32_t num_irqs;
};

/* The data follow, in a write and in the reply to a read. */
struct vfio_user_region_access {
    uint64_t offset;
    uint32_t region;
    uint32_t count; /* of bytes */
};

#endif

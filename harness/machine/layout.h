/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where everything is: QEMU's `virt` board, what its loader puts there, and the domU.
 *
 * The images take none of these for granted: they read them from the device trees composed here.
 */
#ifndef HARNESS_LAYOUT_H
#define HARNESS_LAYOUT_H

#define KIB(n) ((n)*1024ull)
#define MIB(n) ((n)*1048576ull)

/* The board: hw/arm/virt.c, base_memmap and a15irqmap. */
#define HOST_GICD           0x08000000ull
#define HOST_GICD_SIZE      KIB(64)
#define HOST_GICR           0x080a0000ull
#define HOST_GICR_SIZE      0x00f60000ull
#define HOST_GICC           0x08010000ull
#define HOST_GICH           0x08030000ull
#define HOST_GICV           0x08040000ull
#define HOST_GIC_CPU_SIZE   KIB(64)
#define HOST_UART           0x09000000ull
#define HOST_UART_SPI       1
#define HOST_UART_CLOCK     24000000 /* Hz */
#define HOST_RTC            0x09010000ull
#define HOST_RTC_SPI        2
#define HOST_RAM            0x40000000ull
#define HOST_RAM_SIZE       MIB(256) /* each page costs a boot Xen's time, and so for the domains */
#define HOST_PPI_GIC        9
#define HOST_PPI_TIMER_SEC  13
#define HOST_PPI_TIMER_PHYS 14
#define HOST_PPI_TIMER_VIRT 11
#define HOST_PPI_TIMER_HYP  10
/* One counter tick is one instruction under -icount shift=0. */
#define HOST_COUNTER_HZ 1000000000

/* Boot modules; QEMU puts Xen at the start of RAM and the host DT (at most 2 MiB) at 128 MiB. */
#define HOST_BACKEND    0x4c000000ull
#define HOST_GUEST      0x4d000000ull
#define HOST_PARTIAL_DT 0x4e000000ull
#define HOST_RAMDISK    0x4f000000ull
#define HOST_MODULE_MAX MIB(16)
/* Where a domU that is mapped one to one has its memory. */
#define HOST_STATIC_RAM 0x44000000ull
/* Where the domU is Linux. */
#define HOST_LINUX     0x50000000ull
#define HOST_INITRAMFS 0x58000000ull
#define HOST_LINUX_MAX MIB(64)
#define HOST_ROOT_DISK HOST_GUEST /* which is free then */
/* Where dom0 is Linux; it is mapped where it is, so its memory must be left in one piece. */
#define HOST_DOM0_LINUX        0x54000000ull
#define HOST_DOM0_INITRAMFS    0x5c000000ull
#define HOST_DOM0_LINUX_MEMORY "256M"
#define HOST_LINUX_RAM_SIZE    MIB(1024)
#define HOST_DOM0_MEMORY       "8M" /* dom0 needs more than 4M to boot */

/* A bare machine: QEMU itself says where everything is. */
#define BARE_RAM_SIZE MIB(64)

/* The domU. GUEST_RAM0_BASE and GUEST_VPCI_* of Xen's public/arch-arm.h: nothing else is there. */
#define DOMU_ID             1
#define DOMU_NODE           "domU1"
#define DOMU_SECOND_NODE    "domU2"
#define DOMU_RAM            0x40000000ull
#define DOMU_RAM_SIZE       MIB(16)
#define DOMU_LINUX_RAM_SIZE MIB(128)
#define DOMU_ECAM           0x10000000ull /* unless the scenario moves it */
#define DOMU_ECAM_SIZE      MIB(256)      /* buses 0 to 255 */
#define DOMU_BARS           0x23000000ull
#define DOMU_BARS_SIZE      MIB(256)
#define DOMU_ECHO           0x22100000ull
#define DOMU_ECHO_SIZE      KIB(64)
/* The last page: Xen puts kernel and DTB at the start of the first and of the last 2 MiB. */
#define DOMU_CONTROL (DOMU_RAM + DOMU_RAM_SIZE - KIB(4))
/* virtio-mmio: GUEST_VIRTIO_MMIO_BASE and _SPI_FIRST (INTID 33) of Xen's public/arch-arm.h, and
 * libxl's VIRTIO_MMIO_DEV_SIZE. */
#define DOMU_MMIO           0x02000000ull
#define DOMU_MMIO_SLOT_SIZE 0x200ull
#define DOMU_MMIO_SPI       1
/* SPI numbers as in an interrupt specifier: INTID 96 to 99. */
#define DOMU_INTX_SPI 64
/* Device number of the root port. */
#define DOMU_PORT_SLOT 4
/* Any phandle that Xen gives to no other node of the domU's tree. */
#define DOMU_GIC_HANDLE   1
#define DOMU_IOMMU_HANDLE 2
/* What Xen gives a domU where it stands at other addresses than the board: public/arch-arm.h,
 * GUEST_*. */
#define DOMU_GICD           0x03001000ull
#define DOMU_GICD_SIZE      KIB(64)
#define DOMU_GICD_V2_SIZE   KIB(4)
#define DOMU_GICC           0x03002000ull
#define DOMU_GICC_SIZE      KIB(8)
#define DOMU_GICR           0x03020000ull
#define DOMU_GICR_SIZE      MIB(16)
#define DOMU_UART           0x22000000ull
#define DOMU_UART_SPI       0
#define DOMU_PPI_TIMER_SEC  13
#define DOMU_PPI_TIMER_PHYS 14
#define DOMU_PPI_TIMER_VIRT 11
/* What Xen takes when the partial DT has none, and libxl in any case: GUEST_PHANDLE_GIC. */
#define DOMU_GIC_HANDLE_XEN 65000

#endif

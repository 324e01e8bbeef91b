/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the harness tells the two images.
 *
 * The domU finds a node of the compatible below anywhere in its device tree (the harness puts it
 * under /passthrough, which Xen copies verbatim; without Xen, at the root of QEMU's own tree).
 * Addresses and sizes are two cells each.
 *
 *     doorbell {
 *         compatible = "doorbell,config";
 *         scenario = "windows";
 *         machine = "qemu", "7.2.22";                    no hypervisor, but this QEMU; absent: Xen
 *         profile = "trap" | "unmapped" | "windows" | "vpci";   what Xen was told about this
 *                   domain; "bare" on machine "qemu"
 *         attach = "request" | "timed" | "never";        who starts the backend's attach;
 *                  "present" on machine "qemu"; "asked": QEMU in dom0, which attaches once the
 *                  domU has allocated an event channel for dom0, and serves from then on
 *         program;                       our own backend is a program in a Linux dom0
 *         arrival = <ms>;                                "asked" or program only: how long that may
 * take clock = "icount" | "wall";                     the counter counts instructions, or time
 *         samples = <count>;             of each latency, absent: 100
 *         exit = "semihosting" | "xen";                  how to end the run
 *         ends = "system-off" | "system-reset" | "shutdown";   a test ends the domain so
 *         schedule = <ns> ...;           when the backend, from its start, attaches, detaches,
 *                                        attaches again ...; only with attach = "timed"
 *         start = <ns>;                  when the backend, from its start, lets the domU run that
 * it has made; absent: Xen has made it select = "BG-*", "lat.*";                      up to
 * CONFIG_GLOBS globs on rule or group.test; absent: all tests = ...; the same, the scenario's own
 * choice; absent: all that are not .alone windows = <base size value> ...;               copy of
 * mmio-background-regions echo = <base size>;                            the backend's echo range
 *         control = <base size>;                         control page (control.h); absent: none
 *         rrs = <base size>;                             ECAM bytes that read as RRS, if any
 *         enhanced = "enabled" | "no-xenstore";          what Xen was told as xen,enhanced
 *         overlay = <bytes>;             an overlay of a device that Xen can attach to this domain
 *         vpl011;                        Xen was asked for a vpl011
 *         hotplug;                       somebody plugs and unplugs when asked: the backend, or on
 *                                        machine "qemu" the harness (record.h)
 *         plugs = <ns> ...;              when the backend, from its start, lets the device come to
 *                                        its port, and leave, and come again ...
 *         resizes;                       the harness changes the disk's capacity when asked
 *         bootargs = "...";              what Xen was given as those of this domain; absent: none
 *         by-xl;                         xl has made this domain while the system ran
 *         over-mmio;                     virtio devices are those in virtio,mmio nodes, not PCI's
 *         spis = <count>;                what Xen was asked for as nr_spis, unless a key says so
 *     };
 *
 * The backend finds blank-separated words in /chosen/bootargs; numbers are C literals, a range is
 * base,size:
 *
 *     domid=1 ecam=0x10000000,0x10000000 mem=0x23000000,0x10000000 echo=0x22100000,0x10000
 *     spi=64 control=0x47fff000 attach=request|timed:<ns>|never
 *     [devices=rng,blk,net,test]          absent: all
 *     [start=<ns>] [bridge=xen] [fault=NAME]
 *     [mmio=0x2000000,0x1600,1]           virtio-mmio slots: base, size, SPI of the first
 *     [dma=grants]                        addresses in rings are grant references (xen,grant-dma)
 *     [port=4[.1] [plug=[surprise:]<ns>,...]]  device number, function of a root port with a
 * hot-plug slot; when, after the backend's start, its device comes, leaves ...
 *
 * With start= the backend makes the domU itself, of its ramdisk (domains.h), and lets it run so
 * many ns after its own start. An unknown word or a missing one is refused with a line that names
 * it.
 */
#ifndef PROTOCOL_CONFIG_H
#define PROTOCOL_CONFIG_H

#define CONFIG_COMPATIBLE "doorbell,config"

#define CONFIG_SCENARIO  "scenario"
#define CONFIG_MACHINE   "machine"
#define CONFIG_PROFILE   "profile"
#define CONFIG_ATTACH    "attach"
#define CONFIG_ARRIVAL   "arrival"
#define CONFIG_PROGRAM   "program"
#define CONFIG_CLOCK     "clock"
#define CONFIG_SAMPLES   "samples"
#define CONFIG_EXIT      "exit"
#define CONFIG_SELECT    "select"
#define CONFIG_TESTS     "tests"
#define CONFIG_WINDOWS   "windows"
#define CONFIG_ECHO      "echo"
#define CONFIG_CONTROL   "control"
#define CONFIG_RRS       "rrs"
#define CONFIG_ENDS      "ends"
#define CONFIG_ENHANCED  "enhanced"
#define CONFIG_VPL011    "vpl011"
#define CONFIG_HOTPLUG   "hotplug"
#define CONFIG_PLUGS     "plugs"
#define CONFIG_RESIZES   "resizes"
#define CONFIG_SCHEDULE  "schedule"
#define CONFIG_START     "start"
#define CONFIG_BY_XL     "by-xl"
#define CONFIG_LATE      "late-bridge"
#define CONFIG_OVERLAY   "overlay"
#define CONFIG_OVER_MMIO "over-mmio"
#define CONFIG_SPIS      "spis"

#define CONFIG_SCHEDULE_MAX 8

#define MACHINE_QEMU "qemu"

#define CONFIG_GLOBS 24

#define CONFIG_SAMPLES_MIN 10
#define CONFIG_SAMPLES_MAX 1000

/*
 * A child of the doorbell node for XABI-17. Its bytes count up from 00 to ff. Xen strips the
 * xen,* property; alone, without xen,reg, it asks for nothing.
 */
#define FRAGMENT_NODE     "fragment"
#define FRAGMENT_CHILD    "child"
#define FRAGMENT_EMPTY    "empty"
#define FRAGMENT_BYTES    "bytes"
#define FRAGMENT_STRIPPED "xen,force-assign-without-iommu"
#define FRAGMENT_CELLS    64
#define FRAGMENT_CELL(i)  ((i)*0x04040404u + 0x00010203u)

/* Nested children of the doorbell node for DT-01, each with its depth as its level; and its alias.
 */
#define DEEP_COMPATIBLE "doorbell,deep"
#define DEEP_LEVEL      "level"
#define DEEP_LEVELS     12
#define DOORBELL_ALIAS  "doorbell0"

/* What the domU's kernel module has as bootargs where Xen makes the domU, for DT-03: of blanks,
 * quotes and signs none is to get lost. */
#define CONFIG_BOOTARGS "bootargs"
#define DOORBELL_BOOTARGS \
    "doorbell a=1  b=\"two words\" c=$#&; last=0123456789abcdefghijklmnopqrstuvwxyz "

/* There is a ramdisk, for DT-03: the domU's image without its last bytes, an odd number of them. */
#define CONFIG_RAMDISK     "ramdisk"
#define CONFIG_RAMDISK_CUT 3

/* The keys of the domU's node that the scenario gives in its own words, for DT-03. */
#define CONFIG_KEYS     "keys"
#define CONFIG_KEYS_MAX 8

/* Exit statuses, XTF's: also what the domU hands to semihosting. */
enum exit_status {
    EXIT_OK = 0,
    EXIT_USAGE = 2,
    EXIT_SKIP = 3,
    EXIT_ERROR = 4,
    EXIT_FAIL = 5,
    EXIT_CRASH = 6,
};

#endif

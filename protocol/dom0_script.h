/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the harness tells the agent that is /init of a Linux dom0, in the host's device tree, which
 * Xen copies into dom0's:
 *
 *     doorbell-dom0 {
 *         script = "xenstored", "await", "qemu 0", ...;
 *         qemu0 {
 *             args = "-machine", "xenpvh", ...;
 *             late = "virtio-blk-pci,id=late,...";    what is plugged in and out
 *         };                                          or
 *         dm0 { args = "--domid=1", ...; };
 *     };
 *
 * The steps:
 *
 *     xenstored       start it
 *     toolstack       start xenstored, too, and what else xl needs
 *     create          the domU, paused, as DOM0_CFG says, by xl
 *     console         xl console: what the domU prints becomes lines of the agent
 *     unpause         let it run, by xl
 *     await           until the domU asks for the next step (CONFIG_ATTACH, "asked")
 *     qemu N          start QEMU with the arguments of node qemuN
 *     dm N            start doorbell-dm with the arguments of node dmN; as N, it is in the place of
 *                     QEMU N in what follows
 *     sleep MS
 *     stop N, cont N  by QMP: QEMU N's machine is paused, and goes on
 *     plug N, unplug N  by QMP: the late device comes; the attention button is pressed
 *     plugs N         the same by turns, each time that the domU asks for the next step
 *     freeze N, thaw N  SIGSTOP, SIGCONT to QEMU N
 *     term N, kill N  SIGTERM, SIGKILL to QEMU N: it may end from here on
 *     may-end N       it may end by itself from here on
 *     gone N          until QEMU N has ended
 *     watch MS        if the domU has not ended so long after, it hangs: the running test fails
 *     destroy         nothing is left of the domU: its memory, and the servers that device models
 * have off             dom0 powers off domu-end [N]    until the domU, and N more, have ended; then
 * dom0 powers off. Without it a domU ends the run by itself, by semihosting
 */
#ifndef PROTOCOL_DOM0_SCRIPT_H
#define PROTOCOL_DOM0_SCRIPT_H

#define DOM0_NODE    "doorbell-dom0"
#define DOM0_SCRIPT  "script"
#define DOM0_QEMU    "qemu"
#define DOM0_PROGRAM "dm"
#define DOM0_ARGS    "args"
#define DOM0_LATE    "late"

#define DOM0_QEMUS_MAX 2
#define DOM0_STEPS_MAX 24

/* QEMU 1's host bridge, with one virtio-rng: the domU's device tree does not have it. */
#define DOM0_SECOND_ECAM      0xf100000000ul
#define DOM0_SECOND_BARS      0x33000000ul
#define DOM0_SECOND_BARS_SIZE 0x01000000ul
#define DOM0_SECOND_MMIO      0x35000000ul

/* What xl makes the domU of: files that the harness adds to the initramfs. */
#define DOM0_CFG      "/doorbell/doorbell.cfg"
#define DOM0_CFG_NAME "doorbell"
#define DOM0_KERNEL   "/doorbell/guest.img"
#define DOM0_TREE     "/doorbell/partial.dtb"

/* Where a QEMU's monitor listens. */
#define DOM0_QMP "/run/qmp-%u"

/* For -netdev and -blockdev: a disk as our backend has it, where a datagram comes back. */
#define DOM0_DISK     "/run/disk"
#define DOM0_NET_PORT 5000

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the backend makes domUs of at run time: a device tree blob, dom0's ramdisk. The harness
 * composes it, the backend looks at nothing else.
 *
 *     / {
 *         compatible = "doorbell,domains";
 *         image = <bytes>;              an arm64 boot image, the guest's
 *         backend = <bytes>;            the backend's own image: there are two domUs, both as
 * below, numbered one after the other, with a backend each; absent: one domain { memory = <KiB>;
 * two cells, whole 2 MiB, one bank at GUEST_RAM0_BASE vcpus = <count>; nr_spis = <count>; profile =
 * "trap" | "unmapped"; vpl011;                   its console is one, which the backend prints;
 * absent: the console's hypercall tree = <bytes>;           its device tree, complete
 *         };
 *     };
 */
#ifndef PROTOCOL_DOMAINS_H
#define PROTOCOL_DOMAINS_H

#define DOMAINS_COMPATIBLE "doorbell,domains"

#define DOMAINS_IMAGE   "image"
#define DOMAINS_BACKEND "backend"
#define DOMAINS_DOMAIN  "domain"
#define DOMAINS_MEMORY  "memory"
#define DOMAINS_VCPUS   "vcpus"
#define DOMAINS_NR_SPIS "nr_spis"
#define DOMAINS_PROFILE "profile"
#define DOMAINS_VPL011  "vpl011"
#define DOMAINS_TREE    "tree"

#define DOMAINS_TREE_MAX 65536 /* bytes */

/* Where the image says how far from the start of RAM it wants to be, and how large it is. */
#define DOMAINS_TEXT_OFFSET_AT 8

#endif

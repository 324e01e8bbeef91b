/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HARNESS_BUILD_XEN_H
#define HARNESS_BUILD_XEN_H

enum build {
    BUILD_DONE,
    BUILD_FAILED,      /* this source does not build */
    BUILD_IMPOSSIBLE,  /* no source would: no compiler, no tree, a tree that is configured */
    BUILD_INTERRUPTED, /* interrupt_seen() */
};

/*
 * Runs @script (xen/build.sh) on the tree @source, for a debug build in the folder @out, whose
 * `xen` is then the hypervisor. It says on stderr why not. Interrupts must be caught.
 */
enum build build_xen(const char *script, const char *source, const char *out);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/qemu_plain.h"

#include <stdlib.h>

#include "harness/machine/layout.h"
#include "harness/machine/qemu_common.h"
#include "harness/support/heap.h"

/* A disk that takes its time, so that a request to it is in flight for a while: all zeroes. */
#define SLOW_BYTES 32768u
#define SLOW_NS    10000000u

/* What decides the device tree. */
static void board(struct program *out, const struct scenario *scenario, const char *more)
{
    program_option(out, "-machine", "virt,gic-version=%u%s", scenario->gic, more);
    program_option(out, "-m", "%lluM", PLAIN_RAM_SIZE / MIB(1));
}

void qemu_plain_dump(const char *qemu, const struct scenario *scenario, const char *path,
                     struct program *out)
{
    char *dump = heap_format(",dumpdtb=%s", path);

    qemu_common(qemu, scenario, scenario->vcpus, out);
    board(out, scenario, dump);
    free(dump);
}

/* A file of ours: nobody else has it, so there is nothing to lock. */
static void disk(struct program *out, const char *name, int fd)
{
    if (fd >= 0)
        program_option(out, "-blockdev",
                       "driver=file,node-name=%s,filename=/proc/self/fd/%d,locking=off", name,
                       program_inherit(out, fd));
}

void qemu_plain(const char *qemu, const struct scenario *scenario, const struct qemu_plain *files,
                struct program *out)
{
    /* Another process reaches the guest's memory only if that is a file. */
    const bool shared = files->vhost >= 0;

    qemu_common(qemu, scenario, scenario->vcpus, out);
    board(out, scenario, shared ? ",memory-backend=ram" : "");
    if (shared)
        program_option(out, "-object", "memory-backend-memfd,id=ram,size=%lluM,share=on",
                       PLAIN_RAM_SIZE / MIB(1));
    program_option(out, "-kernel", "/proc/self/fd/%d", program_inherit(out, files->guest));
    program_option(out, "-dtb", "/proc/self/fd/%d", program_inherit(out, files->dt));
    disk(out, PLAIN_DISK, files->disk);
    program_option(out, "-blockdev",
                   "driver=null-co,node-name=slow,read-zeroes=on,size=%u,latency-ns=%u", SLOW_BYTES,
                   SLOW_NS);
    disk(out, "late", files->late);
    if (files->net >= 0)
        program_option(out, "-netdev", "socket,id=net,fd=%d", program_inherit(out, files->net));
    if (files->vhost >= 0)
        program_option(out, "-chardev", "socket,id=vhost,fd=%d",
                       program_inherit(out, files->vhost));
    if (files->qmp >= 0) {
        program_option(out, "-chardev", "socket,id=qmp,fd=%d", program_inherit(out, files->qmp));
        program_option(out, "-mon", "chardev=qmp,mode=control");
    }
    for (const char *const *device = scenario->devices; *device; device++)
        program_option(out, "-device", "%s", *device);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/qemu_args.h"

#include <stdbool.h>
#include <stdlib.h>

#include "harness/machine/layout.h"
#include "harness/support/heap.h"

/* A disk that takes its time, so that a request to it is in flight for a while: all zeroes. */
#define SLOW_BYTES 32768u
#define SLOW_NS    10000000u

/* No devices but those named, one counter, console and exit status where the judge reads them. */
static void common(const char *qemu, const struct scenario *scenario, unsigned int cpus,
                   struct argv *out)
{
    argv_add(out, "%s", qemu);
    argv_add(out, "-nodefaults");
    argv_add(out, "-no-user-config");
    argv_option(out, "-display", "none");
    argv_option(out, "-cpu", "%s,cntfrq=%d", scenario->cpu, HOST_COUNTER_HZ);
    argv_option(out, "-smp", "%u", cpus);
    /*
     * sleep=off: guest time is the number of instructions, whatever the host does. QEMU's own
     * devices are the host's doing: there the time that a guest sleeps must be time for them.
     */
    if (!scenario->wall)
        argv_option(out, "-icount", "shift=0%s", scenario->bare ? "" : ",sleep=off");
    else if (!scenario->bare)
        argv_option(out, "-accel", "tcg");
    else /* As with icount, one thread for all CPUs: if the guest yields there, QEMU ends what waits
          * for no CPU to be looking, such as the memory of a device that has gone. */
        argv_option(out, "-accel", "tcg,thread=single");
    argv_option(out, "-serial", "stdio");
    argv_option(out, "-semihosting-config", "enable=on,target=native");
}

static void module(struct argv *out, int fd, unsigned long long address)
{
    argv_option(out, "-device", "loader,file=/proc/self/fd/%d,addr=%#llx,force-raw=on",
                argv_inherit(out, fd), address);
}

void qemu_xen(const char *qemu, const struct scenario *scenario, const struct qemu_xen_fds *fds,
              struct argv *out)
{
    common(qemu, scenario, scenario->pcpus, out);
    argv_option(out, "-machine", "virt,virtualization=on,gic-version=%u", scenario->gic);
    argv_option(out, "-m", "%lluM",
                (scenario_has_linux(scenario) ? HOST_LINUX_RAM_SIZE : HOST_RAM_SIZE) / MIB(1));
    if (scenario->direct_map) /* its clock is the guest's: it goes by instructions, too */
        argv_option(out, "-rtc", "clock=vm");
    argv_option(out, "-kernel", "/proc/self/fd/%d", argv_inherit(out, fds->xen));
    argv_option(out, "-dtb", "/proc/self/fd/%d", argv_inherit(out, fds->host_dt));
    module(out, fds->backend, scenario_has_linux_dom0(scenario) ? HOST_DOM0_LINUX : HOST_BACKEND);
    if (fds->dom0_initramfs >= 0)
        module(out, fds->dom0_initramfs, HOST_DOM0_INITRAMFS);
    if (scenario->by_xl) /* the rest is in there */
        return;
    module(out, fds->guest, scenario->linux_guest ? HOST_LINUX : HOST_GUEST);
    if (scenario->ramdisk)
        module(out, fds->guest, HOST_RAMDISK);
    if (fds->initramfs >= 0)
        module(out, fds->initramfs, HOST_INITRAMFS);
    if (fds->root >= 0)
        module(out, fds->root, HOST_ROOT_DISK);
    module(out, fds->partial_dt, HOST_PARTIAL_DT);
}

/* What decides the device tree. */
static void board(struct argv *out, const struct scenario *scenario, const char *more)
{
    argv_option(out, "-machine", "virt,gic-version=%u%s", scenario->gic, more);
    argv_option(out, "-m", "%lluM", BARE_RAM_SIZE / MIB(1));
}

void qemu_dump_dt(const char *qemu, const struct scenario *scenario, const char *path,
                  struct argv *out)
{
    char *dump = heap_format(",dumpdtb=%s", path);

    common(qemu, scenario, scenario->vcpus, out);
    board(out, scenario, dump);
    free(dump);
}

/* A file of ours: nobody else has it, so there is nothing to lock. */
static void disk(struct argv *out, const char *name, int fd)
{
    if (fd >= 0)
        argv_option(out, "-blockdev",
                    "driver=file,node-name=%s,filename=/proc/self/fd/%d,locking=off", name,
                    argv_inherit(out, fd));
}

/* What QEMU waits at most for an answer; a server of ours takes microseconds. */
#define VFIO_LIMIT_MS 1000

/* The functions that vfio-user servers serve, at sockets that are called by their number. */
static void vfio_user(struct argv *out, const struct scenario *scenario, const char *folder)
{
    struct scenario_server server;

    for (unsigned int i = 0; folder && scenario->vfio_user[i]; i++) {
        scenario_server(scenario->vfio_user[i], &server);
        argv_option(out, "-device",
                    "{\"driver\":\"vfio-user-pci\",\"addr\":\"%s\",\"x-msg-timeout\":%u,"
                    "\"socket\":{\"type\":\"unix\",\"path\":\"%s/%u\"}}",
                    server.addr, VFIO_LIMIT_MS, folder, i);
    }
}

void qemu_bare(const char *qemu, const struct scenario *scenario, const struct qemu_bare_fds *fds,
               struct argv *out)
{
    /* Another process reaches the guest's memory only if that is a file. */
    const bool shared = fds->vhost >= 0 || fds->vfio_user;

    common(qemu, scenario, scenario->vcpus, out);
    board(out, scenario, shared ? ",memory-backend=ram" : "");
    if (shared)
        argv_option(out, "-object", "memory-backend-memfd,id=ram,size=%lluM,share=on",
                    BARE_RAM_SIZE / MIB(1));
    argv_option(out, "-kernel", "/proc/self/fd/%d", argv_inherit(out, fds->guest));
    argv_option(out, "-dtb", "/proc/self/fd/%d", argv_inherit(out, fds->dt));
    disk(out, QEMU_DISK_NODE, fds->disk);
    argv_option(out, "-blockdev",
                "driver=null-co,node-name=slow,read-zeroes=on,size=%u,latency-ns=%u", SLOW_BYTES,
                SLOW_NS);
    disk(out, "late", fds->late);
    if (fds->net >= 0)
        argv_option(out, "-netdev", "socket,id=net,fd=%d", argv_inherit(out, fds->net));
    if (fds->vhost >= 0)
        argv_option(out, "-chardev", "socket,id=vhost,fd=%d", argv_inherit(out, fds->vhost));
    if (fds->qmp >= 0) {
        argv_option(out, "-chardev", "socket,id=qmp,fd=%d", argv_inherit(out, fds->qmp));
        argv_option(out, "-mon", "chardev=qmp,mode=control");
    }
    if (scenario->over_mmio) /* else they are of virtio 0.9 */
        argv_option(out, "-global", "virtio-mmio.force-legacy=off");
    for (const char *const *device = scenario->devices; *device; device++)
        argv_option(out, "-device", "%s", *device);
    vfio_user(out, scenario, fds->vfio_user);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell-dm: the device model of one domain, as a program of a Linux dom0 (docs/doorbell-dm.md).
 */
#define _GNU_SOURCE /* setresuid */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "homes/ioreq/bus_server.h"
#include "homes/ioreq/control_server.h"
#include "homes/ioreq/dm_op.h"
#include "homes/ioreq/dom0_bus.h"
#include "homes/ioreq/dom0_home.h"
#include "homes/ioreq/event.h"
#include "homes/ioreq/ioreq_server.h"
#include "homes/ioreq/rig_line.h"
#include "homes/ioreq/server_faults.h"
#include "homes/linux_dm/dm_options.h"
#include "homes/linux_dm/lib_event.h"
#include "homes/linux_dm/xen_libs.h"
#include "protocol/config.h"
#include "runtime/image.h"
#include "runtime/panic.h"
#include "runtime/time/clock.h"

#include <xen/errno.h>

#define LOOK_EVERY   CLOCK_S
#define DETACH_TRIES 50 /* each of them takes 100 ms if a vCPU does not take its answer */
#define SPI_FIRST    32
#define PINS         4

static struct dm_options options;
static bool domain_is_gone;

/* A server that has got no requests yet does not stay behind. */
static void leave_half(void)
{
    const enum control_stage stage = bus_server_stage();

    if (stage == STAGE_CREATED || stage == STAGE_MAPPED)
        (void)bus_server_remove();
}

static void __attribute__((noreturn, format(printf, 1, 2))) fail(const char *format, ...)
{
    va_list args;

    fflush(stdout);
    fputs("doorbell-dm: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    leave_half();
    exit(EXIT_ERROR);
}

void image_exit(int status)
{
    exit(status ? EXIT_ERROR : EXIT_OK);
}

void panic_by(const char *rule, const char *format, ...)
{
    char message[300];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    if (rule)
        rig_line(rule, "%s", message);
    fail("%s", message);
}

void panic(const char *format, ...)
{
    char message[300];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    fail("%s", message);
}

static void open_log(void)
{
    if (options.log && !freopen(options.log, "ae", stdout))
        fail("%s: %s", options.log, strerror(errno));
    setvbuf(stdout, NULL, _IOLBF, 0);
}

static void open_disk(void)
{
    struct stat info;
    void *disk;
    const int fd = open(options.disk, O_RDWR | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &info))
        fail("%s: %s", options.disk, strerror(errno));
    if (!S_ISREG(info.st_mode) || !info.st_size || info.st_size % BLK_SECTOR)
        fail("%s: not a file of whole sectors of %d bytes", options.disk, BLK_SECTOR);
    disk = mmap(NULL, (size_t)info.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (disk == MAP_FAILED)
        fail("%s: %s", options.disk, strerror(errno));
    close(fd);
    dom0_bus_use_disk(disk, (uint64_t)info.st_size / BLK_SECTOR);
}

/* That there is such a domain, which has these lines, and a Xen that serves them. */
static void check_domain(void)
{
    const domid_t domid = options.args.domid;
    unsigned int vcpus;
    int rc = dm_op_nr_vcpus(domid, &vcpus);

    if (rc == -XEN_ESRCH)
        fail("there is no domain %u", domid);
    if (rc == -XEN_EOPNOTSUPP || rc == -XEN_ENOSYS)
        fail("this Xen has no device model operations for domain %u: it wants Xen 4.17 or newer, "
             "with CONFIG_IOREQ_SERVER",
             domid);
    if (rc)
        fail("domain %u: Xen refuses device model operations (%s)", domid, strerror(-rc));
    if (!vcpus || vcpus > IOREQ_VCPUS)
        fail("domain %u has %u vCPUs; 1 to %u can be served", domid, vcpus, IOREQ_VCPUS);
    for (uint32_t pin = 0; pin < PINS; pin++) {
        const uint32_t spi = options.args.spi + pin;

        rc = dm_op_set_irq_level(domid, SPI_FIRST + spi, false);
        if (rc)
            fail("domain %u has no SPI %u (%s): see nr_spis", domid, spi, strerror(-rc));
    }
}

static void drop_privileges(void)
{
    if (xen_libs_restrict(options.args.domid))
        printf("doorbell backend: restricted to domain %u\n", options.args.domid);
    else
        printf("doorbell backend: this kernel does not restrict us to domain %u (%s)\n",
               options.args.domid, strerror(errno));
    if (options.user &&
        (setgroups(0, NULL) || setresgid(options.user, options.user, options.user) ||
         setresuid(options.user, options.user, options.user)))
        fail("--user %u: %s", options.user, strerror(errno));
}

/* Nothing tells a program that its domain dies; while we have pages of it, it cannot go. */
static void look(struct deadline *deadline)
{
    unsigned int vcpus;
    int rc = bus_server_stage() == STAGE_NONE ? dm_op_nr_vcpus(options.args.domid, &vcpus)
                                              : ioreq_server_confirm(IOREQ_BUS);

    domain_is_gone = rc == -XEN_ESRCH || rc == -XEN_ENOENT;
    dom0_home_after(deadline, LOOK_EVERY);
}

static void start(void)
{
    static struct deadline next_look = {.run = look};
    char error[XEN_LIBS_ERROR];

    if (!xen_libs_open(options.args.by_grants, error))
        fail("%s", error);
    check_domain();
    if (options.disk)
        open_disk();
    drop_privileges();
    dom0_home_init(&options.args);
    ioreq_server_init(options.args.domid);
    bus_server_init(&options.args);
    if (options.args.fault != FAULT_NONE)
        server_faults_set(&options.args, options.args.fault);
    control_server_init(&options.args);
    dom0_home_after(&next_look, LOOK_EVERY);
    if (options.verbose)
        printf("doorbell backend: domain %u, ECAM at %#llx, BARs from %#llx on, INTA of slot 0 is "
               "SPI %u\n",
               options.args.domid, (unsigned long long)options.args.ecam.base,
               (unsigned long long)options.args.mem.base, options.args.spi);
    printf("doorbell backend: ready\n");
}

static void serve(void)
{
    ioreq_server_serve();
    dom0_home_run_deadlines();
    control_server_serve();
    if (!event_end_is_wanted() && !domain_is_gone)
        event_wait(deadline_first(&dom0_home.deadlines));
}

/*
 * Never takes a server from a vCPU that waits for it (IOREQ-15), nor from one that has yet to take
 * its answer (IOREQ-16). Such a vCPU does not run: then the server stays behind, disabled, and has
 * no further requests.
 */
static int detach(void)
{
    bool done = ioreq_server_leave();

    for (unsigned int i = 1; i < DETACH_TRIES && !done; i++)
        done = ioreq_server_leave();
    if (!done)
        fail("a vCPU of domain %u does not take its answer: a server stays, disabled",
             options.args.domid);
    printf("doorbell backend: detached\n");
    return EXIT_OK;
}

int main(int argc, char **argv)
{
    dm_options_parse(argc, argv, &options);
    open_log();
    event_watch_signals();
    start();
    while (!event_end_is_wanted() && !domain_is_gone)
        serve();
    if (!domain_is_gone)
        return detach();
    printf("doorbell backend: domain %u is gone\n", options.args.domid);
    return EXIT_OK;
}

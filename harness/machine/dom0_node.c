/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/dom0_node.h"

#include <stdio.h>
#include <string.h>

#include "harness/machine/backend_words.h"
#include "harness/machine/layout.h"
#include "harness/support/argv.h"
#include "protocol/dom0_script.h"

#define SPI_INTID 32 /* of SPI 0 */
#define PCI_PINS  4

/* A disk that takes its time, so that a request to it is in flight for a while: all zeroes. */
#define SLOW_DISK "driver=null-co,node-name=slow,read-zeroes=on,size=32768,latency-ns=10000000"

static void script(struct dt_writer *dt, const struct scenario *scenario)
{
    if (*scenario->script)
        dtw_strings(dt, DOM0_SCRIPT, scenario->script);
    else if (scenario->model == MODEL_PROGRAM && scenario->linux_guest)
        dtw_strs(dt, DOM0_SCRIPT, "dm 0", "domu-end");
    else if (scenario->model == MODEL_PROGRAM)
        dtw_strs(dt, DOM0_SCRIPT, "dm 0");
    else if (scenario->by_xl && scenario->vpl011)
        dtw_strs(dt, DOM0_SCRIPT, "toolstack", "create", "console", "unpause", "await", "qemu 0",
                 "domu-end");
    else if (scenario->by_xl)
        dtw_strs(dt, DOM0_SCRIPT, "toolstack", "create", "unpause", "await", "qemu 0");
    else if (scenario->attach == NEVER)
        dtw_strs(dt, DOM0_SCRIPT, "xenstored");
    else if (scenario->linux_guest)
        dtw_strs(dt, DOM0_SCRIPT, "xenstored", "qemu 0", "domu-end");
    else
        dtw_strs(dt, DOM0_SCRIPT, "xenstored", "await", "qemu 0");
}

/* What decides where QEMU is in the domU: its places are those of the domU's device tree. */
static void machine(struct argv *out, const struct scenario *scenario)
{
    argv_option(out, "-machine",
                "xenpvh,pci-ecam-base=%#llx,pci-ecam-size=%#llx,pci-mmio-base=%#llx,"
                "pci-mmio-size=%#llx,pci-intx-irq-base=%d",
                (unsigned long long)scenario->ecam, DOMU_ECAM_SIZE, DOMU_BARS, DOMU_BARS_SIZE,
                SPI_INTID + DOMU_INTX_SPI);
}

/* The second's bridge interrupts nobody. */
static void second_machine(struct argv *out)
{
    argv_option(out, "-machine",
                "xenpvh,pci-ecam-base=%#lx,pci-ecam-size=%#llx,pci-mmio-base=%#lx,"
                "pci-mmio-size=%#lx,pci-intx-irq-base=%d,virtio-mmio-base=%#lx",
                DOM0_SECOND_ECAM, DOMU_ECAM_SIZE, DOM0_SECOND_BARS, DOM0_SECOND_BARS_SIZE,
                SPI_INTID + DOMU_INTX_SPI + PCI_PINS, DOM0_SECOND_MMIO);
}

static void devices(struct argv *out, const struct scenario *scenario, unsigned int number)
{
    argv_option(out, "-blockdev", "driver=file,node-name=disk,filename=" DOM0_DISK ",locking=off");
    argv_option(out, "-blockdev", SLOW_DISK);
    if (scenario->late)
        argv_option(out, "-blockdev",
                    "driver=file,node-name=late,filename=" DOM0_DISK ",locking=off");
    for (const char *const *device = scenario->devices; *device; device++) {
        if (strstr(*device, "netdev=net"))
            argv_option(out, "-netdev", "socket,id=net,udp=127.0.0.1:%u,localaddr=127.0.0.1:%u",
                        DOM0_NET_PORT + number, DOM0_NET_PORT + number);
        argv_option(out, "-device", "%s", *device);
    }
    for (const char *const *option = scenario->qemu_options; *option; option++)
        argv_add(out, "%s", *option);
}

static void qemu(struct dt_writer *dt, const struct scenario *scenario, unsigned int number)
{
    const bool has_own_domu = scenario->domus > 1; /* that is like the first one's */
    struct argv args = {0};

    argv_option(&args, "-xen-domid", "%u", has_own_domu ? DOMU_ID + number : DOMU_ID);
    argv_option(&args, "-smp", "%u", scenario->vcpus);
    argv_option(&args, "-m", "%lluM",
                (scenario->linux_guest ? DOMU_LINUX_RAM_SIZE : DOMU_RAM_SIZE) / MIB(1));
    argv_add(&args, "-nodefaults");
    argv_add(&args, "-no-user-config");
    argv_add(&args, "-no-shutdown");
    argv_option(&args, "-display", "none");
    argv_option(&args, "-serial", "none");
    argv_option(&args, "-monitor", "none");
    argv_option(&args, "-qmp", "unix:" DOM0_QMP ",server=on,wait=off", number);
    if (number && !has_own_domu) {
        second_machine(&args);
        argv_option(&args, "-device", "virtio-rng-pci,disable-legacy=on");
    } else {
        machine(&args, scenario);
        devices(&args, scenario, number);
    }
    dtw_begin(dt, DOM0_QEMU "%u", number);
    dtw_strings(dt, DOM0_ARGS, (const char *const *)args.words);
    if (scenario->late && !number)
        dtw_string(dt, DOM0_LATE, scenario->late);
    dtw_end(dt);
    argv_free(&args);
}

/* The options of a doorbell-dm: the second's bridge is that of the second QEMU. */
static void program(struct dt_writer *dt, const struct scenario *scenario, const char *fault,
                    unsigned int number)
{
    struct argv args = {0};
    char words[BACKEND_WORDS];

    backend_words(scenario, fault, words);
    if (number)
        snprintf(words, sizeof(words), "domid=%d ecam=%#lx,%#llx mem=%#lx,%#lx spi=%d devices=rng",
                 DOMU_ID, DOM0_SECOND_ECAM, DOMU_ECAM_SIZE, DOM0_SECOND_BARS, DOM0_SECOND_BARS_SIZE,
                 DOMU_INTX_SPI + PCI_PINS);
    for (char *rest = words, *word; (word = strsep(&rest, " "));)
        argv_add(&args, "--%s", word);
    for (const char *const *option = scenario->qemu_options; *option; option++)
        argv_add(&args, "%s", *option);
    dtw_begin(dt, DOM0_PROGRAM "%u", number);
    dtw_strings(dt, DOM0_ARGS, (const char *const *)args.words);
    dtw_end(dt);
    argv_free(&args);
}

void dom0_node(struct dt_writer *dt, const struct scenario *scenario, const char *fault)
{
    dtw_begin(dt, DOM0_NODE);
    script(dt, scenario);
    for (unsigned int number = 0; number < DOM0_QEMUS_MAX; number++) {
        if (scenario->model == MODEL_QEMU)
            qemu(dt, scenario, number);
        else
            program(dt, scenario, fault, number);
    }
    dtw_end(dt);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A Linux dom0 that starts QEMU as the device model of the domU, and no more: /init of an initramfs
 * with xenstored, QEMU and their libraries. It does what the script says that the harness gives it.
 */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "linux_dom0/children.h"
#include "linux_dom0/dom0_log.h"
#include "linux_dom0/script.h"
#include "linux_guest/files.h"
#include "protocol/control.h"
#include "protocol/dom0_script.h"

#define MODULES         "/lib/modules"
#define COMPRESSED_FILE 4 /* linux/module.h, MODULE_INIT_COMPRESSED_FILE */

static void mount_all(void)
{
    static const struct {
        const char *type, *where;
    } systems[] = {{"proc", "/proc"}, {"sysfs", "/sys"}, {"devtmpfs", "/dev"}, {"tmpfs", "/run"}};

    for (size_t i = 0; i < sizeof(systems) / sizeof(systems[0]); i++)
        if (mount(systems[i].type, systems[i].where, systems[i].type, 0, NULL))
            perror(systems[i].where);
}

static void load_module(const char *name, void *context)
{
    char path[FILES_PATH_MAX];
    int fd;

    (void)context;
    snprintf(path, sizeof(path), MODULES "/%s", name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || syscall(SYS_finit_module, fd, "", COMPRESSED_FILE))
        die("module %s", name);
    close(fd);
}

static void bring_up_loopback(void)
{
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);

    if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request))
        die("lo");
    close(fd);
}

static void make_disk(void)
{
    uint8_t bytes[CONTROL_DISK_SECTORS * 512];
    const int fd = open(DOM0_DISK, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

    for (uint32_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = control_disk_byte(i);
    if (fd < 0 || write(fd, bytes, sizeof(bytes)) != (ssize_t)sizeof(bytes))
        die(DOM0_DISK);
    close(fd);
}

/* For expectations: the version is beside the program. */
static void say_version(void)
{
    char version[64];

    if (file_read(version, sizeof(version), "/etc/qemu-version") < 0)
        die("/etc/qemu-version");
    log_line("device model %s", version);
}

int main(void)
{
    mount_all();
    if (!log_open()) {
        perror("doorbell dom0: /dev/kmsg");
        reboot(RB_POWER_OFF);
    }
    if (directory_each(MODULES, load_module, NULL) < 1)
        die(MODULES);
    if (mount("xenfs", "/proc/xen", "xenfs", 0, NULL))
        die("xenfs");
    /* QEMU reserves 384 MiB for its map cache, and uses little of it. */
    if (!file_write("1", "/proc/sys/vm/overcommit_memory"))
        die("vm.overcommit_memory");
    bring_up_loopback();
    make_disk();
    say_version();
    script_run();
    for (int ms = 1000;;) /* what children say still matters */
        children_wait(ms, -1);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "linux_guest/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guest/test/report.h"
#include "linux_guest/files.h"
#include "protocol/config.h"
#include "runtime/panic.h"
#include "runtime/time/timeout.h"
#include "runtime/xen.h"

#define POWER_OFF_SECONDS 2

#define COMPRESSED_FILE 4 /* linux/module.h, MODULE_INIT_COMPRESSED_FILE */

bool machine_mount(void)
{
    static const struct {
        const char *type, *where;
    } systems[] = {{"proc", "/proc"}, {"sysfs", "/sys"}, {"devtmpfs", "/dev"}};

    for (size_t i = 0; i < sizeof(systems) / sizeof(systems[0]); i++) {
        mkdir(systems[i].where, 0755);
        if (mount(systems[i].type, systems[i].where, systems[i].type, 0, NULL))
            return false;
    }
    return true;
}

const void *machine_device_tree(void)
{
    static unsigned char blob[65536] __attribute__((aligned(8)));
    const int fd = open("/sys/firmware/fdt", O_RDONLY);
    size_t length = 0;
    ssize_t got = 1;

    if (fd < 0)
        return NULL;
    while (got > 0 && length < sizeof(blob)) {
        got = read(fd, blob + length, sizeof(blob) - length);
        length += got > 0 ? (size_t)got : 0;
    }
    close(fd);
    return got < 0 ? NULL : blob;
}

struct loading {
    const char *folder;
    bool good;
};

static void load_module(const char *name, void *context)
{
    struct loading *loading = context;
    char path[FILES_PATH_MAX];
    int fd;

    snprintf(path, sizeof(path), "%s/%s", loading->folder, name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || syscall(SYS_finit_module, fd, "", COMPRESSED_FILE)) {
        report_env("module", "%s: %s", name, strerror(errno));
        loading->good = false;
    }
    close(fd);
}

bool machine_load_modules(const char *folder)
{
    struct loading loading = {folder, true};

    return directory_each(folder, load_module, &loading) > 0 && loading.good;
}

void machine_power_off(void)
{
    if (!fork()) {
        reboot(RB_POWER_OFF);
        _exit(1);
    }
    sleep(POWER_OFF_SECONDS);
    /* Something holds a lock that an orderly end needs. */
    file_write("b", "/proc/sysrq-trigger");
    for (;;)
        pause();
}

/* What guest/control/settings.c wants of a runtime. */

void panic(const char *format, ...)
{
    char message[200];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    report_crash(message);
    machine_power_off();
}

void xen_set_absent(void)
{
}

void timeout_be_generous(void)
{
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "linux_guest/root.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "linux_guest/pci_sysfs.h"
#include "linux_guest/files.h"
#include "runtime/console.h"

#define MOUNT_POINT "/root"

bool root_read(struct root *root)
{
    char line[1024], *rest = line, *word;
    bool found = false;

    *root = (struct root){0};
    if (file_read(line, sizeof(line), "/proc/cmdline") < 0)
        return false;
    while ((word = strsep(&rest, " "))) {
        if (!strcmp(word, "rootwait"))
            root->wait = true;
        else if (!strncmp(word, "root=", 5))
            found = snprintf(root->device, sizeof(root->device), "%s", word + 5) <
                    (int)sizeof(root->device);
    }
    return found;
}

bool root_is_there(const struct root *root)
{
    struct stat info;

    return !stat(root->device, &info) && S_ISBLK(info.st_mode);
}

void root_give_up(const struct root *root)
{
    char text[80];

    snprintf(text, sizeof(text), "ALERT! %s does not exist\n", root->device);
    console_write(text, strlen(text));
    _exit(ENODEV);
}

static bool boot(const char *device)
{
    mkdir(MOUNT_POINT, 0755);
    if (mount(device, MOUNT_POINT, "ext4", MS_RDONLY, NULL) || chroot(MOUNT_POINT) || chdir("/"))
        return false;
    execl("/sbin/init", "init", NULL);
    return false;
}

bool root_boot(const struct root *root, unsigned int seconds, bool *hangs)
{
    return run_bounded(boot, root->device, seconds, hangs);
}

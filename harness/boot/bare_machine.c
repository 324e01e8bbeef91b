/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE 1
#include "harness/boot/bare_machine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/support/heap.h"
#include "protocol/control.h"

#define DISK_BYTES (CONTROL_DISK_SECTORS * ASK_SECTOR)

/* How long after QEMU's end a daemon that died may be seen to have died. */
#define LAST_LOOKS 250
#define LOOK_NS    2000000

static const struct qemu_bare_fds nothing = {-1, -1, -1, -1, -1, -1, -1, NULL};

/* The disk that our backend has when it starts, so that the same tests know what is on it. */
static int make_disk(void)
{
    uint8_t bytes[DISK_BYTES];

    for (uint32_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = control_disk_byte(i);
    return memory_file(bytes, sizeof(bytes));
}

/* A socket of @type with an address that the kernel made up, in @address; -1 with errno. */
static int make_socket(int type, struct sockaddr_un *address, socklen_t *length)
{
    const int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    *length = sizeof(*address);
    if (fd >= 0 && !bind(fd, (struct sockaddr *)address, sizeof(address->sun_family)) &&
        !getsockname(fd, (struct sockaddr *)address, length))
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

/* A wire with one end: what is sent comes back. */
static int make_wire(void)
{
    struct sockaddr_un address;
    socklen_t length;
    const int fd = make_socket(SOCK_DGRAM, &address, &length);

    if (fd < 0 || !connect(fd, (struct sockaddr *)&address, length))
        return fd;
    close(fd);
    return -1;
}

/* Starts the daemon on a listening socket and connects QEMU's end; returns an errno. */
static int start_daemon(struct bare_machine *machine, const char *path)
{
    struct argv program = {0};
    struct sockaddr_un address;
    socklen_t length;
    const int listener = make_socket(SOCK_STREAM, &address, &length);
    int error = 0;

    machine->files.vhost = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || machine->files.vhost < 0 || listen(listener, 1) ||
        connect(machine->files.vhost, (struct sockaddr *)&address, length))
        error = errno;
    argv_add(&program, "%s", path);
    argv_option(&program, "--blockdev",
                "driver=file,node-name=disk,filename=/proc/self/fd/%d,locking=off",
                argv_inherit(&program, machine->files.disk));
    argv_option(&program, "--export",
                "type=vhost-user-blk,id=disk,node-name=disk,writable=on,addr.type=fd,addr.str=%d",
                argv_inherit(&program, listener));
    if (!error)
        error = process_start(&program, &machine->daemon);
    machine->has_daemon = !error;
    argv_free(&program);
    if (listener >= 0)
        close(listener); /* if the daemon dies, QEMU shall see it */
    return error;
}

static int start_qmp(struct bare_machine *machine, const char *late)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
        return errno;
    machine->files.qmp = ends[0];
    qmp_start(&machine->qmp, ends[1], late);
    machine->has_qmp = true;
    return 0;
}

/* Whether all files could be made; else errno says why not. */
static bool make_files(struct qemu_bare_fds *files, const struct boot_files *from, bool late)
{
    files->guest = from->guest.fd;
    files->dt = memory_file(from->host_dt.data, from->host_dt.size);
    files->disk = make_disk();
    files->net = make_wire();
    files->late = late ? make_disk() : -1;
    return files->dt >= 0 && files->disk >= 0 && files->net >= 0 && (!late || files->late >= 0);
}

static bool fail(struct bare_failure *trouble, const char *what, int error)
{
    trouble->crash = false;
    snprintf(trouble->text, sizeof(trouble->text), "%s: %s", what, strerror(error));
    return false;
}

bool bare_start(struct bare_machine *machine, const struct boot_sources *sources,
                const struct scenario *scenario, const struct boot_files *from, struct argv *out,
                struct bare_failure *trouble)
{
    int error;

    *machine = (struct bare_machine){.files = nothing,
                                     .late = scenario->late != NULL,
                                     .resizes = scenario->resizes,
                                     .fault = *scenario->vfio_user ? BARE_NO_FAULT
                                                                   : bare_fault(sources->fault)};
    if (!make_files(&machine->files, from, machine->late))
        return fail(trouble, "files for QEMU", errno);
    if ((scenario->late || scenario->resizes) && (error = start_qmp(machine, scenario->late)))
        return fail(trouble, "a socket for QMP", error);
    if (scenario->storage_daemon) {
        error = start_daemon(machine, from->storage_daemon);
        if (error)
            return fail(trouble, from->storage_daemon, error);
        close(machine->files.disk); /* it is the daemon's, not QEMU's */
        machine->files.disk = -1;
    }
    if (*scenario->vfio_user && !vfio_servers_start(&machine->vfio_user, from->vfio_user, scenario,
                                                    sources->fault, trouble))
        return false;
    machine->files.vfio_user = machine->vfio_user.folder;
    qemu_bare(from->qemu ? from->qemu : sources->qemu, scenario, &machine->files, out);
    return true;
}

void bare_started(struct bare_machine *machine)
{
    const int files[] = {machine->files.dt,  machine->files.disk,  machine->files.late,
                         machine->files.net, machine->files.vhost, machine->files.qmp};

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        if (files[i] >= 0)
            close(files[i]);
    machine->files = nothing;
}

static void plug(struct bare_machine *machine)
{
    qmp_device_add(&machine->qmp, machine->fault == BARE_ANOTHER_DEVICE ? "pci-testdev" : NULL);
}

static void resize(struct bare_machine *machine, uint64_t sectors)
{
    if (machine->fault == BARE_RESIZE_TORN)
        sectors = (uint32_t)sectors;
    qmp_block_resize(&machine->qmp, QEMU_DISK_NODE, sectors * ASK_SECTOR);
}

/* What the scenario has nothing for is for the judge to object to. */
void bare_ask(struct bare_machine *machine, enum ask ask, uint64_t sectors)
{
    switch (ask) {
    case ASK_PLUG:
        if (machine->late && machine->fault != BARE_PLUG_IGNORED)
            plug(machine);
        break;
    case ASK_UNPLUG:
        if (machine->late && machine->fault != BARE_UNPLUG_IGNORED)
            qmp_device_del(&machine->qmp);
        break;
    case ASK_RESIZE:
        if (machine->resizes && machine->fault != BARE_RESIZE_IGNORED)
            resize(machine, sectors);
        break;
    case ASK_TYPE: /* boot.c does it */
    case ASK_NOTHING:
        break;
    }
}

int bare_monitor(const struct bare_machine *machine)
{
    return machine->has_qmp ? machine->qmp.fd : -1;
}

/* What the daemon said last, for people. */
static void last_words(int console, char *words, size_t size)
{
    char text[1024];
    const ssize_t count = read(console, text, sizeof(text) - 1);
    char *clean;

    words[0] = '\0';
    if (count <= 0)
        return;
    text[count] = '\0';
    clean = heap_clean(text);
    snprintf(words, size, ": %.100s", clean);
    free(clean);
}

static bool look_at_daemon(struct bare_machine *machine, struct bare_failure *trouble)
{
    const int console = dup(machine->daemon.console);
    char words[120];
    int status;

    if (!process_ended(&machine->daemon, &status)) {
        close(console);
        return true;
    }
    machine->has_daemon = false;
    last_words(console, words, sizeof(words));
    close(console);
    trouble->crash = WIFSIGNALED(status);
    if (trouble->crash)
        snprintf(trouble->text, sizeof(trouble->text), "qemu-storage-daemon died of signal %d (%s)",
                 WTERMSIG(status), strsignal(WTERMSIG(status)));
    else
        snprintf(trouble->text, sizeof(trouble->text),
                 "qemu-storage-daemon has ended, exit status %d%s", WEXITSTATUS(status), words);
    return false;
}

bool bare_poll(struct bare_machine *machine, struct bare_failure *trouble)
{
    const bool deleting = machine->has_qmp && machine->qmp.deleting;

    if ((machine->has_daemon && !look_at_daemon(machine, trouble)) ||
        !vfio_servers_look(&machine->vfio_user, trouble))
        return false;
    if (!machine->has_qmp)
        return true;
    qmp_look(&machine->qmp);
    if (machine->fault == BARE_COMES_BACK && deleting && !machine->qmp.deleting) {
        machine->fault = BARE_NO_FAULT;
        plug(machine);
    }
    if (!machine->qmp.trouble[0])
        return true;
    trouble->crash = false;
    snprintf(trouble->text, sizeof(trouble->text), "%s", machine->qmp.trouble);
    return false;
}

const char *bare_line(struct bare_machine *machine)
{
    return vfio_servers_line(&machine->vfio_user);
}

bool bare_poll_last(struct bare_machine *machine, int status, bool done,
                    struct bare_failure *trouble)
{
    const struct timespec pause = {.tv_nsec = LOOK_NS};

    if (done && !vfio_servers_finish(&machine->vfio_user, trouble))
        return false; /* a QEMU that refuses a device never comes to the next one's server */
    for (int i = 0; status && machine->has_daemon && i < LAST_LOOKS; i++) {
        if (!look_at_daemon(machine, trouble))
            return false;
        nanosleep(&pause, NULL);
    }
    return true;
}

void bare_stop(struct bare_machine *machine)
{
    bare_started(machine);
    if (machine->has_daemon)
        process_kill(&machine->daemon);
    if (machine->has_qmp)
        qmp_stop(&machine->qmp);
    machine->has_daemon = machine->has_qmp = false;
    vfio_servers_stop(&machine->vfio_user);
}

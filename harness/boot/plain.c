/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE 1
#include "harness/boot/plain.h"

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
#define LAST_LOOKS 50
#define LOOK_NS    2000000

static const struct qemu_bare_fds nothing = {-1, -1, -1, -1, -1, -1, -1};

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
static int start_daemon(struct plain *plain, const char *path)
{
    struct argv program = {0};
    struct sockaddr_un address;
    socklen_t length;
    const int listener = make_socket(SOCK_STREAM, &address, &length);
    int error = 0;

    plain->files.vhost = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || plain->files.vhost < 0 || listen(listener, 1) ||
        connect(plain->files.vhost, (struct sockaddr *)&address, length))
        error = errno;
    argv_add(&program, "%s", path);
    argv_option(&program, "--blockdev",
                "driver=file,node-name=disk,filename=/proc/self/fd/%d,locking=off",
                argv_inherit(&program, plain->files.disk));
    argv_option(&program, "--export",
                "type=vhost-user-blk,id=disk,node-name=disk,writable=on,addr.type=fd,addr.str=%d",
                argv_inherit(&program, listener));
    if (!error)
        error = process_start(&program, &plain->daemon);
    plain->has_daemon = !error;
    argv_free(&program);
    if (listener >= 0)
        close(listener); /* if the daemon dies, QEMU shall see it */
    return error;
}

static int start_qmp(struct plain *plain, const char *late)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
        return errno;
    plain->files.qmp = ends[0];
    qmp_start(&plain->qmp, ends[1], late);
    plain->has_qmp = true;
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

static bool fail(struct plain_trouble *trouble, const char *what, int error)
{
    trouble->crash = false;
    snprintf(trouble->text, sizeof(trouble->text), "%s: %s", what, strerror(error));
    return false;
}

bool plain_start(struct plain *plain, const struct boot_sources *sources,
                 const struct scenario *scenario, const struct boot_files *from, struct argv *out,
                 struct plain_trouble *trouble)
{
    int error;

    *plain = (struct plain){.files = nothing,
                            .late = scenario->late != NULL,
                            .resizes = scenario->resizes,
                            .fault = plain_fault(sources->fault)};
    if (!make_files(&plain->files, from, plain->late))
        return fail(trouble, "files for QEMU", errno);
    if ((scenario->late || scenario->resizes) && (error = start_qmp(plain, scenario->late)))
        return fail(trouble, "a socket for QMP", error);
    if (scenario->storage_daemon) {
        error = start_daemon(plain, from->storage_daemon);
        if (error)
            return fail(trouble, from->storage_daemon, error);
        close(plain->files.disk); /* it is the daemon's, not QEMU's */
        plain->files.disk = -1;
    }
    qemu_bare(sources->qemu, scenario, &plain->files, out);
    return true;
}

void plain_started(struct plain *plain)
{
    const int files[] = {plain->files.dt,  plain->files.disk,  plain->files.late,
                         plain->files.net, plain->files.vhost, plain->files.qmp};

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        if (files[i] >= 0)
            close(files[i]);
    plain->files = nothing;
}

static void plug(struct plain *plain)
{
    qmp_device_add(&plain->qmp, plain->fault == PLAIN_ANOTHER_DEVICE ? "pci-testdev" : NULL);
}

static void resize(struct plain *plain, uint64_t sectors)
{
    if (plain->fault == PLAIN_RESIZE_TORN)
        sectors = (uint32_t)sectors;
    qmp_block_resize(&plain->qmp, QEMU_DISK_NODE, sectors * ASK_SECTOR);
}

/* What the scenario has nothing for is for the judge to object to. */
void plain_ask(struct plain *plain, enum ask ask, uint64_t sectors)
{
    switch (ask) {
    case ASK_PLUG:
        if (plain->late && plain->fault != PLAIN_PLUG_IGNORED)
            plug(plain);
        break;
    case ASK_UNPLUG:
        if (plain->late && plain->fault != PLAIN_UNPLUG_IGNORED)
            qmp_device_del(&plain->qmp);
        break;
    case ASK_RESIZE:
        if (plain->resizes && plain->fault != PLAIN_RESIZE_IGNORED)
            resize(plain, sectors);
        break;
    case ASK_NOTHING:
        break;
    }
}

int plain_descriptor(const struct plain *plain)
{
    return plain->has_qmp ? plain->qmp.fd : -1;
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

static bool look_at_daemon(struct plain *plain, struct plain_trouble *trouble)
{
    const int console = dup(plain->daemon.console);
    char words[120];
    int status;

    if (!process_ended(&plain->daemon, &status)) {
        close(console);
        return true;
    }
    plain->has_daemon = false;
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

bool plain_look(struct plain *plain, struct plain_trouble *trouble)
{
    const bool deleting = plain->has_qmp && plain->qmp.deleting;

    if (plain->has_daemon && !look_at_daemon(plain, trouble))
        return false;
    if (!plain->has_qmp)
        return true;
    qmp_look(&plain->qmp);
    if (plain->fault == PLAIN_COMES_BACK && deleting && !plain->qmp.deleting) {
        plain->fault = PLAIN_NO_FAULT;
        plug(plain);
    }
    if (!plain->qmp.trouble[0])
        return true;
    trouble->crash = false;
    snprintf(trouble->text, sizeof(trouble->text), "%s", plain->qmp.trouble);
    return false;
}

bool plain_look_last(struct plain *plain, struct plain_trouble *trouble)
{
    const struct timespec pause = {.tv_nsec = LOOK_NS};

    for (int i = 0; plain->has_daemon && i < LAST_LOOKS; i++) {
        if (!look_at_daemon(plain, trouble))
            return false;
        nanosleep(&pause, NULL);
    }
    return true;
}

void plain_stop(struct plain *plain)
{
    plain_started(plain);
    if (plain->has_daemon)
        process_kill(&plain->daemon);
    if (plain->has_qmp)
        qmp_stop(&plain->qmp);
    plain->has_daemon = plain->has_qmp = false;
}

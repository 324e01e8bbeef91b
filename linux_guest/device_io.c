/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE /* O_DIRECT */
#include "linux_guest/device_io.h"

#include <errno.h>
#include <fcntl.h>
#include <net/ethernet.h>
#include <netpacket/packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "linux_guest/files.h"

#define ETHERTYPE_LOCAL 0x88b5 /* IEEE 802, for local experiments */
#define FRAME_MAX       1514
#define HEADER          14
#define UP_US           200000
#define PACKET_IGNORE_OUTGOING 23 /* linux/if_packet.h */

static void keep_first(const char *name, void *context)
{
    char *first = context;

    if (strcmp(name, "lo") && !*first && strlen(name) < IFNAMSIZ)
        strcpy(first, name);
}

bool net_find(char *name, size_t size)
{
    char first[IFNAMSIZ] = "";

    directory_each("/sys/class/net", keep_first, first);
    return *first && snprintf(name, size, "%s", first) < (int)size;
}

static bool bring_up(const char *interface)
{
    struct ifreq request = {0};
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    bool good;

    if (fd < 0)
        return false;
    strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
    good = !ioctl(fd, SIOCGIFFLAGS, &request);
    request.ifr_flags |= IFF_UP;
    good = good && !ioctl(fd, SIOCSIFFLAGS, &request);
    close(fd);
    if (good)
        usleep(UP_US);
    return good;
}

static int open_packet_socket(const char *interface)
{
    struct sockaddr_ll address = {.sll_family = AF_PACKET,
                                  .sll_protocol = __builtin_bswap16(ETHERTYPE_LOCAL),
                                  .sll_ifindex = (int)if_nametoindex(interface)};
    const int fd = socket(AF_PACKET, SOCK_RAW, __builtin_bswap16(ETHERTYPE_LOCAL));
    const int on = 1;

    if (fd < 0)
        return -1;
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) ||
        setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof(on))) {
        close(fd);
        return -1;
    }
    return fd;
}

static size_t fill_frame(uint8_t frame[FRAME_MAX], unsigned int number)
{
    const size_t size = 60 + number * 97 % (FRAME_MAX - 60);

    memset(frame, 0xff, 6);
    memcpy(frame + 6, "\x02\0\0\0\0\1", 6);
    frame[12] = ETHERTYPE_LOCAL >> 8;
    frame[13] = ETHERTYPE_LOCAL & 0xff;
    for (size_t i = HEADER; i < size; i++)
        frame[i] = (uint8_t)(number * 31 + i);
    return size;
}

int net_loop(const char *interface, unsigned int count, unsigned int seconds)
{
    uint8_t sent[FRAME_MAX], received[FRAME_MAX + 1];
    int fd, good = 0;

    if (!bring_up(interface))
        return -1;
    fd = open_packet_socket(interface);
    if (fd < 0)
        return -1;
    for (unsigned int i = 0; i < count; i++) {
        const size_t size = fill_frame(sent, i);
        struct pollfd wait = {.fd = fd, .events = POLLIN};

        if (send(fd, sent, size, 0) != (ssize_t)size ||
            poll(&wait, 1, (int)seconds * 1000) != 1)
            break;
        if (recv(fd, received, sizeof(received), 0) == (ssize_t)size &&
            !memcmp(sent, received, size))
            good++;
    }
    close(fd);
    return good;
}

bool rng_read(uint8_t *bytes, size_t size)
{
    const int fd = open("/dev/hwrng", O_RDONLY);
    size_t length = 0;
    ssize_t got = 1;

    if (fd < 0)
        return false;
    while (got > 0 && length < size) {
        got = read(fd, bytes + length, size - length);
        length += got > 0 ? (size_t)got : 0;
    }
    close(fd);
    return length == size;
}

int disk_open(const char *name)
{
    char path[FILES_PATH_MAX];

    snprintf(path, sizeof(path), "/dev/%s", name);
    return open(path, O_RDWR | O_DIRECT | O_CLOEXEC);
}

bool disk_transfer(int fd, bool write, void *bytes, size_t size, uint64_t offset)
{
    const ssize_t done = write ? pwrite(fd, bytes, size, (off_t)offset)
                               : pread(fd, bytes, size, (off_t)offset);

    if (done >= 0 && done != (ssize_t)size)
        errno = EIO;
    return done == (ssize_t)size;
}

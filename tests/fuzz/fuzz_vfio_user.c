/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A vfio-user server's client: the input is what it sends, piece by piece. A piece is its size,
 * what descriptors go with it, and its bytes: as they are, or the payload of a command whose header
 * is made here.
 */
/* FAKES: send_fds */
#define _GNU_SOURCE 1
#include <assert.h>
#include <fcntl.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "device_model/deadline.h"
#include "homes/vfio_user/vfio_session.h"
#include "tests/fakes/send_fds.h"
#include "tests/fuzz/fuzz.h"

#define FDS    3 /* with a piece, at most */
#define PIECES 64
#define PAGES  16

static struct vfio_device device;
static struct vfio_session session;
static struct vfio_reader reader;
static int ends[2]; /* the client's, the server's */

static void no_log(struct home *home, const char *text)
{
    (void)home;
    assert(strlen(text) < 160);
}

/* A descriptor of one of several kinds. */
static int make_fd(unsigned int kind)
{
    switch (kind % 4) {
    case 0:
        return eventfd(0, EFD_CLOEXEC);
    case 1:
        return open("/dev/null", O_RDWR | O_CLOEXEC);
    default: /* the memory of a guest; one that is going to lose it is as large */
        return guest_memory_fd(PAGES);
    }
}

static void send_piece(const void *bytes, size_t size, const int *fds, unsigned int count)
{
    const bool sent = !size || send_fds(ends[0], bytes, size, fds, count);

    assert(sent); /* or the socket is full */
}

/* False if the session is over. */
static bool serve(void)
{
    static struct vfio_message reply;
    enum vfio_read result;

    while ((result = vfio_reader_take(&reader, ends[1])) == VFIO_READ_DONE) {
        const bool goes_on = vfio_session_handle(&session, &reader.message, &reply);

        assert(reply.size <= VFIO_PAYLOAD_MAX);
        assert(!(reply.header.flags & VFIO_USER_ERROR) || !reply.size);
        assert(device.dma.count <= DMA_REGIONS_MAX);
        vfio_reader_next(&reader);
        if (!goes_on)
            return false;
    }
    return result == VFIO_READ_MORE;
}

/* Sends one piece of @data and returns how many bytes it took; 0: there is none. */
static size_t send_next(const uint8_t *data, size_t size)
{
    uint8_t bytes[sizeof(struct vfio_user_header) + 255];
    struct vfio_user_header header = {.id = 1};
    int fds[FDS];
    unsigned int count;
    size_t length;

    if (size < 3)
        return 0;
    length = data[1] < size - 3 ? data[1] : size - 3;
    count = data[2] % (FDS + 1);
    for (unsigned int i = 0; i < count; i++)
        fds[i] = make_fd(data[2] / (FDS + 1) >> i);
    if (data[0] & 0x80) {
        send_piece(data + 3, length, fds, count);
    } else {
        header.command = data[0] & 0x1f;
        header.flags = data[0] & 0x20 ? VFIO_USER_NO_REPLY : 0;
        header.size = (uint32_t)(sizeof(header) + length);
        memcpy(bytes, &header, sizeof(header));
        memcpy(bytes + sizeof(header), data + 3, length);
        send_piece(bytes, header.size, fds, count);
    }
    for (unsigned int i = 0; i < count; i++) {
        if (data[0] & 0x40 && ftruncate(fds[i], 0))
            fds[i] += 0; /* it is no memory */
        close(fds[i]);
    }
    return 3 + length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const int first_free = dup(0);
    int last_free;
    size_t at = 1, taken;

    close(first_free);
    if (!size || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
        return 0;
    vfio_device_init(&device, data[0] & 1 ? VFIO_DEVICE_BLK : VFIO_DEVICE_RNG, no_log);
    session = (struct vfio_session){.device = &device, .negotiated = data[0] & 2};
    dma_regions_watch(&device.dma);
    for (unsigned int i = 0; i < PIECES; i++) {
        taken = send_next(data + at, size - at);
        at += taken;
        if (!taken || !serve())
            break;
    }
    deadline_run(&device.home.deadlines, DEADLINE_NEVER);
    vfio_reader_next(&reader);
    vfio_device_disconnect(&device);
    dma_regions_watch(NULL);
    close(ends[0]);
    close(ends[1]);
    last_free = dup(0);
    assert(last_free == first_free); /* no descriptor is left open */
    close(last_free);
    return 0;
}

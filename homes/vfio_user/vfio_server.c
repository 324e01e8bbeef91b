/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE 1
#include "homes/vfio_user/vfio_server.h"

#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "homes/vfio_user/vfio_faults.h"
#include "protocol/config.h"

#define STALL_NS 5000000000u /* what a message may take from its first byte to its last */

static void say(struct vfio_server *server, const char *text)
{
    server->device.home.log(&server->device.home, text);
}

static uint64_t now(struct vfio_server *server)
{
    return server->device.home.now(&server->device.home);
}

static void drop_client(struct vfio_server *server, const char *why)
{
    char text[120];

    snprintf(text, sizeof(text), "%s%s", server->broken ? "the client is dropped: " : "", why);
    say(server, text);
    vfio_reader_next(&server->reader);
    vfio_device_disconnect(&server->device);
    close(server->client);
    server->client = -1;
}

static void break_off(struct vfio_server *server, const char *why)
{
    server->broken = true;
    drop_client(server, why);
}

static void accept_client(struct vfio_server *server)
{
    const int fd = accept4(server->socket.fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

    if (fd < 0)
        return; /* it has gone again */
    if (server->client >= 0) {
        say(server, "a second client is refused: one is there");
        close(fd);
        return;
    }
    server->client = fd;
    server->broken = false;
    server->session = (struct vfio_session){.device = &server->device};
    server->heard = now(server);
    say(server, "a client is there");
    if (server->once)
        vfio_socket_unlink(&server->socket);
}

static void serve_message(struct vfio_server *server)
{
    static struct vfio_message reply; /* large */
    struct vfio_message *request = &server->reader.message;
    const bool silent = request->header.flags & VFIO_USER_NO_REPLY;
    const bool goes_on = vfio_session_handle(&server->session, request, &reply);

    if (vfio_faults_answer(request, &reply) && !silent &&
        !vfio_message_send(server->client, &reply))
        break_off(server, "it takes no answer");
    else if (!goes_on)
        break_off(server, "there is no version in common");
    else
        vfio_reader_next(&server->reader);
    if (dma_regions_lost())
        say(server, "the client's memory has become shorter: zeroes in its place");
}

static void serve_client(struct vfio_server *server)
{
    switch (vfio_reader_take(&server->reader, server->client)) {
    case VFIO_READ_DONE:
        serve_message(server);
        break;
    case VFIO_READ_CLOSED:
        drop_client(server, "the client has gone");
        break;
    case VFIO_READ_BROKEN:
        break_off(server, server->reader.why);
        break;
    case VFIO_READ_MORE:
        break;
    }
}

/* ns until somebody has to look again. */
static uint64_t until_next(struct vfio_server *server)
{
    uint64_t first = deadline_first(&server->device.home.deadlines);
    const uint64_t time = now(server);

    if (server->client >= 0 && vfio_reader_is_within(&server->reader) &&
        server->heard + STALL_NS < first)
        first = server->heard + STALL_NS;
    return first > time ? first - time : 0;
}

static void wait(struct vfio_server *server, struct pollfd ends[3])
{
    const uint64_t ns = until_next(server);
    const struct timespec time = {(time_t)(ns / 1000000000u), (long)(ns % 1000000000u)};

    ends[0].fd = server->socket.fd;
    ends[1].fd = server->client;
    if (ppoll(ends, 3,
              deadline_first(&server->device.home.deadlines) == DEADLINE_NEVER &&
                      !vfio_reader_is_within(&server->reader)
                  ? NULL
                  : &time,
              NULL) < 0)
        ends[0].revents = ends[1].revents = ends[2].revents = 0;
}

int vfio_server_run(struct vfio_server *server, int signals)
{
    struct pollfd ends[] = {{.events = POLLIN}, {.events = POLLIN}, {signals, POLLIN, 0}};
    bool served = false;

    server->client = -1;
    dma_regions_watch(&server->device.dma);
    while (!server->once || !served || server->client >= 0) {
        wait(server, ends);
        if (ends[2].revents) {
            say(server, "ended by a signal");
            break;
        }
        if (ends[1].revents) {
            server->heard = vfio_reader_is_within(&server->reader) ? server->heard : now(server);
            serve_client(server);
        } else if (server->client >= 0 && vfio_reader_is_within(&server->reader) &&
                   now(server) - server->heard >= STALL_NS) {
            break_off(server, "it does not complete a message");
        }
        if (ends[0].revents) {
            accept_client(server);
            served = true;
        }
        deadline_run(&server->device.home.deadlines, now(server));
    }
    if (server->client >= 0)
        drop_client(server, "the client is left");
    dma_regions_watch(NULL);
    return server->broken ? EXIT_FAIL : EXIT_OK;
}

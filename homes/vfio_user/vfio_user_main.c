/* SPDX-License-Identifier: BSD-2-Clause */
/* doorbell-vfio-user: the device model as a vfio-user server (docs/vfio-user.md). */
#define _GNU_SOURCE 1
#include <argp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>

#include "homes/vfio_user/vfio_faults.h"
#include "homes/vfio_user/vfio_server.h"
#include "protocol/config.h"

struct arguments {
    const char *socket, *fault;
    enum vfio_device_type type;
    bool once;
};

static const struct argp_option options[] = {
    {"socket", 's', "PATH", 0, "Listen at PATH, which must not exist yet", 0},
    {"device", 'd', "TYPE", 0, "Serve a virtio device: rng (the default) or blk", 0},
    {"fault", 'f', "NAME", 0, "Misbehave; doorbell list --faults names how", 0},
    {"once", '1', NULL, 0, "End with the first client", 0},
    {0},
};

static error_t parse(int key, char *value, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case 's':
        arguments->socket = value;
        return 0;
    case 'd':
        if (strcmp(value, "rng") && strcmp(value, "blk"))
            argp_error(state, "--device %s: rng or blk", value);
        arguments->type = strcmp(value, "blk") ? VFIO_DEVICE_RNG : VFIO_DEVICE_BLK;
        return 0;
    case 'f':
        arguments->fault = value;
        return 0;
    case '1':
        arguments->once = true;
        return 0;
    case ARGP_KEY_END:
        if (!arguments->socket)
            argp_error(state, "--socket is missing");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void log_line(struct home *home, const char *text)
{
    (void)home;
    fprintf(stderr, "doorbell-vfio-user: %s\n", text);
}

static int watch_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

static int serve(struct vfio_server *server, const struct arguments *arguments)
{
    char error[VFIO_SOCKET_ERROR];
    int status = vfio_socket_open(&server->socket, arguments->socket, error);

    if (status) {
        log_line(NULL, error);
        return status;
    }
    snprintf(error, sizeof(error), "listening at %.150s", arguments->socket);
    log_line(NULL, error);
    server->once = arguments->once;
    status = vfio_server_run(server, watch_signals());
    vfio_socket_close(&server->socket);
    return status;
}

int main(int argc, char **argv)
{
    static struct vfio_server server; /* large */
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .doc = "A virtio device for QEMU's vfio-user-pci, served from this process.",
    };
    struct arguments arguments = {0};

    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    vfio_device_init(&server.device, arguments.type, log_line);
    if (arguments.fault && !vfio_faults_set(&server.device, arguments.fault)) {
        fprintf(stderr,
                "doorbell-vfio-user: --fault %s: not one of this device model's; see "
                "doorbell list --faults\n",
                arguments.fault);
        return EXIT_USAGE;
    }
    return serve(&server, &arguments);
}

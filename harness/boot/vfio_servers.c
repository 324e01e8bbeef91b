/* SPDX-License-Identifier: BSD-2-Clause */
#define _GNU_SOURCE 1
#include "harness/boot/vfio_servers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/catalogue/bare_fault.h"
#include "harness/support/heap.h"

/* How long a server may take to listen, and to end once its client has gone. */
#define LOOKS   1000
#define LOOK_NS 5000000

#define LISTENS "listening at "

static bool fail(struct bare_failure *trouble, bool crash, const struct vfio_child *child,
                 const char *what)
{
    trouble->crash = crash;
    snprintf(trouble->text, sizeof(trouble->text), "the vfio-user server \"%s\" %s", child->words,
             what);
    return false;
}

/* For people, and for who waits for one. */
static void take_line(void *arg, const char *line)
{
    const struct vfio_child *child = arg;
    struct vfio_servers *servers = child->of;

    heap_append(servers->said, servers->said_count, heap_format("%s (%s)", line, child->words));
}

static void read_console(struct vfio_child *child, int console)
{
    char bytes[4096];
    ssize_t count;

    while ((count = read(console, bytes, sizeof(bytes))) > 0)
        lines_feed(&child->lines, bytes, (size_t)count, take_line, child);
}

/* False with @trouble if it has ended otherwise than as its client, QEMU, has gone: status 0. */
static bool look(struct vfio_child *child, struct bare_failure *trouble)
{
    const int console = child->runs ? dup(child->process.console) : -1;
    char what[60];
    bool ended;
    int status;

    if (!child->runs)
        return true;
    ended = process_ended(&child->process, &status);
    read_console(child, console); /* after the look: it may have had last words */
    close(console);
    child->runs = !ended;
    if (!ended || child->may_end || (WIFEXITED(status) && !WEXITSTATUS(status)))
        return true;
    if (WIFSIGNALED(status))
        snprintf(what, sizeof(what), "died of signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else
        snprintf(what, sizeof(what), "has ended, exit status %d", WEXITSTATUS(status));
    return fail(trouble, WIFSIGNALED(status), child, what);
}

bool vfio_servers_look(struct vfio_servers *servers, struct bare_failure *trouble)
{
    for (size_t i = 0; i < servers->count; i++)
        if (!look(&servers->server[i], trouble))
            return false;
    return true;
}

static void pause_a_bit(void)
{
    nanosleep(&(struct timespec){.tv_nsec = LOOK_NS}, NULL);
}

static bool has_said(const struct vfio_servers *servers, const char *text)
{
    for (size_t i = 0; i < servers->said_count; i++)
        if (strstr(servers->said[i], text))
            return true;
    return false;
}

static bool wait_until_it_listens(struct vfio_child *child, const char *socket,
                                  struct bare_failure *trouble)
{
    char *line = heap_format(LISTENS "%s", socket);
    bool good = false;

    for (int i = 0; i < LOOKS && !good; i++) {
        if (!look(child, trouble)) {
            free(line);
            return false;
        }
        good = has_said(child->of, line);
        if (!good)
            pause_a_bit();
    }
    free(line);
    return good || fail(trouble, false, child, "does not listen in time");
}

/* How it misbehaves: as it is told for all, or for itself; NULL: it does not. */
static const char *fault_of(const struct scenario_server *server, const char *fault)
{
    if (bare_fault(fault) == BARE_SERVERS_BEHAVE)
        return NULL;
    return server->fault[0] ? server->fault : fault;
}

static bool start(struct vfio_servers *servers, const char *program, const char *words,
                  const char *fault, struct bare_failure *trouble)
{
    struct vfio_child *child = &servers->server[servers->count];
    struct scenario_server server;
    struct argv argv = {0};
    char *socket = heap_format("%s/%zu", servers->folder, servers->count);
    int error;

    scenario_server(words, &server);
    *child = (struct vfio_child){.words = words, .of = servers};
    fault = fault_of(&server, fault);
    child->may_end = fault != NULL;
    argv_add(&argv, "%s", program);
    argv_option(&argv, "--socket", "%s", socket);
    argv_option(&argv, "--device", "%s", server.type);
    argv_add(&argv, "--once");
    if (fault)
        argv_option(&argv, "--fault", "%s", fault);
    error = process_start(&argv, &child->process);
    argv_free(&argv);
    if (error) {
        fail(trouble, false, child, strerror(error));
    } else {
        child->runs = true;
        servers->count++;
        error = !wait_until_it_listens(child, socket, trouble);
    }
    free(socket);
    return !error;
}

bool vfio_servers_start(struct vfio_servers *servers, const char *program,
                        const struct scenario *scenario, const char *fault,
                        struct bare_failure *trouble)
{
    const char *place = getenv("TMPDIR");

    servers->folder = heap_format("%s/doorbell.XXXXXX", place && *place ? place : "/tmp");
    if (!mkdtemp(servers->folder)) {
        trouble->crash = false;
        snprintf(trouble->text, sizeof(trouble->text), "%.100s: %s", servers->folder,
                 strerror(errno));
        free(servers->folder);
        servers->folder = NULL;
        return false;
    }
    for (const char *const *words = scenario->vfio_user; *words; words++)
        if (!start(servers, program, *words, fault, trouble))
            return false;
    return true;
}

bool vfio_servers_finish(struct vfio_servers *servers, struct bare_failure *trouble)
{
    for (size_t i = 0; i < servers->count; i++) {
        struct vfio_child *child = &servers->server[i];

        for (int n = 0; n < LOOKS && child->runs; n++) {
            if (!look(child, trouble))
                return false;
            if (child->runs)
                pause_a_bit();
        }
        if (child->runs)
            return fail(trouble, false, child, "does not end although its client has gone");
    }
    return true;
}

const char *vfio_servers_line(struct vfio_servers *servers)
{
    return servers->taken < servers->said_count ? servers->said[servers->taken++] : NULL;
}

void vfio_servers_stop(struct vfio_servers *servers)
{
    for (size_t i = 0; i < servers->count; i++) {
        struct vfio_child *child = &servers->server[i];
        char *socket = heap_format("%s/%zu", servers->folder, i);

        if (child->runs)
            process_kill(&child->process);
        unlink(socket); /* that of one that never had a client */
        free(socket);
    }
    if (servers->folder)
        rmdir(servers->folder);
    free(servers->folder);
    for (size_t i = 0; i < servers->said_count; i++)
        free(servers->said[i]);
    free(servers->said);
    *servers = (struct vfio_servers){0};
}

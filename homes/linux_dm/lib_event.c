/* SPDX-License-Identifier: BSD-2-Clause */
/* homes/ioreq/event.h by libxenevtchn. */
#define _GNU_SOURCE /* ppoll */
#include "homes/linux_dm/lib_event.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>

#include "homes/ioreq/event.h"
#include "homes/linux_dm/xen_libs.h"
#include "runtime/panic.h"
#include "runtime/time/clock.h"

#include <xen/errno.h>

/* Ten servers of four vCPUs and the control page. */
#define PORTS 41

static struct {
    evtchn_port_t port;
    bool pending;
} watched[PORTS];
static unsigned int watched_count;

static volatile sig_atomic_t end_wanted;
static sigset_t while_waiting;

static void end(int signal)
{
    (void)signal;
    end_wanted = 1;
}

void event_watch_signals(void)
{
    const struct sigaction action = {.sa_handler = end};
    sigset_t blocked;

    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGINT);
    sigprocmask(SIG_BLOCK, &blocked, &while_waiting);
    sigdelset(&while_waiting, SIGTERM);
    sigdelset(&while_waiting, SIGINT);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
}

bool event_end_is_wanted(void)
{
    return end_wanted;
}

int event_bind(domid_t domid, evtchn_port_t remote, evtchn_port_t *port)
{
    const xenevtchn_port_or_error_t rc = xenevtchn_bind_interdomain(xen_libs.events, domid, remote);

    if (rc < 0)
        return -errno;
    if (watched_count == PORTS) {
        xenevtchn_unbind(xen_libs.events, (evtchn_port_t)rc);
        return -XEN_ENOSPC;
    }
    *port = (evtchn_port_t)rc;
    watched[watched_count].port = *port;
    watched[watched_count++].pending = false;
    return 0;
}

void event_close(evtchn_port_t port)
{
    for (unsigned int i = 0; i < watched_count; i++)
        if (watched[i].port == port) {
            watched[i] = watched[--watched_count];
            break;
        }
    if (xenevtchn_unbind(xen_libs.events, port))
        panic("an event channel cannot be closed (%d)", errno);
}

int event_mask(evtchn_port_t port)
{
    (void)port;
    return -XEN_EOPNOTSUPP;
}

int event_unmask(evtchn_port_t port)
{
    (void)port;
    return -XEN_EOPNOTSUPP;
}

bool event_take(evtchn_port_t port)
{
    for (unsigned int i = 0; i < watched_count; i++)
        if (watched[i].port == port) {
            const bool pending = watched[i].pending;

            watched[i].pending = false;
            return pending;
        }
    return false;
}

void event_send(evtchn_port_t port)
{
    if (xenevtchn_notify(xen_libs.events, port))
        panic("an event cannot be sent (%d)", errno);
}

/* Takes an event from the kernel, which has masked its port; before it is served, so that none that
 * follows gets lost. */
static bool collect(void)
{
    const xenevtchn_port_or_error_t port = xenevtchn_pending(xen_libs.events);

    if (port < 0)
        return false;
    if (xenevtchn_unmask(xen_libs.events, (evtchn_port_t)port))
        panic("an event channel cannot be unmasked (%d)", errno);
    for (unsigned int i = 0; i < watched_count; i++)
        if (watched[i].port == (evtchn_port_t)port)
            watched[i].pending = true;
    return true;
}

static bool has_pending(void)
{
    for (unsigned int i = 0; i < watched_count; i++)
        if (watched[i].pending)
            return true;
    return false;
}

void event_wait(uint64_t deadline)
{
    struct pollfd file = {.fd = xenevtchn_fd(xen_libs.events), .events = POLLIN};
    const bool at_once = has_pending();
    uint64_t left = 0;
    struct timespec time;

    if (!at_once && deadline != DEADLINE_NEVER) {
        const uint64_t now = clock_ns();

        left = now < deadline ? deadline - now : 0;
    }
    time = (struct timespec){.tv_sec = (time_t)(left / CLOCK_S), .tv_nsec = (long)(left % CLOCK_S)};
    if (ppoll(&file, 1, !at_once && deadline == DEADLINE_NEVER ? NULL : &time, &while_waiting) > 0)
        (void)collect(); /* one at a time: a request's latency is that of few system calls */
}

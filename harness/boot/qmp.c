/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/boot/qmp.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "harness/support/heap.h"

#define DEVICE_ADD "device_add"
#define DEVICE_DEL "device_del"

static void __attribute__((format(printf, 2, 3))) complain(struct qmp *qmp, const char *format, ...)
{
    va_list args;

    if (qmp->trouble[0])
        return;
    va_start(args, format);
    vsnprintf(qmp->trouble, sizeof(qmp->trouble), format, args);
    va_end(args);
}

static const char *text_of(const cJSON *object, const char *key)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));

    return text ? text : "";
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Sends the next command, if QEMU is ready for one. The socket has room for these few bytes. */
static void send_next(struct qmp *qmp)
{
    const struct qmp_command *next = &qmp->waiting[0];

    if (!qmp->greeted || qmp->busy || qmp->retry || !qmp->count || qmp->fd < 0)
        return;
    if (qmp->deleting && !strcmp(next->name, DEVICE_ADD))
        return;
    if (send(qmp->fd, next->line, strlen(next->line), MSG_NOSIGNAL) != (ssize_t)strlen(next->line))
        complain(qmp, "QMP: cannot send %s: %s", next->name, strerror(errno));
    qmp->busy = true;
    qmp->since = now();
    if (!strcmp(next->name, DEVICE_DEL)) {
        qmp->deleting = true;
        qmp->again = QMP_AGAIN;
    }
}

/* The first command has been answered. */
static void done(struct qmp *qmp)
{
    if (!strcmp(qmp->waiting[0].name, DEVICE_ADD))
        qmp->again = 0;
    free(qmp->waiting[0].line);
    qmp->count--;
    memmove(qmp->waiting, qmp->waiting + 1, qmp->count * sizeof(qmp->waiting[0]));
    qmp->busy = false;
}

/* Takes over @arguments, which may be NULL. */
static void execute(struct qmp *qmp, const char *name, cJSON *arguments)
{
    cJSON *command = cJSON_CreateObject();
    char *text;

    cJSON_AddStringToObject(command, "execute", name);
    if (arguments)
        cJSON_AddItemToObject(command, "arguments", arguments);
    text = cJSON_PrintUnformatted(command);
    if (qmp->count == QMP_WAITING)
        complain(qmp, "QMP: more than %d commands wait; %s is one too many", QMP_WAITING, name);
    else
        qmp->waiting[qmp->count++] = (struct qmp_command){name, heap_format("%s\n", text)};
    cJSON_free(text);
    cJSON_Delete(command);
    send_next(qmp);
}

/* "driver,key=value,..." as device_add takes it. */
static cJSON *device_arguments(const char *device)
{
    cJSON *arguments = cJSON_CreateObject();
    char *copy = heap_copy(device), *rest = copy, *word = strsep(&rest, ",");

    cJSON_AddStringToObject(arguments, "driver", word);
    while ((word = strsep(&rest, ","))) {
        const char *key = strsep(&word, "=");

        cJSON_AddStringToObject(arguments, key, word ? word : "on");
    }
    free(copy);
    return arguments;
}

void qmp_device_add(struct qmp *qmp, const char *driver)
{
    cJSON *arguments;

    if (driver) {
        arguments = cJSON_CreateObject();
        cJSON_AddStringToObject(arguments, "driver", driver);
        cJSON_AddStringToObject(arguments, "id", text_of(qmp->device, "id"));
        cJSON_AddStringToObject(arguments, "bus", text_of(qmp->device, "bus"));
    } else {
        arguments = cJSON_Duplicate(qmp->device, true);
    }
    execute(qmp, DEVICE_ADD, arguments);
}

void qmp_device_del(struct qmp *qmp)
{
    cJSON *arguments = cJSON_CreateObject();

    cJSON_AddStringToObject(arguments, "id", text_of(qmp->device, "id"));
    execute(qmp, DEVICE_DEL, arguments);
}

void qmp_block_resize(struct qmp *qmp, const char *node, uint64_t bytes)
{
    cJSON *arguments = cJSON_CreateObject();
    char *size = heap_format("%" PRIu64, bytes); /* as a number cJSON would round it */

    cJSON_AddStringToObject(arguments, "node-name", node);
    cJSON_AddRawToObject(arguments, "size", size);
    free(size);
    execute(qmp, "block_resize", arguments);
}

/* Also for a line that is no JSON: @json is NULL then, and holds nothing. */
static void take(struct qmp *qmp, const cJSON *json, const char *line)
{
    const cJSON *error = cJSON_GetObjectItemCaseSensitive(json, "error");

    if (cJSON_HasObjectItem(json, "event")) {
        if (!strcmp(text_of(json, "event"), "DEVICE_DELETED"))
            qmp->deleting = false;
        return;
    }
    if (!qmp->greeted && cJSON_HasObjectItem(json, "QMP")) {
        qmp->greeted = true;
    } else if (error && qmp->busy && qmp->again) {
        qmp->busy = false;
        qmp->retry = true;
    } else if (error) {
        complain(qmp, "QMP refuses %s: %.100s", qmp->busy ? qmp->waiting[0].name : "nothing",
                 text_of(error, "desc"));
    } else if (qmp->busy && cJSON_HasObjectItem(json, "return")) {
        done(qmp);
    } else {
        char *clean = heap_clean(line);

        complain(qmp, "QMP: cannot understand \"%.100s\"", clean);
        free(clean);
    }
}

void qmp_line(struct qmp *qmp, const char *line)
{
    cJSON *json = cJSON_Parse(line);

    take(qmp, json, line);
    cJSON_Delete(json);
    send_next(qmp);
}

static void take_line(void *arg, const char *line)
{
    qmp_line(arg, line);
}

void qmp_start(struct qmp *qmp, int fd, const char *device)
{
    *qmp = (struct qmp){.fd = fd, .device = device ? device_arguments(device) : NULL};
    fcntl(fd, F_SETFL, O_NONBLOCK);
    execute(qmp, "qmp_capabilities", NULL); /* once it has greeted us */
}

void qmp_look(struct qmp *qmp)
{
    char bytes[1024];
    ssize_t count = 1;

    if (qmp->retry) {
        qmp->retry = false;
        qmp->again--;
        send_next(qmp);
    }

    while (qmp->fd >= 0 && count > 0) {
        count = read(qmp->fd, bytes, sizeof(bytes));
        if (count > 0) {
            lines_feed(&qmp->lines, bytes, (size_t)count, take_line, qmp);
        } else if (!count || (errno != EAGAIN && errno != EINTR)) {
            close(qmp->fd); /* QEMU ends: how is for others to say */
            qmp->fd = -1;
        }
    }
    if (qmp->fd >= 0 && qmp->busy && now() - qmp->since > QMP_LIMIT)
        complain(qmp, "QMP does not answer %s within %d s", qmp->waiting[0].name, QMP_LIMIT);
}

void qmp_stop(struct qmp *qmp)
{
    if (qmp->fd >= 0)
        close(qmp->fd);
    while (qmp->count)
        free(qmp->waiting[--qmp->count].line);
    cJSON_Delete(qmp->device);
    qmp->fd = -1;
}

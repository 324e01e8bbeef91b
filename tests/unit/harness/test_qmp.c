/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU's monitor: what is sent and when, and what counts as trouble. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/boot/qmp.h"

#include <greatest.h>

#define GREETING "{\"QMP\": {\"version\": {}, \"capabilities\": []}}"
#define RETURN   "{\"return\": {}}"
#define REFUSED  "{\"error\": {\"class\": \"GenericError\", \"desc\": \"no room\"}}"
#define DELETED \
    "{\"timestamp\": {}, \"event\": \"DEVICE_DELETED\", \"data\": {\"device\": \"late\"}}"
#define DEVICE "virtio-blk-pci,id=late,bus=root1,flag"

static struct qmp qmp;
static int qemu; /* its end */
static char sent[1024];

static void setup(void *arg)
{
    int ends[2];

    (void)arg;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
        abort();
    qemu = ends[1];
    qmp_start(&qmp, ends[0], DEVICE);
}

static void teardown(void *arg)
{
    (void)arg;
    qmp_stop(&qmp);
    close(qemu);
}

/* QEMU says @line; what was sent since the last time is in @sent. */
static void say(const char *line)
{
    ssize_t count;

    if (*line && (write(qemu, line, strlen(line)) < 0 || write(qemu, "\r\n", 2) != 2))
        abort();
    qmp_look(&qmp);
    count = recv(qemu, sent, sizeof(sent) - 1, MSG_DONTWAIT);
    sent[count > 0 ? count : 0] = '\0';
}

/* Past the greeting. */
static void connect_both(void)
{
    say(GREETING);
    say(RETURN);
}

TEST it_waits_to_be_greeted(void)
{
    qmp_device_add(&qmp, NULL);
    say("");
    ASSERT_STR_EQ("", sent);
    say(GREETING);
    ASSERT_STR_EQ("{\"execute\":\"qmp_capabilities\"}\n", sent);
    say(RETURN);
    ASSERT_STR_EQ("{\"execute\":\"device_add\",\"arguments\":{\"driver\":\"virtio-blk-pci\","
                  "\"id\":\"late\",\"bus\":\"root1\",\"flag\":\"on\"}}\n",
                  sent);
    say(RETURN);
    ASSERT_STR_EQ("", sent);
    ASSERT_STR_EQ("", qmp.trouble);
    PASS();
}

TEST one_command_at_a_time(void)
{
    connect_both();
    qmp_device_del(&qmp);
    qmp_device_del(&qmp);
    say("");
    ASSERT_STR_EQ("{\"execute\":\"device_del\",\"arguments\":{\"id\":\"late\"}}\n", sent);
    say(RETURN);
    ASSERT_STR_EQ("{\"execute\":\"device_del\",\"arguments\":{\"id\":\"late\"}}\n", sent);
    PASS();
}

TEST what_goes_must_be_gone_before_the_next(void)
{
    connect_both();
    qmp_device_del(&qmp);
    qmp_device_add(&qmp, NULL);
    say("");
    say(RETURN);
    ASSERT_STR_EQ("", sent);
    say(DELETED);
    ASSERT(strstr(sent, "device_add"));
    PASS();
}

/* Its disk may still be in use for a moment. */
TEST an_addition_after_a_removal_is_tried_again(void)
{
    connect_both();
    qmp_device_del(&qmp);
    say(RETURN);
    say(DELETED);
    qmp_device_add(&qmp, NULL);
    for (int i = 0; i < QMP_AGAIN; i++) {
        say("");
        ASSERT(strstr(sent, "device_add"));
        say(REFUSED);
        ASSERT_STR_EQ("", qmp.trouble);
    }
    say("");
    say(REFUSED);
    ASSERT_STR_EQ("QMP refuses device_add: no room", qmp.trouble);
    PASS();
}

TEST a_refusal_is_trouble(void)
{
    connect_both();
    qmp_device_add(&qmp, NULL);
    say(REFUSED);
    ASSERT_STR_EQ("QMP refuses device_add: no room", qmp.trouble);
    say("nonsense"); /* the first one stays */
    ASSERT_STR_EQ("QMP refuses device_add: no room", qmp.trouble);
    PASS();
}

TEST what_makes_no_sense_is_trouble(void)
{
    static const char *const lines[] = {"nonsense", "{}", "[]", RETURN, GREETING, "{\"QMP\"", "1"};

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        teardown(NULL);
        setup(NULL);
        connect_both();
        say(lines[i]);
        ASSERTm(lines[i], strstr(qmp.trouble, "cannot understand"));
    }
    PASS();
}

TEST silence_is_trouble_after_a_while(void)
{
    connect_both();
    qmp_device_add(&qmp, NULL);
    say("");
    ASSERT_STR_EQ("", qmp.trouble);
    qmp.since -= QMP_LIMIT + 1;
    say("");
    ASSERT_STR_EQ("QMP does not answer device_add within 30 s", qmp.trouble);
    PASS();
}

TEST events_are_no_answers(void)
{
    connect_both();
    qmp_device_add(&qmp, NULL);
    say(DELETED);
    say("{\"event\": \"STOP\"}");
    ASSERT(qmp.busy);
    ASSERT_STR_EQ("", qmp.trouble);
    PASS();
}

TEST more_than_can_wait_is_trouble(void)
{
    for (int i = 0; i < QMP_WAITING; i++)
        qmp_device_add(&qmp, NULL);
    ASSERT(strstr(qmp.trouble, "one too many"));
    PASS();
}

TEST that_qemu_ends_is_not(void)
{
    connect_both();
    close(qemu);
    qmp_look(&qmp);
    ASSERT_EQ(-1, qmp.fd);
    qmp_device_add(&qmp, NULL);
    ASSERT_STR_EQ("", qmp.trouble);
    qemu = dup(0);
    PASS();
}

/* More digits than a double has. */
TEST a_size_is_sent_whole(void)
{
    connect_both();
    qmp_block_resize(&qmp, "disk", 9223372036854775296);
    say("");
    ASSERT_STR_EQ("{\"execute\":\"block_resize\",\"arguments\":{\"node-name\":\"disk\","
                  "\"size\":9223372036854775296}}\n",
                  sent);
    say(REFUSED);
    ASSERT_STR_EQ("QMP refuses block_resize: no room", qmp.trouble);
    PASS();
}

TEST another_device_takes_the_place(void)
{
    connect_both();
    qmp_device_add(&qmp, "pci-testdev");
    say("");
    ASSERT_STR_EQ("{\"execute\":\"device_add\",\"arguments\":{\"driver\":\"pci-testdev\","
                  "\"id\":\"late\",\"bus\":\"root1\"}}\n",
                  sent);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_SETUP(setup, NULL);
    SET_TEARDOWN(teardown, NULL);
    RUN_TEST(it_waits_to_be_greeted);
    RUN_TEST(one_command_at_a_time);
    RUN_TEST(what_goes_must_be_gone_before_the_next);
    RUN_TEST(an_addition_after_a_removal_is_tried_again);
    RUN_TEST(a_refusal_is_trouble);
    RUN_TEST(what_makes_no_sense_is_trouble);
    RUN_TEST(silence_is_trouble_after_a_while);
    RUN_TEST(events_are_no_answers);
    RUN_TEST(more_than_can_wait_is_trouble);
    RUN_TEST(that_qemu_ends_is_not);
    RUN_TEST(a_size_is_sent_whole);
    RUN_TEST(another_device_takes_the_place);
    GREATEST_MAIN_END();
}

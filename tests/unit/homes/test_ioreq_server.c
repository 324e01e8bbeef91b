/* SPDX-License-Identifier: BSD-2-Clause */
/* FAKES: fake_xen */
/* The end of an ioreq server, in any home: never under a request (IOREQ-15), nor before its answer
 * is taken (IOREQ-16). */
#include "homes/ioreq/ioreq_server.h"

#include <greatest.h>

#include "tests/fakes/fake_xen.h"

#include <xen/errno.h>

#define ANSWER 0x1af41041

static uint64_t answer(unsigned int handle, const struct ioreq *request, unsigned int vcpu)
{
    (void)handle, (void)request, (void)vcpu;
    return ANSWER;
}

static void setup(void *arg)
{
    (void)arg;
    fake_xen_reset();
    ioreq_server_init(1);
    if (ioreq_server_create(IOREQ_BUS, answer) || ioreq_server_map(IOREQ_BUS, 0x10000000, 0x1000) ||
        ioreq_server_enable(IOREQ_BUS))
        abort();
    fake_xen.log[0] = '\0';
    for (size_t i = 0; i < sizeof(fake_xen.log); i++)
        fake_xen.log[i] = '\0';
}

/* Whatever a test has left. */
static void teardown(void *arg)
{
    (void)arg;
    fake_xen.gone = false;
    fake_xen.vcpus_run = true;
    fake_xen_run_vcpus();
    ioreq_server_leave();
}

TEST a_request_is_answered(void)
{
    volatile struct ioreq *request = fake_xen_request(1, 0x10000000);

    ioreq_server_serve();
    ASSERT_EQ(STATE_IOREQ_NONE, request->state);
    ASSERT_EQ(ANSWER, request->data);
    ASSERT_STR_EQ("a", fake_xen.log);
    PASS();
}

TEST leaving_disables_answers_and_destroys(void)
{
    volatile struct ioreq *request = fake_xen_request(0, 0x10000000);

    ASSERT(ioreq_server_leave());
    ASSERT_EQ(ANSWER, request->data);
    ASSERT_STR_EQ("dax", fake_xen.log);
    ASSERT_FALSE(ioreq_server_exists(IOREQ_BUS));
    PASS();
}

/* A test can have requests left unanswered; not at the end. */
TEST leaving_answers_what_was_to_wait(void)
{
    volatile struct ioreq *request = fake_xen_request(1, 0x10000000);

    ioreq_server_serve_only(1);
    ioreq_server_serve();
    ASSERT_EQ(STATE_IOREQ_READY, request->state);
    ASSERT(ioreq_server_leave());
    ASSERT_EQ(ANSWER, request->data);
    ASSERT_STR_EQ("dax", fake_xen.log);
    PASS();
}

TEST a_server_stays_while_its_answer_is_not_taken(void)
{
    fake_xen.vcpus_run = false;
    fake_xen_request(0, 0x10000000);
    ASSERT_FALSE(ioreq_server_leave());
    ASSERT_STR_EQ("da", fake_xen.log);
    ASSERT(ioreq_server_is_answered(IOREQ_BUS));
    ASSERT_FALSE(ioreq_server_leave());
    ASSERT_STR_EQ("da", fake_xen.log);
    fake_xen_run_vcpus();
    ASSERT(ioreq_server_leave());
    ASSERT_STR_EQ("dax", fake_xen.log);
    PASS();
}

TEST a_detach_that_cannot_be_is_undone(void)
{
    fake_xen.vcpus_run = false;
    fake_xen_request(0, 0x10000000);
    ioreq_server_serve();
    ASSERT_EQ(-XEN_EBUSY, ioreq_server_destroy(IOREQ_BUS));
    ASSERT_STR_EQ("ade", fake_xen.log);
    ASSERT(ioreq_server_exists(IOREQ_BUS));
    PASS();
}

TEST the_death_of_its_domain_is_seen(void)
{
    ASSERT_EQ(0, ioreq_server_confirm(IOREQ_BUS));
    fake_xen.gone = true;
    ASSERT_EQ(-XEN_ENOENT, ioreq_server_confirm(IOREQ_BUS));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    SET_SETUP(setup, NULL);
    SET_TEARDOWN(teardown, NULL);
    RUN_TEST(a_request_is_answered);
    RUN_TEST(leaving_disables_answers_and_destroys);
    RUN_TEST(leaving_answers_what_was_to_wait);
    RUN_TEST(a_server_stays_while_its_answer_is_not_taken);
    RUN_TEST(a_detach_that_cannot_be_is_undone);
    RUN_TEST(the_death_of_its_domain_is_seen);
    GREATEST_MAIN_END();
}

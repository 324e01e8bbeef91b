/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/deadline.h"

#include <greatest.h>
#include <string.h>

static struct deadline_queue queue;
static struct deadline a, b, c;
static char ran[8];

static void run(struct deadline *deadline)
{
    ran[strlen(ran)] = deadline == &a ? 'a' : deadline == &b ? 'b' : 'c';
    if (deadline == &c && strlen(ran) < 3)
        deadline_set(&queue, &c, deadline->at + 5);
}

static void setup(void *arg)
{
    (void)arg;
    queue.first = NULL;
    a = b = c = (struct deadline){.run = run};
    memset(ran, 0, sizeof(ran));
}

TEST they_run_in_order_and_once(void)
{
    ASSERT_EQ(DEADLINE_NEVER, deadline_first(&queue));
    deadline_set(&queue, &a, 30);
    deadline_set(&queue, &b, 10);
    deadline_set(&queue, &c, 30);
    ASSERT_EQ(10u, deadline_first(&queue));
    deadline_run(&queue, 9);
    ASSERT_STR_EQ("", ran);
    deadline_run(&queue, 30);
    ASSERT_STR_EQ("bac", ran);
    ASSERT_EQ(DEADLINE_NEVER, deadline_first(&queue));
    PASS();
}

TEST they_move_and_go(void)
{
    deadline_set(&queue, &a, 10);
    deadline_set(&queue, &b, 20);
    deadline_set(&queue, &a, 40); /* not twice */
    deadline_cancel(&queue, &b);
    deadline_cancel(&queue, &b);
    deadline_cancel(&queue, &c);
    ASSERT_FALSE(b.set);
    ASSERT_EQ(40u, deadline_first(&queue));
    deadline_run(&queue, 100);
    ASSERT_STR_EQ("a", ran);
    PASS();
}

TEST one_sets_itself_anew(void)
{
    deadline_set(&queue, &c, 1);
    deadline_run(&queue, 7);
    ASSERT_STR_EQ("cc", ran);
    ASSERT_EQ(11u, deadline_first(&queue));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    RUN_TEST(they_run_in_order_and_once);
    RUN_TEST(they_move_and_go);
    RUN_TEST(one_sets_itself_anew);
    GREATEST_MAIN_END();
}

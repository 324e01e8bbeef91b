/* SPDX-License-Identifier: BSD-2-Clause */
/* The backend's looped-back network device: two queues, of which one is used by the other's
 * service. */
/* FAKES: scripted_driver */

#include <greatest.h>
#include <string.h>

#include "device_model/devices/net_device.h"
#include "tests/fakes/scripted_driver.h"

#define NET_SLOT 3
#define RECEIVE  0
#define TRANSMIT 1
#define HEADER   12

/* Each queue's areas, a page each, and its buffers. */
#define AREA(queue, part) (RAM + 0x10000 + (queue)*0x4000 + (part)*0x1000)
#define BUFFER(queue, n)  (RAM + 0x20000 + (queue)*0x8000 + (n)*0x1000)

static struct virtio_state net;
static struct virtio_pci net_function;
static uint16_t offered[2];

static void setup(void *arg)
{
    driver_setup(arg);
    net_device_init(&net, &driver.home.home);
    virtio_pci_plug(&net_function, &driver.bus, NET_SLOT, &net);
    driver_use(NET_SLOT);
    negotiate();
    for (unsigned int queue = 0; queue < 2; queue++) {
        put(QUEUE_SELECT, 2, queue);
        put(QUEUE_SIZE, 2, RING);
        put(QUEUE_DESC, 8, AREA(queue, 0));
        put(QUEUE_DRIVER, 8, AREA(queue, 1));
        put(QUEUE_DEVICE, 8, AREA(queue, 2));
        put(QUEUE_ENABLE, 2, 1);
        offered[queue] = 0;
    }
    put(STATUS, 1, RUNNING);
}

/* Offers buffer @n of @size bytes as descriptor @n. */
static void offer(unsigned int queue, uint16_t n, uint32_t size)
{
    const struct {
        uint64_t addr;
        uint32_t size;
        uint16_t flags, next;
    } desc = {BUFFER(queue, n), size, queue == RECEIVE ? WRITE : 0, 0};

    memcpy(at(AREA(queue, 0) + 16 * n), &desc, sizeof(desc));
    memcpy(at(AREA(queue, 1) + 4 + 2 * (offered[queue]++ % RING)), &n, sizeof(n));
    memcpy(at(AREA(queue, 1) + 2), &offered[queue], sizeof(offered[queue]));
}

static void ring(unsigned int queue)
{
    put(NOTIFY + 4 * queue, 2, queue);
}

static uint16_t returned(unsigned int queue)
{
    uint16_t index;

    memcpy(&index, at(AREA(queue, 2) + 2), sizeof(index));
    return index;
}

static uint32_t length(unsigned int queue, unsigned int n)
{
    uint32_t written;

    memcpy(&written, at(AREA(queue, 2) + 4 + 8 * (n % RING) + 4), sizeof(written));
    return written;
}

TEST a_frame_comes_back(void)
{
    const uint8_t *back = at(BUFFER(RECEIVE, 2));

    memset(at(BUFFER(TRANSMIT, 5)), 0xee,
           HEADER); /* what the driver says of offloads is not kept */
    for (unsigned int i = 0; i < 100; i++)
        ((uint8_t *)at(BUFFER(TRANSMIT, 5)))[HEADER + i] = i;
    offer(RECEIVE, 2, 1526);
    ring(RECEIVE); /* it is used when there is something for it, and not before */
    ASSERT_EQ(0, returned(RECEIVE));
    ASSERT_EQ(0u, driver.home.line[NET_SLOT].raises);
    offer(TRANSMIT, 5, HEADER + 100);
    ring(TRANSMIT);
    ASSERT_EQ(1, returned(TRANSMIT));
    ASSERT_EQ(0u, length(TRANSMIT, 0));
    ASSERT_EQ(1, returned(RECEIVE));
    ASSERT_EQ(HEADER + 100u, length(RECEIVE, 0));
    for (unsigned int i = 0; i < HEADER; i++)
        ASSERT_EQ(i == 10, back[i]); /* num_buffers */
    ASSERT_MEM_EQ(at(BUFFER(TRANSMIT, 5) + HEADER), back + HEADER, 100);
    ASSERT(driver.home.line[NET_SLOT].level);
    ASSERT_EQ(1u, get(ISR, 1));
    PASS();
}

TEST without_a_buffer_it_is_lost(void)
{
    for (unsigned int i = 0; i < 20; i++) {
        offer(TRANSMIT, i % RING, 60);
        ring(TRANSMIT);
    }
    ASSERT_EQ(20, returned(TRANSMIT));
    ASSERT_EQ(0, returned(RECEIVE));
    ASSERT_FALSE(get(STATUS, 1) & NEEDS_RESET);
    PASS();
}

TEST frames_stay_in_order(void)
{
    for (unsigned int n = 0; n < RING; n++) {
        offer(RECEIVE, n, 1526);
        *(uint8_t *)at(BUFFER(TRANSMIT, n) + HEADER) = 0x40 + n;
        offer(TRANSMIT, n, HEADER + 1);
    }
    ring(TRANSMIT);
    ASSERT_EQ(RING, returned(TRANSMIT));
    ASSERT_EQ(RING, returned(RECEIVE));
    for (unsigned int n = 0; n < RING; n++)
        ASSERT_EQ(0x40 + n, *(uint8_t *)at(BUFFER(RECEIVE, n) + HEADER));
    PASS();
}

/* 5.1.6.2.1, 5.1.6.3.1 */
TEST what_a_driver_must_not(void)
{
    offer(TRANSMIT, 0, HEADER - 1);
    ring(TRANSMIT);
    ASSERT(get(STATUS, 1) & NEEDS_RESET);
    setup(NULL);
    offer(RECEIVE, 0, 64);
    offer(TRANSMIT, 0, 65);
    ring(TRANSMIT);
    ASSERT(get(STATUS, 1) & NEEDS_RESET);
    PASS();
}

TEST a_frame_of_any_length(void)
{
    offer(TRANSMIT, 0, 4096); /* more than the medium takes */
    offer(RECEIVE, 0, 4096);
    ring(TRANSMIT);
    ASSERT_EQ(1, returned(TRANSMIT));
    ASSERT_EQ(0, returned(RECEIVE));
    offer(TRANSMIT, 1, HEADER);
    ring(TRANSMIT);
    ASSERT_EQ(1, returned(RECEIVE));
    ASSERT_EQ((uint32_t)HEADER, length(RECEIVE, 0));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    RUN_TEST(a_frame_comes_back);
    RUN_TEST(without_a_buffer_it_is_lost);
    RUN_TEST(frames_stay_in_order);
    RUN_TEST(what_a_driver_must_not);
    RUN_TEST(a_frame_of_any_length);
    GREATEST_MAIN_END();
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/dom0/second_backend.h"

#include <libfdt.h>
#include <stdint.h>
#include <string.h>

#include "homes/dom0/poll.h"
#include "homes/ioreq/event.h"
#include "runtime/cpu/mmu.h"
#include "runtime/cpu/psci.h"
#include "runtime/cpu/vcpu.h"
#include "runtime/dt.h"
#include "runtime/image.h"
#include "runtime/panic.h"
#include "runtime/time/clock.h"

#define DISTANCE   (4ull << 20) /* from our own image: Xen puts tree and ramdisk at RAM's end */
#define ROOM       (2ull << 20)
#define SIZE_AT    16 /* in the header: with all that the image clears itself */
#define LINE       64 /* bytes of the smallest cache line that there is */
#define SECOND_CPU 1
#define LIMIT      CLOCK_S
#define STEP       (50 * CLOCK_US)

/* At the end of its room, for both. */
struct meeting {
    enum {
        STARTED,
        IS_UP,
        MAY_GO_ON,
    } progress;
    struct shared_info *shared_info;
};

static struct meeting *meeting(uint64_t base)
{
    return (struct meeting *)(base + ROOM) - 1;
}

/* Waits until it is @wanted, at least. */
static void wait_for(uint64_t base, unsigned int wanted)
{
    const uint64_t deadline = clock_deadline(LIMIT);

    while (__atomic_load_n(&meeting(base)->progress, __ATOMIC_ACQUIRE) < wanted) {
        if (clock_expired(deadline))
            panic("the two backends wait for each other");
        event_wait(clock_deadline(STEP));
    }
}

static void set(uint64_t base, unsigned int to)
{
    __atomic_store_n(&meeting(base)->progress, to, __ATOMIC_RELEASE);
}

bool second_backend_is_self(void)
{
    return vcpu_own_mpidr() == SECOND_CPU;
}

struct shared_info *second_backend_shared_info(void)
{
    return second_backend_is_self() ? meeting(boot_record.image)->shared_info : NULL;
}

static bool overlaps(uint64_t base, const void *blob)
{
    const uint64_t start = (uint64_t)blob;

    return start < base + ROOM && base < start + fdt_totalsize(blob);
}

/* It begins with its caches off. */
static void clean(uint64_t base, size_t size)
{
    for (uint64_t line = base; line < base + size; line += LINE)
        __asm__ volatile("dc cvac, %0" ::"r"(line) : "memory");
    __asm__ volatile("dsb sy" ::: "memory");
}

void second_backend_start(const void *image, size_t size)
{
    const uint64_t base = boot_record.image + DISTANCE;
    uint64_t whole;
    int32_t rc;

    memcpy(&whole, (const uint8_t *)image + SIZE_AT, sizeof(whole));
    if (whole > ROOM - sizeof(struct meeting) || size > whole || !mmu_is_ram(base, ROOM) ||
        overlaps(base, dt_boot()) ||
        (base < (uint64_t)image + size && (uint64_t)image < base + ROOM))
        panic("dom0 has no room for a second backend at %#llx", (unsigned long long)base);
    memcpy((void *)base, image, size);
    *meeting(base) = (struct meeting){STARTED, event_shared_info()};
    clean(base, size);
    rc = psci_call(PSCI_CPU_ON, SECOND_CPU, base, (uint64_t)dt_boot());
    if (rc)
        panic("dom0's vCPU 1 does not start (%d): is there one?", rc);
    wait_for(base, IS_UP);
}

void second_backend_release(void)
{
    set(boot_record.image + DISTANCE, MAY_GO_ON);
}

void second_backend_wait(void)
{
    set(boot_record.image, IS_UP);
    wait_for(boot_record.image, MAY_GO_ON);
}

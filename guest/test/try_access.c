/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/test/try_access.h"

#include "runtime/cpu/exception.h"
#include "runtime/cpu/mmu.h"
#include "runtime/mmio.h"

static bool aborted;

static bool skip(struct frame *frame)
{
    if (ESR_EC(frame->esr) != EC_DABT_SAME || frame->far < MMU_DEVICE ||
        frame->far >= MMU_NC + MMU_ALIAS_SIZE)
        return false;
    aborted = true;
    frame->pc += 4;
    return true;
}

/* Device memory takes no unaligned access (DDI 0487, B2.9), whether or not an emulator cares. */
static uint64_t alias(uint64_t ipa, unsigned int size)
{
    return ipa % size ? mmu_nc(ipa) : mmu_device(ipa);
}

static uint64_t load(uint64_t va, unsigned int size)
{
    switch (size) {
    case 1:
        return mmio_load8(va);
    case 2:
        return mmio_load16(va);
    case 4:
        return mmio_load32(va);
    default:
        return mmio_load64(va);
    }
}

static void store(uint64_t va, unsigned int size, uint64_t value)
{
    switch (size) {
    case 1:
        mmio_store8(va, value);
        break;
    case 2:
        mmio_store16(va, value);
        break;
    case 4:
        mmio_store32(va, value);
        break;
    default:
        mmio_store64(va, value);
        break;
    }
}

bool try_read(uint64_t ipa, unsigned int size, uint64_t *value)
{
    bool (*const hook)(struct frame *) = exception_rescue_hook;

    aborted = false;
    exception_rescue_hook = skip;
    *value = load(alias(ipa, size), size);
    exception_rescue_hook = hook;
    if (aborted)
        *value = 0;
    return !aborted;
}

bool try_write(uint64_t ipa, unsigned int size, uint64_t value)
{
    bool (*const hook)(struct frame *) = exception_rescue_hook;

    aborted = false;
    exception_rescue_hook = skip;
    store(alias(ipa, size), size, value);
    exception_rescue_hook = hook;
    return !aborted;
}

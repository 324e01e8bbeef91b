/* SPDX-License-Identifier: BSD-2-Clause */
#include "guest/test/try_access.h"

#include "runtime/cpu/exception.h"
#include "runtime/cpu/mmu.h"
#include "runtime/mmio.h"

static bool aborted;

static bool skip(struct frame *frame)
{
    if (ESR_EC(frame->esr) != EC_DABT_SAME || frame->far < MMU_DEVICE || frame->far >= MMU_NC)
        return false;
    aborted = true;
    frame->pc += 4;
    return true;
}

static uint64_t load(uint64_t ipa, unsigned int size)
{
    switch (size) {
    case 1:
        return mmio_read8(ipa);
    case 2:
        return mmio_read16(ipa);
    case 4:
        return mmio_read32(ipa);
    default:
        return mmio_read64(ipa);
    }
}

static void store(uint64_t ipa, unsigned int size, uint64_t value)
{
    switch (size) {
    case 1:
        mmio_write8(ipa, value);
        break;
    case 2:
        mmio_write16(ipa, value);
        break;
    case 4:
        mmio_write32(ipa, value);
        break;
    default:
        mmio_write64(ipa, value);
        break;
    }
}

bool try_read(uint64_t ipa, unsigned int size, uint64_t *value)
{
    bool (*const hook)(struct frame *) = exception_rescue_hook;

    aborted = false;
    exception_rescue_hook = skip;
    *value = load(ipa, size);
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
    store(ipa, size, value);
    exception_rescue_hook = hook;
    return !aborted;
}

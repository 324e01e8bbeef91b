/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/cpu/exception.h"

#include <stddef.h>
#include <stdio.h>

#include "runtime/cpu/frame.h"
#include "runtime/cpu/vcpu.h"
#include "runtime/image.h"
#include "runtime/panic.h"

_Static_assert(offsetof(struct frame, x[30]) == FRAME_LR, "boot.S");
_Static_assert(offsetof(struct frame, pc) == FRAME_PC, "boot.S");
_Static_assert(offsetof(struct frame, esr) == FRAME_ESR, "boot.S");
_Static_assert(sizeof(struct frame) == FRAME_SIZE && FRAME_SIZE % 16 == 0, "boot.S");

/* Vector table positions, in the order of Arm ARM D1.3.1.3. */
enum {
    KIND_SYNC,
    KIND_IRQ,
    KIND_FIQ,
    KIND_SERROR
};

void (*exception_irq_hook)(void);
bool (*exception_rescue_hook)(struct frame *frame);
const char *(*exception_rule_hook)(const struct frame *frame);
bool (*exception_secondary_hook)(struct frame *frame);

void exception_entry(struct frame *frame, uint64_t vector);

const char *exception_class(uint64_t esr)
{
    switch (ESR_EC(esr)) {
    case EC_UNKNOWN:
        return "undefined instruction";
    case 0x07:
        return "FP access trapped";
    case 0x0e:
        return "illegal execution state";
    case EC_SVC:
        return "SVC";
    case 0x18:
        return "trapped system register access";
    case 0x20:
        return "instruction abort from EL0";
    case EC_IABT_SAME:
        return "instruction abort";
    case 0x22:
        return "PC alignment fault";
    case EC_DABT_LOWER:
        return "data abort from EL0";
    case EC_DABT_SAME:
        return "data abort";
    case 0x26:
        return "SP alignment fault";
    case 0x2f:
        return "SError";
    case 0x3c:
        return "BRK";
    }
    return "exception";
}

/* What an abort's status code says; Xen injects 0 whatever the cause (BG-27). */
static const char *fault_status(uint64_t esr)
{
    static const char *const names[] = {"address size", "translation", "access flag", "permission"};
    unsigned int status = ESR_ISS(esr) & 0x3f;

    switch (ESR_EC(esr)) {
    case 0x20:
    case EC_IABT_SAME:
    case EC_DABT_LOWER:
    case EC_DABT_SAME:
        break;
    default:
        return "";
    }
    if (ESR_ISS(esr) == 0)
        return ", no status: injected by the hypervisor";
    if (status < 0x10)
        return names[status >> 2];
    return status == 0x10 ? "external" : status == 0x21 ? "alignment" : "other status";
}

static void report(const struct frame *frame, uint64_t vector)
{
    static const char *const kinds[] = {"", "IRQ without a handler: ", "FIQ: ", "SError: "};
    /* The vector does not tell: Xen injects into EL1t by the vector of EL1h. */
    uint64_t mode = frame->pstate & PSTATE_MODE;
    const char *origin = mode == PSTATE_EL1T   ? "EL1"
                         : mode == PSTATE_EL1H ? "an exception handler"
                                               : "EL0";
    char text[1200];
    size_t used;

    used = snprintf(text, sizeof(text),
                    "unexpected %s%s in %s\n"
                    "ESR %08lx (EC %02lx IL %lu ISS %07lx) %s\n"
                    "FAR %016lx ELR %016lx SPSR %08lx\n"
                    "ELR is image+%lx, SP %016lx",
                    kinds[vector & 3], exception_class(frame->esr), origin, frame->esr,
                    ESR_EC(frame->esr), ESR_IL(frame->esr), ESR_ISS(frame->esr),
                    fault_status(frame->esr), frame->far, frame->pc, frame->pstate,
                    frame->pc - boot_record.image, frame->sp);
    for (unsigned int i = 0; i < 31 && used < sizeof(text); i++)
        used += snprintf(text + used, sizeof(text) - used, "%sx%u=%lx", i % 3 ? " " : "\n", i,
                         frame->x[i]);
    panic_by(exception_rule_hook ? exception_rule_hook(frame) : NULL, "%s", text);
}

/* probe_enter.S has vectors of its own. */
static bool rescued(struct frame *frame)
{
    bool (*hook)(struct frame *) = vcpu_self() ? exception_secondary_hook : exception_rescue_hook;

    return hook && hook(frame);
}

void exception_entry(struct frame *frame, uint64_t vector)
{
    switch (vector & 3) {
    case KIND_SYNC:
        if (rescued(frame))
            return;
        break;
    case KIND_IRQ:
        if (exception_irq_hook) {
            exception_irq_hook();
            return;
        }
        break;
    }
    report(frame, vector);
}

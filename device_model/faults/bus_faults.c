/* SPDX-License-Identifier: BSD-2-Clause */
/* What goes wrong with accesses on their way to a function, with BARs and with interrupt lines. */
#include <linux/pci_regs.h>

#include "device_model/faults/fault_ops.h"
#include "device_model/virtio/virtio_pci.h"

#define BUS_SIZE          (1ull << 20)
#define FUNCTION_SIZE     0x1000
#define CONVENTIONAL_SIZE 0x100 /* of a function, without extended space */

#define LOST_INTERRUPT 3 /* which one */

static uint64_t zero_if_absent(struct pci_bus *bus, uint64_t offset, unsigned int size)
{
    return pci_bus_find(bus, offset) ? pci_access_ops.config_read(bus, offset, size) : 0;
}

/* The dword of nobody's that was written last, as an offset into the ECAM. */
static struct {
    uint64_t at;
    uint32_t value;
} stored;

static uint64_t load_if_absent(struct pci_bus *bus, uint64_t offset, unsigned int size)
{
    if (pci_bus_find(bus, offset) || (offset & ~3ull) != stored.at || offset % 4 + size > 4)
        return pci_access_ops.config_read(bus, offset, size);
    return stored.value >> offset % 4 * 8 & (uint32_t)(~0ull >> (64 - 8 * size));
}

static void store_if_absent(struct pci_bus *bus, uint64_t offset, unsigned int size, uint64_t value)
{
    const uint32_t lanes = (uint32_t)(~0ull >> (64 - 8 * size)) << offset % 4 * 8;

    if (!pci_bus_find(bus, offset)) {
        stored.at = offset & ~3ull;
        stored.value = ~lanes | ((uint32_t)value << offset % 4 * 8 & lanes);
    }
    pci_access_ops.config_write(bus, offset, size, value);
}

static uint64_t read_of_any_bus(struct pci_bus *bus, uint64_t offset, unsigned int size)
{
    return pci_access_ops.config_read(bus, offset % BUS_SIZE, size);
}

static void write_of_any_bus(struct pci_bus *bus, uint64_t offset, unsigned int size,
                             uint64_t value)
{
    pci_access_ops.config_write(bus, offset % BUS_SIZE, size, value);
}

static uint64_t read_repeated(struct pci_bus *bus, uint64_t offset, unsigned int size)
{
    const uint64_t function = offset - offset % FUNCTION_SIZE;

    return pci_access_ops.config_read(bus, function + offset % CONVENTIONAL_SIZE, size);
}

static uint64_t read_lowest_byte(struct pci_bus *bus, uint64_t offset, unsigned int size)
{
    return pci_access_ops.config_read(bus, size == 1 ? offset & ~3ull : offset, size);
}

static uint64_t read_low_twice(struct pci_bus *bus, uint64_t offset, unsigned int size)
{
    uint64_t value;

    if (size != 8)
        return pci_access_ops.config_read(bus, offset, size);
    value = pci_access_ops.config_read(bus, offset, 4);
    return value | value << 32;
}

/* The write to Command that has not taken effect yet. */
static struct {
    bool waits;
    uint64_t offset, value;
    unsigned int size;
} posted;

static void deliver_posted(struct pci_bus *bus)
{
    if (posted.waits)
        pci_access_ops.config_write(bus, posted.offset, posted.size, posted.value);
    posted.waits = false;
}

static uint64_t read_after_posted(struct pci_bus *bus, uint64_t offset, unsigned int size)
{
    deliver_posted(bus);
    return pci_access_ops.config_read(bus, offset, size);
}

static void post_command(struct pci_bus *bus, uint64_t offset, unsigned int size, uint64_t value)
{
    deliver_posted(bus);
    if ((offset % FUNCTION_SIZE & ~3u) != PCI_COMMAND_DWORD) {
        pci_access_ops.config_write(bus, offset, size, value);
        return;
    }
    posted.waits = true;
    posted.offset = offset;
    posted.size = size;
    posted.value = value;
}

/* BARs that are never released, since the attach. */
static struct {
    uint64_t base[PCI_PLUGGED];
    unsigned int count;
} kept;

static void forget_kept(struct pci_bus *bus)
{
    (void)bus;
    kept.count = 0;
}

static bool claim_kept(struct home *home, const struct pci_endpoint *endpoint, uint64_t base)
{
    for (unsigned int i = 0; i < kept.count; i++)
        if (kept.base[i] == base)
            return true;
    if (kept.count < PCI_PLUGGED)
        kept.base[kept.count++] = base;
    return fault_context.home.claim_bar(home, endpoint, base);
}

static void keep_bar(struct home *home, const struct pci_endpoint *endpoint, uint64_t base)
{
    (void)home, (void)endpoint, (void)base;
}

static uint64_t read_zero(struct pci_bus *bus, uint64_t addr, unsigned int size)
{
    (void)bus, (void)addr, (void)size;
    return 0;
}

static void drop_write(struct pci_bus *bus, uint64_t addr, unsigned int size, uint64_t value)
{
    (void)bus, (void)addr, (void)size, (void)value;
}

/* As it was before the fault. */
static uint64_t window_size;

static void shorten_window(struct pci_bus *bus)
{
    if (!window_size)
        window_size = bus->window.size;
    bus->window.size = window_size - ENDPOINT_BAR_SIZE;
}

static void restore_window(struct pci_bus *bus)
{
    bus->window.size = window_size;
    window_size = 0;
}

static void raise_next_line(struct home *home, unsigned int line, bool level)
{
    fault_context.home.set_line(home, (line + 1) % PCI_PINS, level);
}

static void never_raise(struct home *home, unsigned int line, bool level)
{
    if (!level)
        fault_context.home.set_line(home, line, level);
}

static unsigned int raised;

static void start_counting(struct pci_bus *bus)
{
    (void)bus;
    raised = 0;
}

static void lose_one(struct home *home, unsigned int line, bool level)
{
    raised += level;
    if (!level || raised != LOST_INTERRUPT)
        fault_context.home.set_line(home, line, level);
}

static void write_config(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes,
                         uint32_t value)
{
    fault_config_base(endpoint)->write(endpoint, reg, lanes, value);
}

static void never_disable(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes,
                          uint32_t value)
{
    write_config(endpoint, reg, lanes,
                 reg == PCI_COMMAND_DWORD ? value & ~(uint32_t)PCI_COMMAND_INTX_DISABLE : value);
}

static bool in_command; /* a write to Command is under way */

static void write_command(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes,
                          uint32_t value)
{
    in_command = reg == PCI_COMMAND_DWORD;
    write_config(endpoint, reg, lanes, value);
    in_command = false;
}

static void only_lower_by_command(struct home *home, unsigned int line, bool level)
{
    if (!level || !in_command)
        fault_context.home.set_line(home, line, level);
}

/* As if nobody had reset the devices when they were removed. */
static void interrupt_when_back(struct pci_bus *bus)
{
    for (unsigned int i = 0; fault_context.attached_at && i < bus->plugged_count; i++)
        if (bus->plugged[i]->bar_ops)
            pci_bus_set_interrupt(bus->plugged[i], true);
}

static bool is_function_reset(struct pci_endpoint *endpoint, uint32_t reg, uint32_t value)
{
    const struct virtio_pci *virtio = virtio_pci_of(endpoint);

    return virtio && virtio_pci_is_function_reset(virtio, reg, value);
}

static void ignore_function_reset(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes,
                                  uint32_t value)
{
    if (!is_function_reset(endpoint, reg, value & lanes))
        write_config(endpoint, reg, lanes, value);
}

static void keep_line_over_reset(struct pci_endpoint *endpoint, uint32_t reg, uint32_t lanes,
                                 uint32_t value)
{
    const bool asserted = pci_endpoint_asserts(endpoint);

    write_config(endpoint, reg, lanes, value);
    if (asserted && is_function_reset(endpoint, reg, value & lanes))
        pci_bus_set_interrupt(endpoint, true);
}

const struct fault_wrap fault_bus_table[] = {
    WRAP(FAULT_FUNCTION_RESET_IGNORED, config_write, ignore_function_reset),
    WRAP(FAULT_FUNCTION_RESET_KEEPS_LINE, config_write, keep_line_over_reset),
    WRAP(FAULT_INTX_DISABLE, config_write, never_disable),
    WRAP(FAULT_INTX_STAYS_LOW, config_write, write_command),
    WRAP(FAULT_INTX_STAYS_LOW, set_line, only_lower_by_command),
    WRAP(FAULT_REMOVAL_KEEPS_LINE, begin, interrupt_when_back),
    WRAP(FAULT_ABSENT_IS_ZERO, ecam_read, zero_if_absent),
    WRAP(FAULT_ABSENT_STORES, ecam_read, load_if_absent),
    WRAP(FAULT_ABSENT_STORES, ecam_write, store_if_absent),
    WRAP(FAULT_ALIASES, ecam_read, read_of_any_bus),
    WRAP(FAULT_ALIASES, ecam_write, write_of_any_bus),
    WRAP(FAULT_EXTENDED_GARBAGE, ecam_read, read_repeated),
    WRAP(FAULT_WIDTHS_DISAGREE, ecam_read, read_lowest_byte),
    WRAP(FAULT_GARBAGE_8, ecam_read, read_low_twice),
    WRAP(FAULT_POSTED_CONFIG, ecam_read, read_after_posted),
    WRAP(FAULT_POSTED_CONFIG, ecam_write, post_command),
    WRAP(FAULT_ALWAYS_DECODES, memory_read, read_zero),
    WRAP(FAULT_ALWAYS_DECODES, memory_write, drop_write),
    WRAP(FAULT_ALWAYS_DECODES, claim_bar, claim_kept),
    WRAP(FAULT_ALWAYS_DECODES, release_bar, keep_bar),
    WRAP(FAULT_ALWAYS_DECODES, begin, forget_kept),
    WRAP(FAULT_ECAM_TOO_LARGE, memory_read, read_zero),
    WRAP(FAULT_ECAM_TOO_LARGE, memory_write, drop_write),
    WRAP(FAULT_WINDOW_SHORT, begin, shorten_window),
    WRAP(FAULT_WINDOW_SHORT, end, restore_window),
    WRAP(FAULT_WRONG_LINE, set_line, raise_next_line),
    WRAP(FAULT_LOST_INTERRUPT, set_line, lose_one),
    WRAP(FAULT_LOST_INTERRUPT, begin, start_counting),
    WRAP(FAULT_INTERRUPTS_NONE, set_line, never_raise),
    WRAP_END,
};

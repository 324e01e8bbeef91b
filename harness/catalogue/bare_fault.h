/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ways in which we can break a plain QEMU (--fault NAME), each with the rule whose tests must then
 * fail: what shows that they can. tests/end_to_end/plain_qemu.sh boots each.
 */
#ifndef HARNESS_BARE_FAULT_H
#define HARNESS_BARE_FAULT_H

#include <stddef.h>
#include <string.h>

/* X(constant, name, rule that must fail, the scenario that shows it, what is done) */
#define BARE_FAULTS(X)                                                     \
    X(BARE_PLUG_IGNORED, "plug-ignored", "HOT-01", "qemu-hotplug",         \
      "nothing is plugged when the guest asks")                            \
    X(BARE_PINS_ELSEWHERE, "pins-elsewhere", "HOT-02", "qemu-hotplug",     \
      "interrupt-map leads every pin to the line of its neighbour")        \
    X(BARE_ANOTHER_DEVICE, "another-device", "HOT-03", "qemu-hotplug",     \
      "what is plugged is no disk")                                        \
    X(BARE_UNPLUG_IGNORED, "unplug-ignored", "HOT-04", "qemu-hotplug",     \
      "the attention button is not pressed")                               \
    X(BARE_WINDOW_ELSEWHERE, "window-elsewhere", "HOT-06", "qemu-hotplug", \
      "ranges names PCI addresses 1 MiB too high")                         \
    X(BARE_COMES_BACK, "comes-back", "HOT-05", "qemu-hotplug",             \
      "the first that has gone is plugged again at once")                  \
    X(BARE_RESIZE_IGNORED, "resize-ignored", "VIO-21", "qemu-resize",      \
      "the disk stays as it is when the guest asks for another size")      \
    X(BARE_RESIZE_TORN, "resize-torn", "VIO-22", "qemu-resize",            \
      "the disk gets only the low half of the capacity")                   \
    X(BARE_SERVERS_BEHAVE, "servers-behave", "VDEV-06", "vfio-dies",       \
      "the vfio-user servers do not misbehave as the scenario says")

#define BARE_FAULT_CONSTANT(constant, name, rule, scenario, text) constant,
enum bare_fault {
    BARE_NO_FAULT,
    BARE_FAULTS(BARE_FAULT_CONSTANT)
};
#undef BARE_FAULT_CONSTANT

/* The fault of that name; BARE_NO_FAULT if there is none, or @name is NULL. */
static inline enum bare_fault bare_fault(const char *name)
{
#define BARE_FAULT_NAME(constant, name, rule, scenario, text) name,
    static const char *const names[] = {BARE_FAULTS(BARE_FAULT_NAME)};
#undef BARE_FAULT_NAME

    for (size_t i = 0; name && i < sizeof(names) / sizeof(names[0]); i++)
        if (!strcmp(names[i], name))
            return (enum bare_fault)(i + 1);
    return BARE_NO_FAULT;
}

#endif

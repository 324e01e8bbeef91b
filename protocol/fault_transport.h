/* SPDX-License-Identifier: BSD-2-Clause */
/* Part of fault.h: what a virtio device can do wrong with its registers, interrupts and resets. */
#ifndef PROTOCOL_FAULT_TRANSPORT_H
#define PROTOCOL_FAULT_TRANSPORT_H

/* X(constant, name, rule that must fail, what the backend does) */
#define TRANSPORT_FAULTS(X)                                                                        \
    X(FAULT_BAR_STUCK, "bar-stuck", "ECAM-12", "a BAR reads as 0 whatever is written")             \
    X(FAULT_VIRTIO_ID, "virtio-id", "VIO-01",                                                      \
      "a virtio function has a device number that no type has")                                    \
    X(FAULT_VIRTIO_REVISION, "virtio-revision", "VIO-01", "a modern function has revision 0")      \
    X(FAULT_CAP_MISSING, "cap-missing", "VIO-02",                                                  \
      "the NOTIFY capability has a type that nobody knows")                                        \
    X(FAULT_CAP_OVERLAP, "cap-overlap", "VIO-02",                                                  \
      "the second capability lies inside the first one")                                           \
    X(FAULT_CAP_OUTSIDE_BAR, "cap-outside-bar", "VIO-02", "NOTIFY begins where its BAR ends")      \
    X(FAULT_CAP_WRONG_BAR, "cap-wrong-bar", "VIO-02",                                              \
      "NOTIFY is in a BAR that is not implemented")                                                \
    X(FAULT_STRUCTURES_OVERLAP, "structures-overlap", "VIO-02", "the ISR is inside COMMON")        \
    X(FAULT_CAP_MISALIGNED, "cap-misaligned", "VIO-03", "COMMON begins two bytes further")         \
    X(FAULT_NOTIFY_MULTIPLIER, "notify-multiplier", "VIO-03", "notify_off_multiplier is 3")        \
    X(FAULT_NOTIFY_OUTSIDE, "notify-outside", "VIO-03", "queue_notify_off leads out of NOTIFY")    \
    X(FAULT_HALF_LOST, "half-lost", "VIO-04",                                                      \
      "the upper half of a 64-bit field cannot be written")                                        \
    X(FAULT_FEATURES_BEYOND, "features-beyond", "VIO-05", "selectors above 1 give a feature, too") \
    X(FAULT_NO_VERSION_1, "no-version-1", "VIO-05", "VERSION_1 is not offered")                    \
    X(FAULT_DRIVER_FEATURE_LOST, "driver-feature-lost", "VIO-06", "driver_feature reads 0")        \
    X(FAULT_FEATURES_OK_DROPS, "features-ok-drops", "VIO-07", "FEATURES_OK never stays")           \
    X(FAULT_FEATURES_OK_ALWAYS, "features-ok-always", "VIO-07",                                    \
      "FEATURES_OK stays for any features")                                                        \
    X(FAULT_STATUS_FORGETS, "status-forgets", "VIO-08", "ACKNOWLEDGE does not read back")          \
    X(FAULT_RESET_IGNORED, "reset-ignored", "VIO-09", "a write of 0 to status does nothing")       \
    X(FAULT_RESET_KEEPS_QUEUES, "reset-keeps-queues", "VIO-09",                                    \
      "queues stay enabled over a reset")                                                          \
    X(FAULT_RESET_KEEPS_ISR, "reset-keeps-isr", "VIO-09", "the ISR stays as it was over a reset")  \
    X(FAULT_LATE_COMPLETION, "late-completion", "VIO-09",                                          \
      "a request is completed after the reset")                                                    \
    X(FAULT_QUEUE_SIZE_ZERO, "queue-size-zero", "VIO-10",                                          \
      "queue_size of a queue that exists is 0")                                                    \
    X(FAULT_QUEUE_SIZE_ODD, "queue-size-odd", "VIO-10", "queue_size is 100")                       \
    X(FAULT_QUEUE_BEYOND, "queue-beyond", "VIO-10", "queues beyond num_queues have a size")        \
    X(FAULT_QUEUES_ALIAS, "queues-alias", "VIO-11", "all queues share the registers of the first") \
    X(FAULT_NEVER_ENABLED, "never-enabled", "VIO-11", "queue_enable always reads 0")               \
    X(FAULT_STRAY_KICK_FAILS, "stray-kick-fails", "VIO-19",                                        \
      "a notification of nothing new is taken for an error")                                       \
    X(FAULT_STALE_KICK, "stale-kick", "VIO-19",                                                    \
      "a notification of nothing new serves the last chain again")                                 \
    X(FAULT_KICK_WIDE, "kick-wide", "VIO-20", "only 32-bit notifications have an effect")          \
    X(FAULT_KICK_FIRST_QUEUE, "kick-first-queue", "VIO-20",                                        \
      "all doorbells are those of the first queue")                                                \
    X(FAULT_ISR_STICKS, "isr-sticks", "VIO-21", "reading the ISR does not clear it")               \
    X(FAULT_ISR_EMPTY, "isr-empty", "VIO-21", "the ISR always reads 0")                            \
    X(FAULT_INTX_STATUS, "intx-status", "VIO-21", "the PCI status does not show the interrupt")    \
    X(FAULT_INTERRUPTS_NONE, "interrupts-none", "VIO-21", "no interrupt is ever raised")           \
    X(FAULT_INTERRUPT_UNCAUSED, "interrupt-uncaused", "VIO-21",                                    \
      "each notification interrupts, with ISR 0")                                                  \
    X(FAULT_GENERATION_STUCK, "generation-stuck", "VIO-22", "config_generation never changes")     \
    X(FAULT_GENERATION_RESTLESS, "generation-restless", "VIO-22",                                  \
      "config_generation changes at every read")                                                   \
    X(FAULT_PLATFORM_ADDRESSES, "platform-addresses", "VIO-24",                                    \
      "guest physical addresses are refused")                                                      \
    X(FAULT_WINDOW_ELSEWHERE, "window-elsewhere", "VIO-25", "PCI_CFG reads four bytes further")    \
    X(FAULT_RING_RESET_IGNORED, "ring-reset-ignored", "VIO-26",                                    \
      "a write of 1 to queue_reset does nothing")                                                  \
    X(FAULT_RING_RESET_ENDLESS, "ring-reset-endless", "VIO-26", "queue_reset never reads 0")       \
    X(FAULT_MSIX_VECTOR, "msix-vector", "VIO-27",                                                  \
      "there is MSI-X, and its vectors do not read back")

#endif

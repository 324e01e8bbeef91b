/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kernel has logged. */
#ifndef LINUX_GUEST_KERNEL_LOG_H
#define LINUX_GUEST_KERNEL_LOG_H

#include <stdbool.h>

#define KERNEL_LOG_LINE 256

/* Whether the log has a warning, an oops, or an error about PCI or virtio; the first into @line. */
bool kernel_log_complains(char line[KERNEL_LOG_LINE]);

#endif

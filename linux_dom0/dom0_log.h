/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of the agent on the console, through the kernel's log: "doorbell dom0: TEXT". */
#ifndef LINUX_DOM0_LOG_H
#define LINUX_DOM0_LOG_H

#include <stdbool.h>

/* What the harness takes for a failure (harness/judge): of the system under test; of ours. */
#define LOG_CRASH "crash: "
#define LOG_ERROR "error: "

/* False, errno set, without /dev/kmsg. */
bool log_open(void);

void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* To be called now and then: a line may wait in the kernel for the next one. */
void log_push(void);

/* An error's line with errno's text, then powers the host off. */
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif

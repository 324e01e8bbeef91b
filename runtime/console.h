/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console: CONSOLEIO_write, or the UART when the device tree has one: a vpl011, or the PL011
 * that its stdout-path names. newlib's stdout ends here; a line is one write, so lines of the two
 * domains never mix.
 */
#ifndef RUNTIME_CONSOLE_H
#define RUNTIME_CONSOLE_H

#include <stddef.h>
#include <stdint.h>

void console_init(const void *fdt);
void console_write(const char *text, size_t length);

/* Waits, but not for ever, until the UART, if there is one, has passed on all that was written.
 * Only with Xen. */
void console_flush(void);

/*
 * For what is found not to work: from now on a flag register is not waited for, and no register
 * is expected to survive a hypercall.
 */
void console_be_careful(void);

/* Where its UART is, as a guest physical address; 0: it has none. */
uint64_t console_uart(void);

/* "hypercall", "vpl011" or "pl011". */
const char *console_name(void);

#endif

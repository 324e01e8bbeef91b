/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console: CONSOLEIO_write, or a vpl011 when the device tree has one. newlib's stdout ends
 * here; a line is one write, so lines of the two domains never mix.
 */
#ifndef RUNTIME_CONSOLE_H
#define RUNTIME_CONSOLE_H

#include <stddef.h>

void console_init(const void *fdt);
void console_write(const char *text, size_t length);

/* "hypercall" or "vpl011". */
const char *console_name(void);

#endif

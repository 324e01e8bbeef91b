/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/panic.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "protocol/config.h"
#include "runtime/image.h"

void panic(const char *format, ...)
{
    static bool panicking;
    static char message[1400];
    va_list args;

    if (panicking) /* the report itself failed: say no more */
        image_exit(EXIT_CRASH);
    panicking = true;
    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    image_panic(message);
}

/* libfdt.a is built with stack protection; newlib's own answer to it would need signals. */
void __stack_chk_fail(void);
uintptr_t __stack_chk_guard = 0x5bad57ac;

void __stack_chk_fail(void)
{
    panic("a stack canary was overwritten");
}

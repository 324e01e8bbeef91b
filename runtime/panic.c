/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/panic.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "protocol/config.h"
#include "runtime/image.h"

static void __attribute__((noreturn)) end(const char *rule, const char *format, va_list args)
{
    static bool panicking;
    static char message[1400];

    if (panicking) /* the report itself failed: say no more */
        image_exit(EXIT_CRASH);
    panicking = true;
    vsnprintf(message, sizeof(message), format, args);
    image_panic(rule, message);
}

void panic(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    end(NULL, format, args);
}

void panic_by(const char *rule, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    end(rule, format, args);
}

/* libfdt.a is built with stack protection; newlib's own answer to it would need signals. */
void __stack_chk_fail(void);
uintptr_t __stack_chk_guard = 0x5bad57ac;

void __stack_chk_fail(void)
{
    panic("a stack canary was overwritten");
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/views/page/html.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "harness/support/escape.h"

void html(FILE *out, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    while (*format) {
        const size_t plain = strcspn(format, "%");
        char spec[16];
        size_t length;

        fwrite(format, 1, plain, out);
        format += plain;
        if (!*format)
            break;
        length = 1 + strcspn(format + 1, "%sdufz");
        length += format[length] == 'z' ? 2 : 1;
        if (length >= sizeof(spec))
            abort(); /* a conversion that html.h does not list */
        memcpy(spec, format, length);
        spec[length] = '\0';
        switch (spec[length - 1]) {
        case '%':
            fputc('%', out);
            break;
        case 's':
            escape(out, va_arg(args, const char *));
            break;
        case 'd':
            fprintf(out, spec, va_arg(args, int));
            break;
        case 'f':
            fprintf(out, spec, va_arg(args, double));
            break;
        case 'u':
            if (spec[length - 2] == 'z')
                fprintf(out, spec, va_arg(args, size_t));
            else
                fprintf(out, spec, va_arg(args, unsigned int));
            break;
        default:
            abort();
        }
        format += length;
    }
    va_end(args);
}

const char *html_number(uint64_t number)
{
    static char texts[4][32];
    static unsigned int next;
    char *text = texts[next++ % 4], digits[24];
    const int length = snprintf(digits, sizeof(digits), "%" PRIu64, number);
    char *to = text;

    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    *to = '\0';
    return text;
}

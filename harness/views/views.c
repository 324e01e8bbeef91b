/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/views/views.h"

#include <string.h>

#include "harness/views/page/page.h"

static bool view_json(FILE *out, const struct view *view)
{
    return run_write(out, view->run);
}

static bool view_html(FILE *out, const struct view *view)
{
    return page_write(out, view->run, view->comparison);
}

static const struct {
    const char *name;
    view_writer *write;
} formats[] = {
    {"text", view_text}, {"tap", view_tap},   {"junit", view_junit},
    {"json", view_json}, {"html", view_html},
};

view_writer *view_find(const char *format)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
        if (!strcmp(format, formats[i].name))
            return formats[i].write;
    return NULL;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* access_forms.def as code and as a table: row n of one is row n of the other. */
#include "guest/test/access_forms.h"

#include "runtime/probe.h"

extern probe_form access_code[];

#define FORM(group, instruction, ...) instruction "\n svc #0\n"
__asm__(".arch armv8.3-a+lse\n"
        ".pushsection .forms, \"ax\"\n"
        ".balign 8\n"
        "access_code:\n"
#include "guest/test/access_forms.def"
        ".popsection\n");
#undef FORM

#define FORM(group_, instruction, kind_, size_, width_, ...) \
    {.name = instruction,                                    \
     .code = access_code[__COUNTER__],                       \
     .group = ACCESS_##group_,                               \
     .kind = ACCESS_##kind_,                                 \
     .size = size_,                                          \
     .width = width_,                                        \
     .rt = 1,                                                \
     ##__VA_ARGS__},

/* The rows say what differs from the defaults. */
#pragma GCC diagnostic ignored "-Woverride-init"

const struct access_form access_forms[] = {
#include "guest/test/access_forms.def"
};
const size_t access_form_count = sizeof(access_forms) / sizeof(access_forms[0]);

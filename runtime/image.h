/* SPDX-License-Identifier: BSD-2-Clause */
/* The machine's state at the first instruction of the image, as boot.S found it (XABI-03). */
#ifndef RUNTIME_IMAGE_H
#define RUNTIME_IMAGE_H

#include <stdint.h>

struct boot_record {
    uint64_t x[4];       /* x0 = device tree, x1..x3 = 0 by the boot protocol */
    uint64_t current_el; /* CurrentEL */
    uint64_t spsel;
    uint64_t daif;
    uint64_t sctlr;
    uint64_t image; /* address of the Image header */
};

extern struct boot_record boot_record;

/* What each image supplies; called once everything in runtime/ is up. Returns its exit status. */
int image_main(void);

/* newlib's exit() ends here; each image supplies it. */
void image_exit(int status) __attribute__((noreturn));

#endif

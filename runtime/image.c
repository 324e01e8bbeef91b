/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/image.h"

struct boot_record boot_record; /* boot.S fills it */

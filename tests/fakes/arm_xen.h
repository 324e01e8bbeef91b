/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Xen's public headers as an Arm compiler sees them, for code of dom0's that is tested on the host:
 * include this before all else. The system's own headers have to have been seen by then.
 */
#ifndef TESTS_ARM_XEN_H
#define TESTS_ARM_XEN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __x86_64__
#undef __x86_64__
#define __aarch64__ 1
#include <xen/xen.h>

#include <xen/domctl.h>
#undef __aarch64__
#define __x86_64__ 1
#endif

#endif

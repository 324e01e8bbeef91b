/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers that boot.S and C share; exception.c asserts them against struct frame. */
#ifndef RUNTIME_FRAME_H
#define RUNTIME_FRAME_H

#define FRAME_LR   240
#define FRAME_PC   256
#define FRAME_ESR  272
#define FRAME_SIZE 288

#define TEXT_OFFSET 0x10000

#endif

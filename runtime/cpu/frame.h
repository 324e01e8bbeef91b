/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers that assembly and C share; exception.c and probe.c assert them against their structs. */
#ifndef RUNTIME_FRAME_H
#define RUNTIME_FRAME_H

#define FRAME_LR   240
#define FRAME_PC   256
#define FRAME_ESR  272
#define FRAME_SIZE 288

/* struct probe_state starts like a frame. */
#define STATE_V     288
#define STATE_FPCR  800
#define STATE_TPIDR 816
#define STATE_SIZE  832

/* struct probe: two states, then what the handler saw, then the caller. */
#define PROBE_AFTER   STATE_SIZE
#define PROBE_HANDLER (2 * STATE_SIZE)
#define PROBE_WATCH   (PROBE_HANDLER + 40)
#define PROBE_CALLER  (PROBE_HANDLER + 48)

/* probe.watch */
#define WATCH_PAN 0
#define WATCH_DIT 1

#define TEXT_OFFSET 0x10000

#endif

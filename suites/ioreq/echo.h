/* SPDX-License-Identifier: BSD-2-Clause */
/* What an address reads as, at every size: the answer of an echo range, or background. */
#ifndef SUITES_IOREQ_ECHO_H
#define SUITES_IOREQ_ECHO_H

#include <stdint.h>

/* Loads at @ipa give the echo data of @tag (protocol/control.h). */
void expect_echo(uint64_t ipa, uint8_t tag);

/* Loads at @ipa give background where the profile has it, and abort elsewhere. */
void expect_unserved(uint64_t ipa);

/* A server for [@base, @base + @size) that answers with @tag; its handle. On failure 0, and the
 * running test is an ERROR. */
uint64_t echo_server_start(uint64_t base, uint64_t size, uint8_t tag);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Servers that claim functions of the host bridge which Xen emulates, and what configuration space
 * then reads. A function is named by SBDF: segment 0, bus 15:8, device 7:3, function 2:0.
 */
#ifndef SUITES_PCI_CLAIMS_H
#define SUITES_PCI_CLAIMS_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol/control.h"

/* A server for @count functions from @sbdf on that answers with @tag; its handle. On failure 0, and
 * the running test is an ERROR. */
uint64_t claim_functions(uint32_t sbdf, unsigned int count, uint8_t tag);

/* One function more, or less, for the server of @handle. */
bool claim_more(uint64_t handle, uint32_t sbdf);
bool claim_less(uint64_t handle, uint32_t sbdf);

/* The IPA of a register in the ECAM. */
uint64_t config_ipa(uint32_t sbdf, unsigned int reg);

/* What @size bytes of a function of a server of @tag read. */
uint64_t config_echo(uint32_t sbdf, unsigned int reg, unsigned int size, uint8_t tag);

/* Loads of every size at @reg, a multiple of 8, give what the server of @tag answers. */
bool expect_function(uint32_t sbdf, unsigned int reg, uint8_t tag);

/* Loads and stores of every size at @reg, a multiple of 8, complete; loads give ones. */
bool expect_absent(uint32_t sbdf, unsigned int reg);

/* Load @size bytes at @ipa: it completes with @wanted. */
bool expect_config(uint64_t ipa, unsigned int size, uint64_t wanted);

/* What the backend has logged since CONTROL_LOG_RESET: as many requests, the @index-th of them to
 * that register. @data is 0 for a read. */
void expect_request(uint32_t index, uint32_t sbdf, unsigned int reg, unsigned int size,
                    bool is_write, uint64_t data);
void expect_requests(uint32_t count);

#endif

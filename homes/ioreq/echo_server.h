/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Echo ranges: every byte tells its own address and the server's tag (protocol/control.h), every
 * access is logged. One belongs to the bus server; others are servers of their own.
 */
#ifndef IOREQ_ECHO_SERVER_H
#define IOREQ_ECHO_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include <xen/xen.h>

#include <xen/hvm/ioreq.h>

/* Answers an access to the echo range of @server. */
uint64_t echo_access(unsigned int server, const struct ioreq *request, unsigned int vcpu);

/* Calls @hook while the next request to the bus server is in flight, and then no longer. */
void echo_hold(void (*hook)(void));

/* Answers every read with @value, whatever its size; or with echo data again. */
void echo_override(bool on, uint64_t value);

/* ioreq_server_map(), ioreq_server_claim() and their opposites. */
typedef int echo_change(unsigned int handle, uint64_t first, uint64_t count);

/* A server for [@base, @base + @size), which @map maps, that answers with @tag. 0 or a negative Xen
 * errno. */
int echo_server_add(echo_change *map, uint64_t base, uint64_t size, uint64_t tag,
                    unsigned int *handle);
int echo_server_remove(uint64_t handle);

/* A further range for such a server, or one less. 0 or a negative Xen errno. */
int echo_server_change(echo_change *change, uint64_t handle, uint64_t base, uint64_t size);

#endif

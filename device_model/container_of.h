/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DEVICE_MODEL_CONTAINER_OF_H
#define DEVICE_MODEL_CONTAINER_OF_H

#include <stddef.h>

/* The structure of @type whose @member @pointer points to. */
#define container_of(pointer, type, member) ((type *)((char *)(pointer)-offsetof(type, member)))

#endif

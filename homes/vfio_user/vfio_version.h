/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef VFIO_VERSION_H
#define VFIO_VERSION_H

#include "homes/vfio_user/vfio_message.h"

/*
 * Answers VFIO_USER_VERSION: our version and, of the capabilities that @request proposes, those
 * that we have. Returns 0 or an errno with a reason in *@why.
 */
int vfio_version_negotiate(const struct vfio_message *request, struct vfio_message *reply,
                           const char **why);

#endif

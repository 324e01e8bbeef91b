/* SPDX-License-Identifier: BSD-2-Clause */
/* What a client asks, from its VFIO_USER_VERSION on, and what is answered. */
#ifndef VFIO_SESSION_H
#define VFIO_SESSION_H

#include "homes/vfio_user/vfio_device.h"
#include "homes/vfio_user/vfio_message.h"

struct vfio_session {
    struct vfio_device *device;
    bool negotiated;
    unsigned int refusals; /* requests that were refused so far; the first ones are logged */
};

/*
 * Does what @request asks and makes @reply of it: with an error, and a line in the log, if it is
 * refused. False if the session is over, as there is no common version. Descriptors that stay in
 * @request are not wanted.
 */
bool vfio_session_handle(struct vfio_session *session, struct vfio_message *request,
                         struct vfio_message *reply);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A second backend, for a second domU: another instance of our image, on dom0's vCPU 1, as another
 * process would be in a dom0 with an operating system. The two share nothing but the domain.
 */
#ifndef DOM0_SECOND_BACKEND_H
#define DOM0_SECOND_BACKEND_H

#include <stdbool.h>
#include <stddef.h>

struct shared_info;

/* Whether we are it. */
bool second_backend_is_self(void);

/*
 * Starts it, of our image as it was built, and waits until it has looked at all of our RAM, in
 * which there must be no holes by then. Panics if there is no room or no second vCPU.
 */
void second_backend_start(const void *image, size_t size);

/* The second one's: the page that the first one has mapped, as a domain can do that once; else
 * NULL. */
struct shared_info *second_backend_shared_info(void);

/* Its domU is there: it may go on. */
void second_backend_release(void);

/* The second one's part: says that it is up, and waits for its domU. */
void second_backend_wait(void);

#endif

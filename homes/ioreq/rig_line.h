/* SPDX-License-Identifier: BSD-2-Clause */
/* What Xen does not do for the backend, by rule: a line that the judge puts beside whatever comes
 * of it. */
#ifndef IOREQ_RIG_LINE_H
#define IOREQ_RIG_LINE_H

/* Prints "doorbell backend: rig RULE TEXT"; only the first few times. */
void rig_line(const char *rule, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif

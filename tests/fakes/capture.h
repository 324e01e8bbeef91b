/* SPDX-License-Identifier: BSD-2-Clause */
/* What the code under test prints on standard error or output. */
#ifndef TESTS_CAPTURE_H
#define TESTS_CAPTURE_H

/* From here on what goes to descriptor @fd (1 or 2) is kept instead. One at a time. */
void capture_start(int fd);

/* Ends that; returns the text, cut to 16 KiB and valid until the next call. */
const char *capture_end(void);

#endif

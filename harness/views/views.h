/* SPDX-License-Identifier: BSD-2-Clause */
/* What came of a run, for people and for machines. */
#ifndef HARNESS_VIEWS_H
#define HARNESS_VIEWS_H

#include "harness/views/view.h"

/* "text", "tap", "junit", "json", "html"; NULL for anything else. */
view_writer *view_find(const char *format);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* What a report shows: the tree of a run, and how. */
#ifndef HARNESS_VIEW_H
#define HARNESS_VIEW_H

#include "harness/result/outcome.h"
#include "harness/views/compare/comparison.h"

struct view {
    const struct run *run;
    const struct comparison *comparison; /* with a baseline, for html; NULL: there is none */
    bool colour;                         /* text only */
};

/* Writes a report; false, errno set, if @out did not take it all. */
typedef bool view_writer(FILE *out, const struct view *view);
view_writer view_text, view_tap, view_junit;

#endif

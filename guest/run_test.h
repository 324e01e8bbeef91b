/* SPDX-License-Identifier: BSD-2-Clause */
/* One test: the bus that it asks for, its body, its verdict. */
#ifndef GUEST_RUN_TEST_H
#define GUEST_RUN_TEST_H

#include "guest/test/report.h"
#include "protocol/test.h"

/*
 * Runs @test between its begin and its verdict record. A data abort of a plain device access
 * (mmio.h) is the hypervisor's doing: it fails the test, ends it there, and the run goes on with
 * the next one. Any other unexpected exception is ours and ends the run as a crash.
 */
void run_test(const struct test *test);

/* Runs @test within the running one, and returns what came of it (report.h). */
struct report_trial run_trial(const struct test *test);

#endif

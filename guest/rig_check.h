/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the harness's own code leans on, tried before the first test: hypercalls, console, PSCI,
 * timer, interrupts. What does not work becomes a rig record, which names the rule beside whatever
 * comes of it. Costs less than 50,000 instructions; says nothing if all is well.
 */
#ifndef GUEST_RIG_CHECK_H
#define GUEST_RIG_CHECK_H

/* Needs nothing but the settings; call it before all that makes a hypercall. */
void rig_check_calls(void);

/* Needs the GIC, with interrupts masked. */
void rig_check_interrupts(void);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* The device model's home as dom0: foreign mappings, SPIs of the domU, BARs as ranges of an ioreq
 * server. */
#ifndef DOM0_HOME_H
#define DOM0_HOME_H

#include "device_model/home.h"
#include "homes/ioreq/args.h"

extern struct home dom0_home;

/* Whose guest; @args must stay. */
void dom0_home_init(const struct args *args);

/* The function whose BAR belongs to IOREQ_SPLIT, or NULL: all belong to IOREQ_BUS. */
void dom0_home_split(const struct pci_endpoint *endpoint);

/* The handle of the server that serves @endpoint. */
unsigned int dom0_home_server_of(const struct pci_endpoint *endpoint);

/* Runs @deadline in @ns from now, in place of the time that was set before. */
void dom0_home_after(struct deadline *deadline, uint64_t ns);
void dom0_home_cancel(struct deadline *deadline);

/* Runs what is due. */
void dom0_home_run_deadlines(void);

#endif

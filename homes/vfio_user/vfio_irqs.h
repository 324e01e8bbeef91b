/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interrupts of a device as its client sees them: eventfds that it gave us.
 *
 * INTx masks itself when it is signalled, and is signalled again when the client unmasks it while
 * the line is still up: so an eventfd carries a level.
 */
#ifndef VFIO_IRQS_H
#define VFIO_IRQS_H

#include <linux/vfio.h>
#include <stdbool.h>

#include "homes/vfio_user/vfio_message.h"

#define VFIO_IRQS_MAX 8 /* of one index */

struct vfio_irqs {
    unsigned int count[VFIO_PCI_NUM_IRQS]; /* interrupts of each index */
    int eventfd[VFIO_PCI_NUM_IRQS][VFIO_IRQS_MAX];
    bool level, masked; /* INTx */
};

/* INTx, and @messages MSI-X vectors, at most VFIO_IRQS_MAX. */
void vfio_irqs_init(struct vfio_irqs *irqs, unsigned int messages);

/* VFIO_IRQ_INFO_* of @index, which is below VFIO_PCI_NUM_IRQS. */
uint32_t vfio_irqs_flags(const struct vfio_irqs *irqs, uint32_t index);

/* Does what @request, whose payload is a whole struct vfio_irq_set, asks. Returns 0 or an errno
 * with a reason in *@why; nothing has changed then. */
int vfio_irqs_set(struct vfio_irqs *irqs, struct vfio_message *request, const char **why);

void vfio_irqs_set_line(struct vfio_irqs *irqs, bool level);

/* Signals MSI-X @vector; false if the client has given no eventfd for it: to QEMU a masked one. */
bool vfio_irqs_send(struct vfio_irqs *irqs, unsigned int vector);

/* Gives back all eventfds. */
void vfio_irqs_clear(struct vfio_irqs *irqs);

#endif

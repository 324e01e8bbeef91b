/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/pci/pci_express.h"

#define VERSION 2u

/* 2.5 GT/s, one lane: as speed and width stand in both Link Capabilities and Link Status. */
#define LINK (PCI_EXP_LNKCAP_SLS_2_5GB | 1u << 4)

#define DEVICE_CONTROL                                                                        \
    (PCI_EXP_DEVCTL_CERE | PCI_EXP_DEVCTL_NFERE | PCI_EXP_DEVCTL_FERE | PCI_EXP_DEVCTL_URRE | \
     PCI_EXP_DEVCTL_RELAX_EN | PCI_EXP_DEVCTL_NOSNOOP_EN)
#define LINK_CONTROL (PCI_EXP_LNKCTL_CCC | PCI_EXP_LNKCTL_ES)

unsigned int pci_express_add(struct pci_endpoint *endpoint, unsigned int type)
{
    uint32_t capability[PCI_EXPRESS_SIZE / 4] = {(VERSION | type << 4) << PCI_EXPRESS_STATUS_SHIFT};
    unsigned int offset;

    capability[PCI_EXP_DEVCAP / 4] = PCI_EXP_DEVCAP_RBER;
    capability[PCI_EXP_LNKCAP / 4] = LINK;
    capability[PCI_EXP_LNKCTL / 4] = LINK << PCI_EXPRESS_STATUS_SHIFT;
    capability[PCI_EXP_LNKCAP2 / 4] = PCI_EXP_LNKCAP2_SLS_2_5GB;
    offset = pci_endpoint_add_capability(endpoint, PCI_CAP_ID_EXP, capability, sizeof(capability));
    endpoint->writable[(offset + PCI_EXP_DEVCTL) / 4] = DEVICE_CONTROL;
    endpoint->writable[(offset + PCI_EXP_LNKCTL) / 4] = LINK_CONTROL;
    endpoint->is_express = true;
    return offset;
}

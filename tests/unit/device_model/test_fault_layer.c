/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults wrap operations while they last, and leave nothing behind. */
#include <greatest.h>
#include <string.h>

#include "device_model/devices/rng_device.h"
#include "device_model/faults/fault_layer.h"
#include "device_model/pci/pci_port.h"
#include "device_model/virtio/virtio_pci.h"
#include "device_model/virtio/virtio_registers.h"
#include "device_model/virtio/virtio_service.h"
#include "homes/array/array_home.h"

static struct array_home home;
static struct pci_bus bus;
static struct virtio_state rng, late_rng;
static struct virtio_pci rng_function, late_function;
static struct pci_port port;
static struct pci_endpoint other;

static void setup(void *arg)
{
    static const struct pci_identity identity = {.vendor = 0x1b36, .device = 5};

    (void)arg;
    array_home_init(&home, NULL, 0, 0);
    bus = (struct pci_bus){
        .home = &home.home, .access = &pci_access_ops, .window = {0x23000000, 0x100000}};
    rng_device_init(&rng, &home.home);
    virtio_pci_plug(&rng_function, &bus, 1, &rng);
    pci_endpoint_init(&other, &identity);
    pci_bus_plug(&bus, 2, 0, &other);
    pci_port_plug(&port, &bus, 4, 0, &identity);
    rng_device_init(&late_rng, &home.home);
    virtio_pci_plug(&late_function, &port.behind, 0, &late_rng);
}

/* Faults of the servers around the device model, which homes/ioreq/server_faults.c has. */
static bool is_of_the_home(enum fault fault)
{
    static const enum fault faults[] = {
        FAULT_ENABLED_EARLY,   FAULT_DISABLE_IGNORED, FAULT_UNMAP_IGNORED, FAULT_STALE_ANSWER,
        FAULT_POSTED_WRITES,   FAULT_NO_HOLD,         FAULT_STALE_TIMES,   FAULT_VANISHES,
        FAULT_OVERLAY_DIFFERS, FAULT_OVERLAY_MENDED,
    };

    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
        if (faults[i] == fault)
            return true;
    return false;
}

TEST each_fault_wraps_something(void)
{
    for (enum fault fault = FAULT_NONE + 1; fault < FAULTS_END; fault++) {
        static char which[16]; /* the message outlives the test */

        snprintf(which, sizeof(which), "fault %u", fault);
        ASSERT_EQm(which, !is_of_the_home(fault), fault_layer_has(fault));
    }
    ASSERT_FALSE(fault_layer_has(FAULT_NONE));
    PASS();
}

TEST nothing_stays_behind(void)
{
    const struct pci_bus bus_before = bus;
    const struct home home_before = home.home;

    for (enum fault fault = FAULT_NONE + 1; fault < FAULTS_END; fault++) {
        fault_layer_install(&bus, fault, NULL);
        ASSERT(bus.access != &pci_access_ops);
        fault_layer_attached(&bus);
        fault_layer_remove(&bus);
        ASSERT_MEM_EQ(&bus_before, &bus, sizeof(bus));
        ASSERT_MEM_EQ(&home_before, &home.home, sizeof(home_before));
        ASSERT_EQ(&pci_config_ops, other.config_ops);
        ASSERT_EQ(&virtio_pci_config_ops, rng_function.endpoint.config_ops);
        ASSERT_EQ(&pci_port_config_ops, port.endpoint.config_ops);
        ASSERT_EQ(&pci_port_ops, port.ops);
        ASSERT_EQ(&virtio_pci_config_ops, late_function.endpoint.config_ops);
        ASSERT_EQ(&virtio_register_ops, rng.registers);
        ASSERT_EQ(&virtio_device_ops, rng.ops);
    }
    PASS();
}

/* Not a fault: it has its place here, as there is a virtio device behind a port. */
TEST a_device_behind_a_port_is_master_if_both_are(void)
{
    const struct virtio_transport *transport = late_rng.transport;
    uint32_t *above = &port.endpoint.config[PCI_COMMAND_DWORD / 4];
    uint32_t *own = &late_function.endpoint.config[PCI_COMMAND_DWORD / 4];

    *own |= PCI_COMMAND_MASTER;
    ASSERT_FALSE(transport->is_master(transport));
    *above |= PCI_COMMAND_MASTER;
    ASSERT(transport->is_master(transport));
    *own &= ~(uint32_t)PCI_COMMAND_MASTER;
    ASSERT_FALSE(transport->is_master(transport));
    ASSERT(late_function.endpoint.is_express);
    ASSERT_FALSE(rng_function.endpoint.is_express);
    PASS();
}

static uint64_t answer_7(struct pci_bus *of, uint64_t addr, unsigned int size)
{
    (void)of, (void)addr, (void)size;
    return 7;
}

TEST a_home_adds_its_own(void)
{
    const struct fault_wrap table[] = {WRAP(FAULT_VANISHES, memory_read, answer_7), WRAP_END};

    fault_layer_install(&bus, FAULT_VANISHES, table);
    ASSERT_EQ(7u, pci_bus_memory_read(&bus, 0, 4));
    ASSERT_EQ(0x00051b36u, pci_bus_config_read(&bus, 2 << 15, 4));
    fault_layer_remove(&bus);
    ASSERT_EQ(0xffffffffu, pci_bus_memory_read(&bus, 0, 4));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    GREATEST_SET_SETUP_CB(setup, NULL);
    RUN_TEST(each_fault_wraps_something);
    RUN_TEST(nothing_stays_behind);
    RUN_TEST(a_home_adds_its_own);
    RUN_TEST(a_device_behind_a_port_is_master_if_both_are);
    GREATEST_MAIN_END();
}

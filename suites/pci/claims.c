/* SPDX-License-Identifier: BSD-2-Clause */
#include "suites/pci/claims.h"

#include "guest/control/bus.h"
#include "guest/control/control_client.h"
#include "guest/test/report.h"
#include "guest/test/try_access.h"

#include <xen/hvm/ioreq.h>

#define CONFIG_SIZE 0x1000ull

uint64_t claim_functions(uint32_t sbdf, unsigned int count, uint8_t tag)
{
    uint64_t result[4];
    const int rc = control_call(CONTROL_CLAIM_ADD, sbdf, count, tag, result);

    if (!rc)
        return result[0];
    report_error("a server for %u functions from %#x on: %d", count, sbdf, rc);
    return 0;
}

bool claim_more(uint64_t handle, uint32_t sbdf)
{
    return control_do(CONTROL_CLAIM, handle, sbdf, 1);
}

bool claim_less(uint64_t handle, uint32_t sbdf)
{
    return control_do(CONTROL_RELEASE, handle, sbdf, 1);
}

uint64_t config_ipa(uint32_t sbdf, unsigned int reg)
{
    return bus.ecam.base + sbdf * CONFIG_SIZE + reg;
}

uint64_t config_echo(uint32_t sbdf, unsigned int reg, unsigned int size, uint8_t tag)
{
    return control_echo(control_function(sbdf, reg), size, tag);
}

bool expect_config(uint64_t ipa, unsigned int size, uint64_t wanted)
{
    uint64_t value;
    const bool answered = try_read(ipa, size, &value);

    report_checked();
    if (answered && value == wanted)
        return true;
    report_fail(__FILE__, __LINE__, "%u bytes at %#lx: %s %#lx, expected to read %#lx", size, ipa,
                answered ? "read" : "abort,", value, wanted);
    return false;
}

bool expect_function(uint32_t sbdf, unsigned int reg, uint8_t tag)
{
    bool good = true;

    for (unsigned int size = 1; size <= 8 && good; size *= 2)
        good = expect_config(config_ipa(sbdf, reg), size, config_echo(sbdf, reg, size, tag));
    return good;
}

bool expect_absent(uint32_t sbdf, unsigned int reg)
{
    const uint64_t ipa = config_ipa(sbdf, reg);
    bool good = true;

    for (unsigned int size = 1; size <= 8 && good; size *= 2)
        good = expect(try_write(ipa, size, 0)) &&
               expect_config(ipa, size, UINT64_MAX >> (64 - 8 * size));
    return good;
}

void expect_requests(uint32_t count)
{
    expect_eq(control_log_total(), count);
}

void expect_request(uint32_t index, uint32_t sbdf, unsigned int reg, unsigned int size,
                    bool is_write, uint64_t data)
{
    struct control_log entry;

    if (!expect(control_log_total() > index))
        return;
    entry = control_log_entry(index);
    expect_eq(entry.type, IOREQ_TYPE_PCI_CONFIG);
    expect_eq(entry.addr, (uint64_t)sbdf << 32 | reg);
    expect_eq(entry.size, size);
    expect_eq(entry.count, 1);
    expect_eq(entry.is_write, is_write);
    expect_eq(entry.data, data);
}

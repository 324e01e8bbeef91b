/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each character of a text gets out, XABI-14: CONSOLEIO_write takes @count bytes, however long the
 * buffers are that Xen copies them to. The host sees what arrives.
 */
#include "guest/control/spare_ram.h"
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/console.h"
#include "runtime/cpu/mmu.h"
#include "runtime/xen.h"

#include <string.h>
#include <xen/errno.h>

#define LENGTH_MAX 512
#define PAGE       4096ul
#define LENGTH     256 /* more than Xen copies at a time */

/* A line of so many letters, and how many bytes of it, its new-line included, a call has. */
static const struct {
    uint16_t letters, a_call; /* 0: all */
} lines[] = {
    {1, 0},     {126, 0},   {127, 0},   {128, 0},  {129, 0},   {198, 0},  {199, 0},
    {200, 0},   {254, 0},   {255, 0},   {256, 0},  {257, 0},   {401, 0},  {199, 199},
    {200, 200}, {256, 256}, {200, 100}, {199, 99}, {201, 198}, {255, 64}, {203, 1},
};

static bool write_all(const char *text, size_t length, size_t a_call)
{
    for (size_t at = 0; at < length; at += a_call) {
        const size_t count = length - at < a_call ? length - at : a_call;

        if (!expect_eq(xen_hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, count,
                                     (unsigned long)text + at, 0, 0),
                       0))
            return false;
    }
    return true;
}

/* With a vpl011 the records take another way, and the order of the two is nobody's promise. */
static bool has_other_console(void)
{
    if (console_uart())
        report_skip("the domU's records do not go by CONSOLEIO_write here");
    return console_uart();
}

TEST(xabi, console_write_at_each_length, .rule = "XABI-14",
     TITLE("every character of a line arrives, at lengths about those of buffers, in one call or "
           "several"))
{
    static char text[LENGTH_MAX];

    if (has_other_console())
        return;
    for (unsigned int i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        const unsigned int letters = lines[i].letters;

        for (unsigned int at = 0; at < letters; at++)
            text[at] = record_said(at);
        text[letters] = '\n';
        report_says("XABI-14", letters);
        if (!write_all(text, letters + 1, lines[i].a_call ? lines[i].a_call : letters + 1))
            return;
    }
}

/* Lines of record_said(0), (1) and (2), with NULs among them. */
static const struct {
    char text[7];
    uint8_t length, a_call;
} with_nul[] = {
    {"\0abd\n", 5, 5}, {"a\0bd\n", 5, 5}, {"ab\0\0d\n", 6, 6},
    {"abd\0\n", 5, 5}, {"a\0bd\n", 5, 2}, {"\0abd\n", 5, 1},
};

TEST(
    xabi, console_write_of_nul, .rule = "XABI-14",
    TITLE("a NUL ends nothing: all characters after it arrive, wherever it stands, also in a later "
          "call"))
{
    if (has_other_console())
        return;
    for (unsigned int i = 0; i < sizeof(with_nul) / sizeof(with_nul[0]); i++) {
        report_says("XABI-14", 3);
        if (!write_all(with_nul[i].text, with_nul[i].length, with_nul[i].a_call))
            return;
    }
}

/* Counts that no text has, as the signed and unsigned numbers that they may be taken for. */
static const uint32_t beyond_memory[] = {0x1001, 0x7fffffff, 0x80000000, 0x80000001, 0xffffffff};

TEST(xabi, console_write_beyond_memory, .rule = "XABI-14",
     TITLE("a count that reaches beyond what is mapped, up to 2^32 - 1, is -EFAULT"))
{
    const uint64_t ram = spare_ram().base, page = mmu_scratch(ram, MMU_SCRATCH_KERNEL);

    memset((void *)ram, '.', PAGE);
    for (unsigned int i = 0; i < sizeof(beyond_memory) / sizeof(beyond_memory[0]); i++) {
        expect_eq(xen_hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, beyond_memory[i],
                                page + PAGE - LENGTH, 0, 0),
                  -(uint64_t)XEN_EFAULT);
        write_all("\n", 1, 1); /* after what could be read, which may have been written */
    }
    mmu_scratch(0, MMU_SCRATCH_NONE);
}

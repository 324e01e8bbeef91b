/* SPDX-License-Identifier: BSD-2-Clause */
/* The node that /chosen/stdout-path names: a path or an alias, with options or without. */
#include <greatest.h>
#include <libfdt.h>
#include <stdlib.h>

#include "runtime/dt.h"
#include "runtime/image.h"
#include "runtime/panic.h"

#define UART "arm,pl011"

static uint8_t blob[1024];

struct boot_record boot_record;

void panic(const char *format, ...)
{
    fputs(format, stderr);
    abort();
}

/* What dt_stdout() finds in a tree whose alias serial0 is @alias. */
static int find(const char *path, const char *alias)
{
    fdt_create(blob, sizeof(blob));
    fdt_finish_reservemap(blob);
    fdt_begin_node(blob, "");
    fdt_begin_node(blob, "aliases");
    fdt_property_string(blob, "serial0", alias);
    fdt_end_node(blob);
    fdt_begin_node(blob, "chosen");
    fdt_property_string(blob, "stdout-path", path);
    fdt_end_node(blob);
    fdt_begin_node(blob, "serial");
    fdt_property_string(blob, "compatible", UART);
    fdt_end_node(blob);
    fdt_end_node(blob);
    fdt_finish(blob);
    return dt_stdout(blob, UART);
}

TEST paths_and_aliases_are_followed(void)
{
    const int node = find("/serial", "/");

    ASSERT(node > 0);
    ASSERT_EQ(node, fdt_path_offset(blob, "/serial"));
    ASSERT_EQ(find("/serial:115200n8", "/"), fdt_path_offset(blob, "/serial"));
    ASSERT_EQ(find("serial0", "/serial"), fdt_path_offset(blob, "/serial"));
    ASSERT_EQ(find("serial0:115200n8", "/serial"), fdt_path_offset(blob, "/serial"));
    PASS();
}

TEST what_leads_nowhere_is_no_node(void)
{
    ASSERT_EQ(-1, find("", "/serial"));
    ASSERT_EQ(-1, find("serial1", "/serial"));
    ASSERT_EQ(-1, find("/chosen", "/serial"));  /* not compatible */
    ASSERT_EQ(-1, find("serial0", "serial0/")); /* leads to itself */
    ASSERT_EQ(-1, find("serial0", ""));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(paths_and_aliases_are_followed);
    RUN_TEST(what_leads_nowhere_is_no_node);
    GREATEST_MAIN_END();
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The backend's bootargs: what is understood, and that everything else is refused by name. */
#include <greatest.h>
#include <string.h>

#include "homes/ioreq/args.h"

#define DOMID   "domid=1 "
#define ECAM    "ecam=0x10000000,0x10000000 "
#define MEM     "mem=0x23000000,0x10000000 "
#define ECHO    "echo=0x22100000,0x10000 "
#define SPI     "spi=64 "
#define CONTROL "control=0x41fff000 "
#define ATTACH  "attach=request"
#define ALL     DOMID ECAM MEM ECHO SPI CONTROL

static struct args args;
static char error[ARGS_ERROR_MAX];

TEST a_full_line_is_understood(void)
{
    ASSERT(args_parse(ALL ATTACH, &args, error));
    ASSERT_EQ(1, args.domid);
    ASSERT_EQ(0x10000000u, args.ecam.base);
    ASSERT_EQ(0x10000000u, args.ecam.size);
    ASSERT_EQ(0x23000000u, args.mem.base);
    ASSERT_EQ(0x10000u, args.echo.size);
    ASSERT_EQ(64u, args.spi);
    ASSERT(args.has_control);
    ASSERT_EQ(0x41fff000u, args.control);
    ASSERT_EQ(ATTACH_ON_REQUEST, args.attach);
    PASS();
}

TEST order_blanks_and_number_bases_do_not_matter(void)
{
    ASSERT(args_parse("  attach=never   spi=0x40 echo=571473920,65536 " MEM ECAM "domid=01  ",
                      &args, error));
    ASSERT_EQ(ATTACH_NEVER, args.attach);
    ASSERT_EQ(64u, args.spi);
    ASSERT_EQ(0x22100000u, args.echo.base);
    ASSERT_EQ(1, args.domid);
    ASSERT_FALSE(args.has_control);
    PASS();
}

TEST a_timed_attach_has_its_time(void)
{
    ASSERT(args_parse(ALL "attach=timed:2000000", &args, error));
    ASSERT_EQ(ATTACH_TIMED, args.attach);
    ASSERT_EQ(2000000u, args.schedule[0]);
    ASSERT_EQ(1u, args.schedule_count);
    ASSERT(args_parse(ALL "attach=timed:5,10,60000000000", &args, error));
    ASSERT_EQ(3u, args.schedule_count);
    ASSERT_EQ(60000000000u, args.schedule[2]);
    PASS();
}

TEST a_port_has_its_times(void)
{
    static const char *const wrong[] = {"port=0",
                                        "port=4.",
                                        "port=4.4",
                                        "port=4.1x",
                                        "port=32",
                                        "port=4 plug=",
                                        "plug=5",
                                        "port=4 plug=5,5",
                                        "port=4 plug=surprise",
                                        "port=4 plug=surprise:",
                                        "port=4 plug=orderly:5"};
    char line[200];

    ASSERT(args_parse(ALL ATTACH " port=4", &args, error));
    ASSERT_EQ(4u, args.port);
    ASSERT_EQ(0u, args.plug_count);
    ASSERT(args_parse(ALL ATTACH " port=4 plug=5,10", &args, error));
    ASSERT_EQ(2u, args.plug_count);
    ASSERT_EQ(10u, args.plugs[1]);
    ASSERT_FALSE(args.surprise);
    ASSERT(args_parse(ALL ATTACH " plug=surprise:7 port=31", &args, error));
    ASSERT_EQ(7u, args.plugs[0]);
    ASSERT(args.surprise);
    for (unsigned int i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        snprintf(line, sizeof(line), "%s %s", ALL ATTACH, wrong[i]);
        ASSERT_FALSEm(wrong[i], args_parse(line, &args, error));
    }
    PASS();
}

TEST addresses_may_be_grants(void)
{
    ASSERT(args_parse(ALL ATTACH " dma=grants", &args, error));
    ASSERT(args.by_grants);
    ASSERT_FALSE(args_parse(ALL ATTACH " dma=grant", &args, error));
    ASSERT_FALSE(args_parse(ALL ATTACH " dma=", &args, error));
    ASSERT(args_parse(ALL ATTACH, &args, error));
    ASSERT_FALSE(args.by_grants);
    PASS();
}

TEST mmio_slots_have_a_place(void)
{
    static const char *const wrong[] = {
        "mmio=0x2000000,0x1600",           "mmio=0x2000000,0,1",        "mmio=0x2000000,0x1700,1",
        "mmio=0x2000000,0x1800,1",         "mmio=0x2000000,0x1600,980", "mmio=0x10000000,0x1600,1",
        "mmio=0xfffffffffffffe00,0x400,1",
    };
    char line[200];

    ASSERT(args_parse(ALL ATTACH " mmio=0x2000000,0x1600,1", &args, error));
    ASSERT_EQ(0x2000000u, args.mmio.base);
    ASSERT_EQ(0x1600u, args.mmio.size);
    ASSERT_EQ(1u, args.mmio_spi);
    for (unsigned int i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        snprintf(line, sizeof(line), "%s %s", ALL ATTACH, wrong[i]);
        ASSERT_FALSEm(wrong[i], args_parse(line, &args, error));
    }
    ASSERT(args_parse(ALL ATTACH, &args, error));
    ASSERT_EQ(0u, args.mmio.size);
    PASS();
}

TEST a_start_makes_the_guest_ours(void)
{
    ASSERT(args_parse(ALL ATTACH, &args, error));
    ASSERT_FALSE(args.makes_guest);
    ASSERT(args_parse(ALL "start=0 " ATTACH, &args, error));
    ASSERT(args.makes_guest);
    ASSERT_EQ(0u, args.start);
    ASSERT(args_parse(ALL "start=2000000 " ATTACH, &args, error));
    ASSERT_EQ(2000000u, args.start);
    ASSERT_FALSE(args_parse(ALL "start= " ATTACH, &args, error));
    ASSERT_FALSE(args_parse(ALL "start=60000000001 " ATTACH, &args, error));
    ASSERT(strstr(error, "'start=60000000001' has a bad value"));
    PASS();
}

TEST a_bridge_is_ours_unless_it_is_xens(void)
{
    ASSERT(args_parse(ALL ATTACH, &args, error));
    ASSERT_FALSE(args.bridge_is_xens);
    ASSERT(args_parse(ALL "bridge=xen " ATTACH, &args, error));
    ASSERT(args.bridge_is_xens);
    ASSERT_FALSE(args_parse(ALL "bridge=ours " ATTACH, &args, error));
    ASSERT_STR_EQ("'bridge=ours' has a bad value", error);
    PASS();
}

TEST a_fault_is_optional_and_has_a_name(void)
{
    ASSERT(args_parse(ALL ATTACH, &args, error));
    ASSERT_EQ(FAULT_NONE, args.fault);
    ASSERT(args_parse(ALL ATTACH " fault=cap-loop", &args, error));
    ASSERT_EQ(FAULT_CAPABILITY_LOOP, args.fault);
    PASS();
}

TEST high_addresses_are_understood(void)
{
    ASSERT(
        args_parse(DOMID "ecam=0xf100000000,0x100000 " MEM ECHO SPI "attach=never", &args, error));
    ASSERT_EQ(0xf100000000u, args.ecam.base);
    PASS();
}

static enum greatest_test_res refused(const char *text, const char *because)
{
    memset(error, 0, sizeof(error));
    ASSERT_FALSEm(text, args_parse(text, &args, error));
    ASSERTm(error, strstr(error, because));
    ASSERTm(error, memchr(error, 0, sizeof(error)));
    PASS();
}

TEST a_missing_word_is_named(void)
{
    CHECK_CALL(refused("", "'domid=' is missing"));
    CHECK_CALL(refused(ECAM MEM ECHO SPI CONTROL ATTACH, "'domid=' is missing"));
    CHECK_CALL(refused(DOMID MEM ECHO SPI CONTROL ATTACH, "'ecam=' is missing"));
    CHECK_CALL(refused(DOMID ECAM ECHO SPI CONTROL ATTACH, "'mem=' is missing"));
    CHECK_CALL(refused(DOMID ECAM MEM ECHO CONTROL ATTACH, "'spi=' is missing"));
    CHECK_CALL(refused(DOMID ECAM MEM ECHO SPI CONTROL, "'attach=' is missing"));
    CHECK_CALL(refused(DOMID ECAM MEM ECHO SPI ATTACH, "needs 'control='"));
    PASS();
}

TEST a_word_that_is_not_ours_is_named(void)
{
    CHECK_CALL(refused(ALL ATTACH " quiet", "unknown word 'quiet'"));
    CHECK_CALL(refused(ALL ATTACH " root=/dev/sda", "unknown word 'root=/dev/sda'"));
    CHECK_CALL(refused(ALL ATTACH " ecamx=1,2", "unknown word 'ecamx=1,2'"));
    CHECK_CALL(refused(ALL ATTACH " eca=1,2", "unknown word 'eca=1,2'"));
    CHECK_CALL(refused(ALL ATTACH " =1", "unknown word '=1'"));
    CHECK_CALL(refused(ALL "attach", "unknown word 'attach'"));
    CHECK_CALL(refused(ALL ATTACH " domid=1", "'domid' is given twice"));
    PASS();
}

TEST a_bad_value_is_refused(void)
{
    static const char *const bad[] = {
        "domid=0",
        "domid=32752",
        "domid=-1",
        "domid=",
        "domid=1x",
        "ecam=0x10000000",
        "ecam=0x10000000,",
        "ecam=0x10000000,0x1000",     /* not a whole bus */
        "ecam=0x10000000,0x10100000", /* more than 256 buses */
        "ecam=0x10000000,0x100000,",
        "mem=0x23000000,0",
        "mem=0xffffffffffffffff,2",
        "mem=0x10000000000000000,1",
        "mem= 1,1",
        "echo=1;1",
        "spi=985", /* INTD would be no SPI */
        "control=0x41fff001",
        "control=0",
        "attach=soon",
        "fault=",
        "fault=none",
        "fault=frob",
        "attach=timed",
        "attach=timed:",
        "attach=timed:1ms",
        "attach=timed:-1",
        "attach=timed:60000000001",
        "attach=timed:5,5",
        "attach=timed:5,",
        "attach=timed:1,2,3,4,5,6,7,8,9",
        "mem=0x"
        "0000000000000000000000000000000000000000000000000000000000000000"
        "00000000000000000000000000000000000000000000000023000000,0x10000000",
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK_CALL(refused(bad[i], "has a bad value"));
    PASS();
}

TEST ranges_that_overlap_are_refused(void)
{
    CHECK_CALL(refused(DOMID ECAM "mem=0x1ff00000,0x200000 " ECHO SPI "attach=never", "overlap"));
    CHECK_CALL(refused(DOMID ECAM MEM "echo=0x32fff000,0x2000 " SPI "attach=never", "overlap"));
    CHECK_CALL(refused(DOMID ECAM MEM "echo=0x0,0x10000001 " SPI "attach=never", "overlap"));
    ASSERT(args_parse(DOMID ECAM MEM "echo=0x0,0x10000000 " SPI "attach=never", &args, error));
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(a_full_line_is_understood);
    RUN_TEST(order_blanks_and_number_bases_do_not_matter);
    RUN_TEST(a_timed_attach_has_its_time);
    RUN_TEST(addresses_may_be_grants);
    RUN_TEST(mmio_slots_have_a_place);
    RUN_TEST(a_port_has_its_times);
    RUN_TEST(a_start_makes_the_guest_ours);
    RUN_TEST(a_bridge_is_ours_unless_it_is_xens);
    RUN_TEST(a_fault_is_optional_and_has_a_name);
    RUN_TEST(high_addresses_are_understood);
    RUN_TEST(a_missing_word_is_named);
    RUN_TEST(a_word_that_is_not_ours_is_named);
    RUN_TEST(a_bad_value_is_refused);
    RUN_TEST(ranges_that_overlap_are_refused);
    GREATEST_MAIN_END();
}

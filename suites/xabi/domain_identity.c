/* SPDX-License-Identifier: BSD-2-Clause */
/* How Xen identifies itself: XABI-11 by hypercall, XABI-13 by the SMC calling convention. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/cpu/smccc.h"
#include "runtime/dt.h"
#include "runtime/xen.h"

#include <libfdt.h>
#include <stdio.h>
#include <xen/features.h>

#define CALL_UID      0xff01
#define CALL_REVISION 0xff03
#define CALL_UNKNOWN  0x1234
#define SMCCC_VERSION SMCCC_FAST32(SMCCC_ARCH, 0)
#define ARCH_FEATURES SMCCC_FAST32(SMCCC_ARCH, 1)
#define VERSION_1_1   0x10001

#define FEATURE(bit) (1u << (bit))

static uint32_t features(void)
{
    struct xen_feature_info info = {.submap_idx = 0};
    long rc =
        xen_hypercall(__HYPERVISOR_xen_version, XENVER_get_features, (unsigned long)&info, 0, 0, 0);

    expect_eq(rc, 0);
    return info.submap;
}

TEST(xabi, features_are_those_of_a_domu, .rule = "XABI-11",
     TITLE("the features of an Arm domU, direct-mapped or not but not both, not those of dom0"))
{
    static const struct {
        unsigned int feature;
        long since; /* as XENVER_version */
    } wanted[] = {
        {XENFEAT_writable_page_tables, 0},          {XENFEAT_auto_translated_physmap, 0},
        {XENFEAT_memory_op_vnode_supported, 0},     {XENFEAT_ARM_SMCCC_supported, 0},
        {XENFEAT_runstate_phys_area, 4 << 16 | 18},
    };
    const uint32_t found = features();

    for (unsigned int i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
        if (!(found & FEATURE(wanted[i].feature)) && xen_version() >= wanted[i].since)
            report_fail(__FILE__, __LINE__, "feature %u is missing in %#x", wanted[i].feature,
                        (unsigned int)found);
    expect_eq(!!(found & FEATURE(XENFEAT_direct_mapped)) +
                  !!(found & FEATURE(XENFEAT_not_direct_mapped)),
              1);
    expect_eq(found & FEATURE(XENFEAT_dom0), 0);
}

TEST(xabi, version_is_that_of_the_tree, .rule = "XABI-11", .enhanced = true,
     TITLE("XENVER_version is the version in the compatible of /hypervisor"))
{
    const void *fdt = dt_boot();
    char compatible[40];

    snprintf(compatible, sizeof(compatible), "xen,xen-%ld.%ld", xen_version() >> 16,
             xen_version() & 0xffff);
    report_note("looking for %s", compatible);
    expect(dt_find(fdt, compatible) >= 0);
    expect_eq(dt_find(fdt, compatible), dt_find(fdt, "xen,xen"));
}

TEST(xabi, smccc_says_that_it_is_xen, .rule = "XABI-13",
     TITLE("by HVC 0 the hypervisor service has Xen's UID and revision 0.1"))
{
    /* a71812dc-c698-4369-9acf-79d18ddee667, four bytes a register, the first one lowest. */
    static const uint32_t uid[] = {0xdc1218a7, 0x694398c6, 0xd179cf9a, 0x67e6de8d};
    struct smccc_result result = smccc_call(SMCCC_FAST32(SMCCC_HYPERVISOR, CALL_UID), 0, 0, 0);

    for (unsigned int i = 0; i < 4; i++)
        expect_eq((uint32_t)result.x[i], uid[i]);
    result = smccc_call(SMCCC_FAST32(SMCCC_HYPERVISOR, CALL_REVISION), 0, 0, 0);
    expect_eq((uint32_t)result.x[0], 0);
    expect_eq((uint32_t)result.x[1], 1);
}

TEST(xabi, smccc_is_recent_enough, .rule = "XABI-13",
     TITLE("SMCCC_VERSION is 1.1 or more; unknown functions and features are not supported"))
{
    struct smccc_result result = smccc_call(SMCCC_VERSION, 0, 0, 0);

    expect((int32_t)result.x[0] >= VERSION_1_1);
    result = smccc_call(SMCCC_FAST32(SMCCC_HYPERVISOR, CALL_UNKNOWN), 0, 0, 0);
    expect_eq((uint32_t)result.x[0], (uint32_t)SMCCC_NOT_SUPPORTED);
    result = smccc_call(ARCH_FEATURES, SMCCC_FAST32(SMCCC_ARCH, CALL_UNKNOWN), 0, 0);
    expect_eq((uint32_t)result.x[0], (uint32_t)SMCCC_NOT_SUPPORTED);
}

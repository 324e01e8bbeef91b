/* SPDX-License-Identifier: BSD-2-Clause */
/* What XENVER tells every domain of the hypervisor: HYP-01. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/xen.h"

#include <string.h>

#include <xen/version.h>

static long ask(unsigned int what, void *answer)
{
    return xen_hypercall(__HYPERVISOR_xen_version, what, (uintptr_t)answer, 0, 0, 0);
}

/* @text is a string that ends within @size. */
static bool is_text(const char *text, size_t size)
{
    return text[0] && memchr(text, '\0', size);
}

TEST(hyp, version_says_what_it_is, .rule = "HYP-01",
     TITLE("XENVER_extraversion and capabilities are strings, the latter with this architecture; "
           "features are those of a translated domain"))
{
    xen_extraversion_t extra;
    xen_capabilities_info_t capabilities;
    struct xen_feature_info features = {.submap_idx = 0};

    memset(extra, 0x55, sizeof(extra));
    memset(capabilities, 0x55, sizeof(capabilities));
    expect_eq(ask(XENVER_extraversion, extra), 0);
    /* ".4-pre", or "-unstable" */
    expect(is_text(extra, sizeof(extra)) && strchr(".-", extra[0]));
    expect_eq(ask(XENVER_capabilities, capabilities), 0);
    expect(is_text(capabilities, sizeof(capabilities)) && strstr(capabilities, "-aarch64"));
    expect_eq(ask(XENVER_get_features, &features), 0);
    expect(features.submap & 1u << XENFEAT_auto_translated_physmap);
    report_about("XABI-11");
    expect(!(features.submap & 1u << XENFEAT_dom0));
    report_about(NULL);
}

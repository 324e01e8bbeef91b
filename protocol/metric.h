/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A metric and what people call it, declared beside the test that measures it:
 *
 *     METRIC(gicd_read, "LAT-2", "GICD read", .kvm = "mmio_read_vgic");
 *
 * defines metric_gicd_read, the identifier "LAT-2.gicd_read" under which the test reports it. The
 * rest is the host's: the judge refuses a metric that is declared nowhere, and reports list metrics
 * by rule, within a rule as they are declared.
 */
#ifndef PROTOCOL_METRIC_H
#define PROTOCOL_METRIC_H

#include <stdbool.h>

#ifdef DOORBELL_IMAGE
#define METRIC(name_, rule_, label_, ...) static const char metric_##name_[] = rule_ "." #name_
#else
#define METRIC(name_, rule_, label_, ...)                                              \
    static const char metric_##name_[] = rule_ "." #name_;                             \
    static const struct declared_metric declared_##name_                               \
        __attribute__((used, no_reorder, section("doorbell_metrics"), aligned(8))) = { \
            .id = metric_##name_, .label = (label_), ##__VA_ARGS__}

struct declared_metric {
    const char *id;
    const char *label; /* METRIC_LABEL_MAX characters, with .kvm and brackets around it */
    const char *of;    /* metric_x of the metric that this is a part of: declared just before */
    const char *kvm;   /* the name of kvm-unit-tests' arm/micro-bench for it, if it has one */
    bool phased;       /* depends on what else is due just then: small causes, large effects */
};
#define METRIC_LABEL_MAX 30

/* The linker's bounds of the section. */
extern const struct declared_metric __start_doorbell_metrics[], __stop_doorbell_metrics[];
#endif

#endif

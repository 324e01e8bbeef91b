/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A test and where it runs.
 *
 *     TEST(bg, narrow_reads, .rule = "BG-02", TITLE("narrow loads return the low bits"),
 *          .profiles = UNMAPPED | WINDOWS)
 *     {
 *         ...
 *     }
 *
 * registers itself in a linker section. The same line, compiled for the host, is the harness's
 * catalogue: both sides work out with test_applies() what a scenario must run, and the judge
 * compares. So a test cannot vanish from a run unseen.
 */
#ifndef PROTOCOL_TEST_H
#define PROTOCOL_TEST_H

#include <stdbool.h>

/* Profiles: what Xen was told about the domU, or that there is no Xen. */
#define TRAP     (1u << 0)
#define UNMAPPED (1u << 1)
#define WINDOWS  (1u << 2)
#define BARE     (1u << 3) /* no hypervisor: the host bridge itself answers ones in its windows */
#define VPCI     (1u << 4) /* Xen emulates the host bridge: functions are claimed one by one */

/* Who starts the backend's attach. */
#define ON_REQUEST (1u << 0)
#define TIMED      (1u << 1)
#define NEVER      (1u << 2)
#define PRESENT    (1u << 3) /* nobody has to: the devices are there from the start */
#define ASKED      (1u << 4) /* the guest asks for it, once, and there is no way back */

/* What a test needs of the machine, beside the bus. */
#define HYPERVISOR                                                                 \
    (1u << 0) /* Xen: implied by the groups that are about it, bg, hb, ioreq, xabi \
               */
#define CONTROL_PAGE (1u << 1) /* our own backend, which takes commands (control.h) */
#define HOTPLUG      (1u << 2) /* a hot-plug port, and somebody who plugs when asked (record.h) */
#define RESIZE       (1u << 3) /* a virtio-blk whose capacity somebody changes when asked */
#define LINUX        (1u << 4) /* Linux is the guest, and the test runs in its user space */
#define BY_DOMCTL    (1u << 5) /* our own backend has made this domU while the system ran */
#define LATE_BRIDGE  (1u << 6) /* no PCI host bridge in the device tree: it comes as an overlay */
#define OVER_PCI     (1u << 7) /* the virtio devices that tests drive are PCI functions */
#define MMIO         (1u << 8) /* there are virtio-mmio slots */
#define BARE_DOM0 \
    (1u << 9) /* our own backend is all of dom0: it makes any hypercall, and reads CNTPCT */
#define AT_RUN_TIME (1u << 10) /* dom0 has made this domU while the system ran, by any means */
#define GRANTS      (1u << 11) /* the virtio devices are behind xen,grant-dma */

/* The bus that a test wants to find; the runner brings it about. */
enum bus {
    BUS_ANY,     /* does not care; these run last, so that a timed attach finds us waiting */
    BUS_EMPTY,   /* nobody serves the windows yet */
    BUS_ARRIVES, /* empty at first; the attach happens during the test */
    BUS_SERVED,  /* the backend is attached */
};

/* How a test ends the domain: a scenario's .ends, "shutdown" and the like. */
enum test_end {
    ENDS_NOT,
    ENDS_SYSTEM_OFF,
    ENDS_SYSTEM_RESET,
    ENDS_SHUTDOWN,
};

/* A title is for the host's catalogue; the guest's image does not hold it. */
#ifdef DOORBELL_IMAGE
#define TITLE_TYPE \
    struct {       \
    }
#define TITLE(text) .title = {}
#else
#define TITLE_TYPE  const char *
#define TITLE(text) .title = (text)
#endif

struct test {
    const char *group;
    const char *name;
    const char *rule;
    void (*run)(void);
    unsigned int profiles : 5; /* 0: all */
    unsigned int attach : 5;   /* 0: all in which .bus can be had */
    enum bus bus : 2;
    unsigned int needs : 12; /* HYPERVISOR and the like, all of them */
    bool rrs : 1;            /* wants a window that reads as RRS */
    unsigned int vcpus : 4;  /* at least so many; 0: one is enough */
    bool enhanced : 1;       /* wants a domU with xen,enhanced: a /hypervisor node */
    bool vpl011 : 1;         /* wants a vpl011 */
    unsigned int gic : 2;    /* wants this version, 2 or 3; 0: either */
    enum test_end ends : 2;  /* ends the domain so: only in a scenario of that .ends, as its last */
    TITLE_TYPE title;        /* TITLE("..."): one sentence, what holds if it passes */
    bool alone : 1; /* only where the scenario's `tests` has its full name or "group.*": costs much,
                       ends the run, or is about what no Xen does */
};

#ifdef DOORBELL_CATALOGUE
#define TEST_RUN(fn) 0
#define TEST_UNUSED  __attribute__((unused))
#else
#define TEST_RUN(fn) fn
#define TEST_UNUSED
#endif

#define TEST(group_, name_, ...)                                                               \
    TEST_UNUSED static void group_##_##name_(void);                                            \
    static const struct test test_##group_##_##name_                                           \
        __attribute__((used, section("doorbell_tests"), aligned(8))) = {                       \
            .group = #group_, .name = #name_, .run = TEST_RUN(group_##_##name_), __VA_ARGS__}; \
    TEST_UNUSED static void group_##_##name_(void)

/* The linker's bounds of the section. */
extern const struct test __start_doorbell_tests[], __stop_doorbell_tests[];

/* A scenario as far as the choice of tests depends on it. */
struct test_scope {
    unsigned int profile; /* one bit */
    unsigned int attach;  /* one bit */
    unsigned int has;     /* HYPERVISOR and the like */
    bool rrs;
    unsigned int vcpus; /* the domU's: its cpu nodes */
    bool enhanced;
    bool vpl011;
    unsigned int gic;
    const char *ends; /* how the domain ends if a test ends it; NULL: none does */
    /* As .select: what the scenario is about; NULL: all tests that are not .alone. */
    const char *const *tests;
    /* NULL-terminated globs (* and ?) on rule or group.test; NULL: all. */
    const char *const *select;
};

/* "group.name". Records have room for TEST_NAME_MAX characters; the harness refuses longer ones. */
#define TEST_NAME_MAX 48
const char *test_name(const struct test *test, char name[TEST_NAME_MAX + 1]);

/* Whether @test is part of a run in @scope. Same answer on both sides of the console. */
bool test_applies(const struct test *test, const struct test_scope *scope);

/* Whether all of @text matches @glob: "*" is any characters, "?" is one. */
bool glob_matches(const char *glob, const char *text);

/* Whether one of the globs matches @rule or "@group.@name", and no "!glob" among them does. */
bool test_selected(const struct test *test, const char *const *select);

/* Run order: bus (EMPTY, ARRIVES, SERVED, ANY), .ends last, then group (hb first, edge last), then
 * rule, then name. For qsort() over pointers to tests. */
int test_order(const void *a, const void *b);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Part of fault.h: what a device can do wrong with memory that is granted to it. */
#ifndef PROTOCOL_FAULT_GRANT_H
#define PROTOCOL_FAULT_GRANT_H

/* X(constant, name, rule that must fail, what the backend does) */
#define GRANT_FAULTS(X)                                                                    \
    X(FAULT_GRANT_BYPASS, "grant-bypass", "VIO-24",                                        \
      "addresses without bit 63 are taken for guest physical")                             \
    X(FAULT_GRANT_REFERENCE, "grant-reference", "GRANT-01",                                \
      "one page in four is that of the next reference")                                    \
    X(FAULT_GRANT_UNGRANTED, "grant-ungranted", "GRANT-02",                                \
      "a page that is not granted counts as accessed")                                     \
    X(FAULT_GRANT_READ_ONLY, "grant-read-only", "GRANT-03",                                \
      "a page that is granted to be read counts as written")                               \
    X(FAULT_GRANT_KEPT, "grant-kept", "GRANT-04", "pages stay mapped after their request") \
    X(FAULT_GRANT_NEEDS_RESET, "grant-needs-reset", "GRANT-05",                            \
      "a page that is refused makes the device need a reset")

#endif

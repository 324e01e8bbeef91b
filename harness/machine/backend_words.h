/* SPDX-License-Identifier: BSD-2-Clause */
/* What our own device model is told: as bootargs of backend.img, or as options of doorbell-dm. */
#ifndef HARNESS_BACKEND_WORDS_H
#define HARNESS_BACKEND_WORDS_H

#include "harness/catalogue/scenario.h"

#define BACKEND_WORDS 768

/* Blank-separated words, see protocol/config.h. @fault: one that it begins with, or NULL. */
void backend_words(const struct scenario *scenario, const char *fault, char words[BACKEND_WORDS]);

#endif

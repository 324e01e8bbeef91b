/* SPDX-License-Identifier: BSD-2-Clause */
/* A catalogue of four tests, one name of which is there twice, and a folder of its own for files of
 * rules and expectations. Whether they load is what these functions say; what was said on standard
 * error is kept. */
#ifndef TESTS_CONFIG_FOLDER_H
#define TESTS_CONFIG_FOLDER_H

#include "harness/catalogue/expectations.h"
#include "harness/catalogue/rules.h"

/* Since the last load; valid until the next one. */
extern const char *config_heard;

/* Enters a new folder with suites/bg/ and suites/ecam/; false after one line on stderr. */
bool config_folder_enter(void);

/* Removes it, with all in it. */
void config_folder_leave(void);

void config_write(const char *name, const char *text);

/* Of suites/<group>/rules.cfg. */
bool config_load_rules(struct rules *rules);

/* Writes @text into file @name, and loads it. */
bool config_load_expectations(const char *name, const char *text,
                              struct expectations *expectations);

#endif

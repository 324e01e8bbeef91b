/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/domu_keys.h"

#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELLS_MAX    8
#define KEY_NAME_MAX 64

bool domu_keys_have(const char *const *keys, const char *name)
{
    for (; *keys; keys++) {
        const char *key = *keys + (**keys == '!');
        const size_t length = strcspn(key, "=");

        if (length == strlen(name) && !strncmp(key, name, length))
            return true;
    }
    return false;
}

/* The cells of "<1 0x2>"; false if it is something else. */
static bool read_cells(const char *text, uint32_t cells[CELLS_MAX], size_t *count)
{
    char *end;

    *count = 0;
    for (text++; *text != '>'; text = end) {
        const unsigned long cell = strtoul(text, &end, 0);

        if (end == text || cell > UINT32_MAX || *count == CELLS_MAX)
            return false;
        cells[(*count)++] = (uint32_t)cell;
        end += strspn(end, " ");
    }
    return *count && !text[1];
}

static void write_key(struct dt_writer *dt, const char *key)
{
    const size_t length = strcspn(key, "=");
    uint32_t cells[CELLS_MAX];
    char name[KEY_NAME_MAX];
    size_t count;

    if (dt->error)
        return;
    if (snprintf(name, sizeof(name), "%.*s", (int)length, key) >= KEY_NAME_MAX) {
        dt->error = -FDT_ERR_BADVALUE;
        dt->where = key;
    } else if (!key[length]) {
        dtw_empty(dt, name);
    } else if (key[length + 1] != '<') {
        dtw_string(dt, name, key + length + 1);
    } else if (read_cells(key + length + 1, cells, &count)) {
        dtw_cell_array(dt, name, cells, count);
    } else {
        dt->error = -FDT_ERR_BADVALUE;
        dt->where = key;
    }
}

void domu_keys_write(struct dt_writer *dt, const char *const *keys)
{
    for (; *keys; keys++)
        if (**keys != '!')
            write_key(dt, *keys);
}

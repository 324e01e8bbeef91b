/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/support/json.h"

#include <errno.h>

bool json_write(cJSON *json, FILE *out)
{
    char *text = cJSON_Print(json);

    cJSON_Delete(json);
    if (!text) {
        errno = ENOMEM;
        return false;
    }
    fprintf(out, "%s\n", text);
    cJSON_free(text);
    return !fflush(out) && !ferror(out);
}

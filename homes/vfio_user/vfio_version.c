/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/vfio_user/vfio_version.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <string.h>

#include "device_model/home.h"
#include "homes/vfio_user/dma_regions.h"

/* What we say of ourselves, if the client knows the word. */
static const struct capability {
    const char *name;
    double value;
} capabilities[] = {
    {"max_msg_fds", VFIO_FDS_MAX},
    {"max_data_xfer_size", VFIO_DATA_MAX},
    {"max_dma_maps", DMA_REGIONS_MAX},
    {"pgsizes", GUEST_PAGE},
};

/* The capabilities that @request proposes, to cJSON_Delete(); NULL with *@why. */
static cJSON *read_proposal(const struct vfio_message *request, const char **why)
{
    const char *text = (const char *)request->payload + sizeof(struct vfio_user_version);
    const size_t size = request->size - sizeof(struct vfio_user_version);
    cJSON *data, *proposed;

    if (!size)
        return cJSON_CreateObject();
    *why = "its version data are no JSON object that ends in NUL";
    if (memchr(text, '\0', size) != text + size - 1)
        return NULL;
    data = cJSON_ParseWithOpts(text, NULL, 1);
    if (!cJSON_IsObject(data)) {
        cJSON_Delete(data);
        return NULL;
    }
    proposed = cJSON_DetachItemFromObjectCaseSensitive(data, "capabilities");
    cJSON_Delete(data);
    if (!proposed)
        return cJSON_CreateObject();
    if (cJSON_IsObject(proposed))
        return proposed;
    *why = "its capabilities are no JSON object";
    cJSON_Delete(proposed);
    return NULL;
}

/* False with *@why if one of those that we know is no number. */
static bool answer(const cJSON *proposed, cJSON *reply, const char **why)
{
    for (size_t i = 0; i < sizeof(capabilities) / sizeof(capabilities[0]); i++) {
        const struct capability *ours = &capabilities[i];
        const cJSON *theirs = cJSON_GetObjectItemCaseSensitive(proposed, ours->name);

        if (theirs && !cJSON_IsNumber(theirs)) {
            *why = "a capability that must be a number is none";
            return false;
        }
        if (theirs)
            cJSON_AddNumberToObject(reply, ours->name, ours->value);
    }
    return true;
}

int vfio_version_negotiate(const struct vfio_message *request, struct vfio_message *reply,
                           const char **why)
{
    const struct vfio_user_version ours = {VFIO_USER_MAJOR, VFIO_USER_MINOR};
    char *text = (char *)reply->payload + sizeof(ours);
    struct vfio_user_version theirs;
    cJSON *proposed, *data;
    bool good;

    memcpy(&theirs, request->payload, sizeof(theirs));
    *why = "its major version is not 0";
    if (theirs.major != VFIO_USER_MAJOR)
        return ENOTSUP;
    proposed = read_proposal(request, why);
    if (!proposed)
        return EINVAL;
    data = cJSON_CreateObject();
    good = answer(proposed, cJSON_AddObjectToObject(data, "capabilities"), why);
    cJSON_Delete(proposed);
    memcpy(reply->payload, &ours, sizeof(ours));
    good = good && cJSON_PrintPreallocated(data, text, (int)(VFIO_PAYLOAD_MAX - sizeof(ours)), 0);
    cJSON_Delete(data);
    if (!good)
        return EINVAL;
    reply->size = (uint32_t)(sizeof(ours) + strlen(text) + 1);
    return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "device_model/deadline.h"

#include <stddef.h>

void deadline_cancel(struct deadline_queue *queue, struct deadline *deadline)
{
    struct deadline **link = &queue->first;

    if (!deadline->set)
        return;
    while (*link != deadline)
        link = &(*link)->next;
    *link = deadline->next;
    deadline->set = false;
}

void deadline_set(struct deadline_queue *queue, struct deadline *deadline, uint64_t at)
{
    struct deadline **link = &queue->first;

    deadline_cancel(queue, deadline);
    while (*link && (*link)->at <= at)
        link = &(*link)->next;
    deadline->at = at;
    deadline->set = true;
    deadline->next = *link;
    *link = deadline;
}

void deadline_run(struct deadline_queue *queue, uint64_t now)
{
    while (queue->first && queue->first->at <= now) {
        struct deadline *deadline = queue->first;

        deadline_cancel(queue, deadline);
        deadline->run(deadline);
    }
}

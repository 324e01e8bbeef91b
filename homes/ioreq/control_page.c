/* SPDX-License-Identifier: BSD-2-Clause */
#include "homes/ioreq/control_page.h"

#include "homes/ioreq/foreign.h"
#include "runtime/panic.h"
#include "runtime/time/clock.h"

static uint8_t frame[FOREIGN_PAGE] __attribute__((aligned(FOREIGN_PAGE)));
static bool mapped, open;
static enum control_stage stage;
static uint64_t attached_at;
static uint32_t dom0_esr;

void control_page_map(domid_t domid, uint64_t addr)
{
    int rc = foreign_map(domid, addr / FOREIGN_PAGE, frame);

    if (rc)
        panic("control=%#llx is not RAM of domain %u (%d)", (unsigned long long)addr, domid, rc);
    mapped = true;
}

static void publish_stage(struct control_page *page)
{
    page->attached_at = attached_at;
    __atomic_store_n(&page->stage, stage, __ATOMIC_RELEASE);
}

struct control_page *control_page(void)
{
    struct control_page *page = (struct control_page *)frame;

    if (open)
        return page;
    if (!mapped || __atomic_load_n(&page->magic, __ATOMIC_ACQUIRE) != CONTROL_MAGIC)
        return NULL;
    open = true;
    page->log_total = 0;
    page->dom0_esr = dom0_esr;
    publish_stage(page);
    return page;
}

void control_page_set_stage(enum control_stage new_stage)
{
    stage = new_stage;
    if (stage == STAGE_ENABLED)
        attached_at = clock_physical();
    if (open)
        publish_stage((struct control_page *)frame);
}

void control_page_slot_moved(void)
{
    if (open)
        __atomic_store_n(&((struct control_page *)frame)->slot_at, clock_physical(),
                         __ATOMIC_RELEASE);
}

void control_page_set_dom0_esr(uint32_t esr)
{
    dom0_esr = esr;
}

void control_page_log(unsigned int server, const struct ioreq *request, unsigned int vcpu)
{
    struct control_page *page = (struct control_page *)frame;
    uint32_t total = page->log_total;

    if (!open)
        return;
    page->log[total % CONTROL_LOG_SIZE] = (struct control_log){
        .addr = request->addr,
        .data = request->data,
        .size = request->size,
        .count = request->count,
        .is_write = request->dir == IOREQ_WRITE,
        .type = request->type,
        .vcpu = vcpu,
        .server = server,
    };
    __atomic_store_n(&page->log_total, total + 1, __ATOMIC_RELEASE);
}

void control_page_invalidated(unsigned int server)
{
    struct control_page *page = (struct control_page *)frame;

    if (open)
        page->invalidations[server]++;
}

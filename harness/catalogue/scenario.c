/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/catalogue/scenario.h"

#include <stdio.h>
#include <string.h>

const struct keyword scenario_machines[] = {{"xen", false}, {MACHINE_QEMU, true}, {NULL, 0}};
const struct keyword scenario_profiles[] = {
    {"trap", TRAP}, {"unmapped", UNMAPPED}, {"windows", WINDOWS}, {"vpci", VPCI}, {NULL, 0}};
const struct keyword scenario_attaches[] = {
    {"request", ON_REQUEST}, {"timed", TIMED}, {"never", NEVER}, {NULL, 0}};

/* The word for @value. */
static const char *keyword_text(const struct keyword *keywords, unsigned int value)
{
    while (keywords->text && keywords->value != value)
        keywords++;
    return keywords->text;
}

const char *scenario_profile(unsigned int profile)
{
    return profile == BARE ? "bare" : keyword_text(scenario_profiles, profile);
}

const char *scenario_attach(unsigned int attach)
{
    return attach == PRESENT ? "present"
           : attach == ASKED ? "asked"
                             : keyword_text(scenario_attaches, attach);
}

bool scenario_is_made_late(const struct scenario *scenario)
{
    return scenario->by_domctl || scenario->by_xl;
}

bool scenario_has_linux(const struct scenario *scenario)
{
    return scenario->linux_guest || scenario_has_linux_dom0(scenario);
}

bool scenario_has_linux_dom0(const struct scenario *scenario)
{
    return scenario->model != MODEL_BACKEND;
}

/* Linux as the guest has other uses for the page. */
bool scenario_has_control(const struct scenario *scenario)
{
    return !scenario->bare && !scenario->linux_guest && scenario->model != MODEL_QEMU &&
           scenario->attach != ASKED;
}

bool scenario_ends_by_xen(const struct scenario *scenario)
{
    return scenario->linux_guest || scenario->domus > 1 || (scenario->by_xl && scenario->vpl011);
}

const char *scenario_machine(const struct scenario *scenario)
{
    return keyword_text(scenario_machines, scenario->bare);
}

const char *scenario_extra_xen(const struct scenario *scenario)
{
    static const char *const extra[] = {SCENARIO_VPCI, SCENARIO_DTBO};

    for (size_t i = 0; scenario->xen && i < sizeof(extra) / sizeof(extra[0]); i++)
        if (!strncmp(scenario->xen, extra[i], strlen(extra[i])))
            return extra[i];
    return NULL;
}

bool scenario_has_bridge(const struct scenario *scenario)
{
    bool has = scenario->profile == VPCI;

    for (const char *const *key = scenario->keys; *key; key++)
        has |= !strcmp(*key, "vpci-ioreq");
    return has;
}

size_t scenario_window_cells(const struct scenario *scenario, uint32_t cells[SCENARIO_CELLS])
{
    size_t count = 0;

    if (scenario->has_raw_windows) {
        memcpy(cells, scenario->raw_windows, scenario->raw_window_cells * sizeof(*cells));
        return scenario->raw_window_cells;
    }
    for (size_t i = 0; i < scenario->window_count; i++) {
        const struct background_region *region = &scenario->windows[i];
        const uint64_t entry[] = {region->base, region->size, region->value};

        for (size_t j = 0; j < sizeof(entry) / sizeof(entry[0]); j++) {
            cells[count++] = (uint32_t)(entry[j] >> 32);
            cells[count++] = (uint32_t)entry[j];
        }
    }
    return count;
}

bool scenario_server(const char *words, struct scenario_server *server)
{
    char more;
    int count;

    *server = (struct scenario_server){0};
    count = sscanf(words, "%7[0-9a-f.] %3[a-z] %31[a-z0-9-]%c", server->addr, server->type,
                   server->fault, &more);
    return (count == 2 || count == 3) &&
           (!strcmp(server->type, "rng") || !strcmp(server->type, "blk"));
}

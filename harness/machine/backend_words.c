/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/machine/backend_words.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness/machine/doorbell_node.h"
#include "harness/machine/layout.h"

static void add(char words[BACKEND_WORDS], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add(char words[BACKEND_WORDS], const char *format, ...)
{
    const size_t length = strlen(words);
    va_list args;

    va_start(args, format);
    vsnprintf(words + length, BACKEND_WORDS - length, format, args);
    va_end(args);
}

/* @before and the times, if there are any. */
static void add_schedule(char words[BACKEND_WORDS], const char *before,
                         const struct schedule *schedule)
{
    for (size_t i = 0; i < schedule->count; i++)
        add(words, "%s%" PRIu64, i ? "," : before, schedule->ns[i]);
}

static void add_attach(char words[BACKEND_WORDS], const struct scenario *scenario)
{
    if (*scenario->script) { /* which starts it when it is to be there */
        add(words, " attach=timed:0");
        return;
    }
    if (!scenario->schedule.count)
        add(words, " attach=%s", scenario->attach == NEVER ? "never" : "request");
    add_schedule(words, " attach=timed:", &scenario->schedule);
}

void backend_words(const struct scenario *scenario, const char *fault, char words[BACKEND_WORDS])
{
    words[0] = '\0';
    add(words, "domid=%d ecam=%#" PRIx64 ",%#llx mem=%#llx,%#llx", DOMU_ID, scenario->ecam,
        DOMU_ECAM_SIZE, DOMU_BARS, DOMU_BARS_SIZE);
    if (scenario->attach != ASKED)
        add(words, " echo=%#llx,%#llx", DOMU_ECHO, DOMU_ECHO_SIZE);
    add(words, " spi=%d", DOMU_INTX_SPI);
    if (scenario_has_control(scenario))
        add(words, " control=%#" PRIx64, doorbell_control(scenario));
    if (scenario->by_domctl)
        add(words, " start=%" PRIu64, scenario->start);
    if (scenario->mmio_slots)
        add(words, " mmio=%#llx,%#llx,%d", DOMU_MMIO, scenario->mmio_slots * DOMU_MMIO_SLOT_SIZE,
            DOMU_MMIO_SPI);
    if (scenario->hotplug)
        add(words, " port=%d.%u", DOMU_PORT_SLOT, scenario->hotplug_pin - 1);
    add_schedule(words, scenario->surprise ? " plug=surprise:" : " plug=", &scenario->plugs);
    add_attach(words, scenario);
    if (scenario_has_bridge(scenario))
        add(words, " bridge=xen");
    if (scenario->grants)
        add(words, " dma=grants");
    if (fault)
        add(words, " fault=%s", fault);
}

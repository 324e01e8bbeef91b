/* SPDX-License-Identifier: BSD-2-Clause */
/* The machine: what the scenario sets up, and what the guest finds. */
#include "harness/judge/judge_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/layout.h"
#include "harness/support/heap.h"

static void set_clock(struct facts *facts, bool wall, uint64_t hz)
{
    facts_set(facts, "machine.clock", wall ? "wall" : "icount");
    facts_set_number(facts, "machine.counter_hz", hz);
}

void judge_set_facts(struct judge *judge)
{
    static const char *const of_xen[] = {"changeset", "build_id", "compiler", "scheduler"};
    const struct scenario *scenario = judge->scenario;
    struct facts *facts = &judge->outcome->facts;

    facts_set(facts, "profile", scenario_profile(scenario->profile));
    facts_set(facts, "attach", scenario_attach(scenario->attach));
    if (!scenario->bare) {
        facts_set(facts, "xen.version", NULL);
        facts_set_flag(facts, "xen.debug", false);
        for (size_t i = 0; i < sizeof(of_xen) / sizeof(of_xen[0]); i++) {
            char *key = heap_format("xen.%s", of_xen[i]);

            facts_set(facts, key, NULL);
            free(key);
        }
    }
    facts_set(facts, "machine.name", scenario_machine(scenario));
    if (scenario->bare)
        facts_set(facts, "machine.qemu", NULL);
    if (scenario->model == MODEL_QEMU)
        facts_set(facts, "machine.device_model", NULL);
    facts_set(facts, "machine.cpu", scenario->cpu);
    facts_set_number(facts, "machine.gic", scenario->gic);
    facts_set_number(facts, "machine.pcpus", scenario->pcpus);
    facts_set_number(facts, "machine.vcpus", scenario->vcpus);
    set_clock(facts, scenario->wall, HOST_COUNTER_HZ);
}

/* The counter is as the guest found it: "1000000000 Hz, counts instructions". */
void judge_take_env(struct judge *judge, const char *env)
{
    struct facts *facts = &judge->outcome->facts;
    const size_t length = strcspn(env, " ");
    char *key = heap_format("env.%.*s", (int)length, env);
    unsigned long long hz;

    facts_set(facts, key, env + length + (env[length] != '\0'));
    if (sscanf(env, "counter %llu Hz", &hz) == 1)
        set_clock(facts, !strstr(env, "counts instructions"), hz);
    free(key);
}

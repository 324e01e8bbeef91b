/* SPDX-License-Identifier: BSD-2-Clause */
#include "harness/catalogue/scenario_keys.h"

#include <limits.h>
#include <stdlib.h>

#include "harness/catalogue/scenario_values.h"
#include "harness/catalogue/scenario_windows.h"

static const struct keyword consoles[] = {{"hypercall", false}, {"vpl011", true}, {NULL, 0}};
static const struct keyword clocks[] = {{"icount", false}, {"wall", true}, {NULL, 0}};
static const struct keyword domus[] = {{"doorbell", false}, {"linux", true}, {NULL, 0}};
static const struct keyword bridges[] = {{"boot", false}, {"overlay", true}, {NULL, 0}};
enum maker {
    BY_XEN,
    BY_BACKEND,
    BY_XL
};
static const struct keyword makers[] = {
    {"boot", BY_XEN}, {"domctl", BY_BACKEND}, {"xl", BY_XL}, {NULL, 0}};
static const struct keyword device_models[] = {
    {"doorbell", MODEL_BACKEND}, {"qemu", MODEL_QEMU}, {"doorbell-dm", MODEL_PROGRAM}, {NULL, 0}};
static const struct keyword transports[] = {{"pci", false}, {"mmio", true}, {NULL, 0}};
static const struct keyword builds[] = {{"debug", 0},        {"release", 0}, {"vpci", 0},
                                        {"vpci-release", 0}, {"dtbo", 0},    {NULL, 0}};
static const struct keyword enhancements[] = {{"enabled", 0}, {"no-xenstore", 0}, {NULL, 0}};
static const struct keyword endings[] = {
    {"system-off", 0}, {"system-reset", 0}, {"shutdown", 0}, {NULL, 0}};

static bool store_maker(const config_setting_t *from, const struct scenario_key *key, void *to)
{
    struct scenario *scenario = to;
    unsigned int maker = BY_XEN;

    if (!scenario_store_keyword_value(from, key, &maker))
        return false;
    scenario->by_domctl = maker == BY_BACKEND;
    scenario->by_xl = maker == BY_XL;
    return true;
}

#define DOMU_MMIO_SLOTS 11 /* as layout.h has room for */
#define EVERYWHERE      (ON_XEN | ON_BARE)
#define FLAG            "true or false"
#define AT(member)      offsetof(struct scenario, member)
#define TEXT(number)    TEXT_OF(number)
#define TEXT_OF(token)  #token

const struct scenario_key scenario_keys[] = {
    {"name", EVERYWHERE, true, scenario_store_name, AT(name),
     .allowed = "at most " TEXT(SCENARIO_NAME) " characters of a-z, 0-9 and -"},
    {"title", EVERYWHERE, true, scenario_store_text, AT(title), .allowed = "one line"},
    {"machine", EVERYWHERE, true, scenario_store_keyword_flag, AT(bare),
     .keywords = scenario_machines, .fallback = "\"xen\"",
     .help = "what is booted: Xen with both images, or the guest alone"},
    {"profile", ON_XEN, true, scenario_store_keyword_value, AT(profile),
     .keywords = scenario_profiles,
     .help = "what Xen is told of the domU. trap: nothing, every unmapped access traps; unmapped: "
             "trap-unmapped-accesses = <0>; windows: mmio-background-regions; vpci: vpci-ioreq"},
    {"windows", ON_XEN, false, scenario_store_windows, 0,
     .allowed = "( { base, size, value }, ... )", .needs = {{"profile", "\"windows\""}},
     .help = "the entries of mmio-background-regions, 64-bit numbers that end in L; rrs = true "
             "marks the one that reads as RRS"},
    {"raw_windows", ON_XEN, false, scenario_store_raw_windows, 0,
     .allowed = "at most " TEXT(SCENARIO_WINDOWS) " * 6 32-bit numbers [ cell, ... ]",
     .needs = {{"profile", "\"windows\""}, {"refusal"}},
     .help = "the same property cell by cell, for one that is malformed"},
    {"raw_trap", ON_XEN, false, scenario_store_number, AT(raw_trap), .high = INT_MAX,
     .needs = {{"profile", "\"unmapped\""}, {"refusal"}},
     .help = "the value of trap-unmapped-accesses instead of 0"},
    {"xen", ON_XEN, true, scenario_store_keyword, AT(xen), .keywords = builds,
     .fallback = "\"debug\"",
     .help =
         "which build of Xen; --xen overrides it. vpci, vpci-release: with xen/patches/rfc (make "
         "vpci), for scenarios whose name begins with vpci; dtbo: with "
         "xen/kconfig.dtbo (make dtbo), likewise"},
    {"cpu", EVERYWHERE, true, scenario_store_name, AT(cpu),
     .allowed = "at most " TEXT(SCENARIO_NAME) " characters of a-z, 0-9 and -",
     .fallback = "\"cortex-a57\"", .help = "a CPU model of QEMU"},
    {"gic", EVERYWHERE, true, scenario_store_number, AT(gic), .low = 2, .high = 3, .fallback = "3"},
    {"pcpus", ON_XEN, true, scenario_store_number, AT(pcpus), .low = 1, .high = 4, .fallback = "1",
     .help = "physical CPUs, which share one instruction clock"},
    {"vcpus", EVERYWHERE, true, scenario_store_number, AT(vcpus), .low = 1, .high = 4,
     .fallback = "1", .help = "the guest's CPUs"},
    {"nr_spis", ON_XEN, true, scenario_store_number, AT(nr_spis), .low = 68, .high = 960,
     .fallback = "96", .help = "the domU's; Xen rounds them up to 32"},
    {"clock", EVERYWHERE, true, scenario_store_keyword_flag, AT(wall), .keywords = clocks,
     .fallback = "\"icount\"",
     .help = "icount: one instruction is a nanosecond; wall: the host's time"},
    {"samples", EVERYWHERE, false, scenario_store_number, AT(samples), .low = CONFIG_SAMPLES_MIN,
     .high = CONFIG_SAMPLES_MAX, .help = "of each latency; left out: 100"},
    {"boots", EVERYWHERE, true, scenario_store_boots, AT(boots), .allowed = "1 or 10",
     .fallback = "1",
     .help = "it is booted so often, and the samples of all boots make one report: by the host's "
             "clock no two boots are alike"},
    {"console", ON_XEN, true, scenario_store_keyword_flag, AT(vpl011), .keywords = consoles,
     .fallback = "\"hypercall\"", .help = "how the domU prints"},
    {"ecam", ON_XEN, true, scenario_store_ecam, AT(ecam),
     .allowed = "0x10000000L, or a multiple of it from 0x100000000L to 0x1fff0000000L",
     .fallback = "0x10000000L", .help = "where the virtual ECAM begins"},
    {"enhanced", ON_XEN, false, scenario_store_keyword, AT(enhanced), .keywords = enhancements,
     .help = "the domU's xen,enhanced; left out: it has none"},
    {"gic_node", ON_XEN, true, scenario_store_not, AT(no_gic_node), .allowed = FLAG,
     .fallback = "true", .help = "the partial device tree names the vGIC's phandle"},
    {"gic_phandle", ON_XEN, true, scenario_store_not, AT(no_gic_phandle), .allowed = FLAG,
     .fallback = "true", .help = "its gic node has one"},
    {"mmio_slots", ON_XEN, true, scenario_store_number, AT(mmio_slots), .low = 0,
     .high = DOMU_MMIO_SLOTS, .fallback = "0", .help = "virtio-mmio slots, where libxl has them"},
    {"virtio", EVERYWHERE, true, scenario_store_keyword_flag, AT(over_mmio), .keywords = transports,
     .fallback = "\"pci\"",
     .help = "where the virtio devices are that the tests drive; with mmio on Xen mmio_slots must "
             "not be 0"},
    {"grants", ON_XEN, true, scenario_store_flag, AT(grants), .allowed = FLAG, .fallback = "false",
     .help = "PCI functions and mmio slots are behind xen,grant-dma: our backend reaches nothing "
             "of the domU but what is granted to it"},
    {"hotplug", ON_XEN, true, scenario_store_flag, AT(hotplug), .allowed = FLAG,
     .fallback = "false",
     .help = "our backend has a root port with a hot-plug slot, 00:04.0; a disk comes to it, and "
             "goes, when a test asks"},
    {"hotplug_pin", ON_XEN, true, scenario_store_number, AT(hotplug_pin), .low = 1, .high = 4,
     .fallback = "1",
     .help = "the port's interrupt pin, A to D: with A it shares its line with the disk behind it; "
             "with another one it is function 1 to 3, as a single function has pin A"},
    {"plug_us", ON_XEN, false, scenario_store_schedule, AT(plugs),
     .allowed = "1 to " TEXT(CONFIG_SCHEDULE_MAX) " ascending times up to 100 s [ us, ... ]",
     .low = 1, .high = CONFIG_SCHEDULE_MAX,
     .help =
         "microseconds after the backend's start at which the disk comes, leaves, comes ...; of "
         "hotplug, or as the script says of late"},
    {"surprise", ON_XEN, true, scenario_store_flag, AT(surprise), .allowed = FLAG,
     .fallback = "false", .help = "then it leaves without the attention button"},
    {"keys", ON_XEN, false, scenario_store_texts, AT(keys),
     .allowed = "1 to " TEXT(CONFIG_KEYS_MAX) " keys in quotes [ key, ... ]", .low = 1,
     .high = CONFIG_KEYS_MAX,
     .help = "of the domU's node, in place of its own: name, name=text, name=<cell cell> or, for "
             "one that is to be missing, !name"},
    {"ramdisk", ON_XEN, true, scenario_store_flag, AT(ramdisk), .allowed = FLAG,
     .fallback = "false", .help = "the domU has a ramdisk: its own image, but for the last bytes"},
    {"direct_map", ON_XEN, true, scenario_store_flag, AT(direct_map), .allowed = FLAG,
     .fallback = "false",
     .help = "the domU is mapped one to one: Xen can attach a device of the board to it"},
    {"bridge", ON_XEN, true, scenario_store_keyword_flag, AT(late_bridge), .keywords = bridges,
     .fallback = "\"boot\"",
     .help =
         "how the domU learns of its PCI host bridge: boot: from its device tree; overlay: from "
         "one that the backend hands it when a test asks"},
    {"attach", ON_XEN, true, scenario_store_keyword_value, AT(attach),
     .keywords = scenario_attaches, .fallback = "\"request\"",
     .help = "who starts the backend's attach: the tests, the backend itself, or nobody"},
    {"schedule_us", ON_XEN, false, scenario_store_schedule, AT(schedule),
     .allowed = "1 to " TEXT(CONFIG_SCHEDULE_MAX) " ascending times up to 100 s [ us, ... ]",
     .low = 1, .high = CONFIG_SCHEDULE_MAX, .needs = {{"attach", "\"timed\""}},
     .help = "microseconds after the backend's start at which it attaches, detaches, attaches ..."},
    {"domu", ON_XEN, true, scenario_store_keyword_flag, AT(linux_guest), .keywords = domus,
     .fallback = "\"doorbell\"",
     .help = "what the domU runs: guest.img, or Linux with suites/linux (make linux-guest); only a "
             "--scenario that begins with linux chooses it"},
    {"root", ON_XEN, false, scenario_store_text, AT(root), .allowed = "text",
     .needs = {{"domu", "\"linux\""}},
     .help = "the rest of its command line: root=/dev/NAME, with rootwait or without; the "
             "backend's disk has a root file system then, instead of its pattern"},
    {"made", ON_XEN, true, store_maker, 0, .keywords = makers, .fallback = "\"boot\"",
     .help = "how the domU comes about: boot: Xen makes it, of the host's device tree; domctl: the "
             "backend makes it, while the system runs; xl: xl does, in the Linux dom0 of "
             "device_model = \"qemu\", and only a --scenario that begins with xl chooses it"},
    {"domus", ON_XEN, false, scenario_store_number, AT(domus), .low = 1, .high = 2,
     .help =
         "how many run at once, each with a backend or QEMU of its own and all of the tests; made "
         "= \"domctl\", or device_model = \"qemu\"; left out: 1"},
    {"start_us", ON_XEN, false, scenario_store_time, AT(start),
     .allowed = "a time of at most 100 s", .needs = {{"made", "\"domctl\""}},
     .help = "microseconds after the backend's start at which it lets the domU run; left out: 0"},
    {"tests", EVERYWHERE, false, scenario_store_texts, AT(tests),
     .allowed = "1 to " TEXT(CONFIG_GLOBS) " globs in quotes [ glob, ... ]", .low = 1,
     .high = CONFIG_GLOBS,
     .help = "on rule or group.test: what the scenario is about; .alone ones by full name, or all "
             "of a group: \"hostile.*\"; \"!glob\" takes out what others chose; left out: all that "
             "are not .alone"},
    {"ends", ON_XEN, false, scenario_store_keyword, AT(ends), .keywords = endings,
     .help = "how the test of this .ends, the last one, ends the domU; left out: no test does"},
    {"device_model", ON_XEN, true, scenario_store_keyword_value, AT(model),
     .keywords = device_models, .fallback = "\"doorbell\"",
     .help =
         "backend.img, or in a Linux dom0 (make linux-dom0) QEMU's xenpvh, which starts once the "
         "tests that want an empty bus are over, or our own program; only a --scenario that begins "
         "with xenpvh or dm chooses them"},
    {"arrival_ms", ON_XEN, true, scenario_store_number, AT(arrival_ms), .low = 1, .high = 100000,
     .fallback = "10000",
     .help = "how long the guest waits, asleep, for a device model in a Linux dom0"},
    {"script", ON_XEN, false, scenario_store_texts, AT(script),
     .allowed = "1 to " TEXT(DOM0_STEPS_MAX) " steps in quotes [ step, ... ]", .low = 1,
     .high = DOM0_STEPS_MAX,
     .help =
         "what a Linux dom0 does, protocol/dom0_script.h; left out: xenstored, await, qemu 0, or "
         "dm 0; with made = \"xl\" toolstack, create, unpause, await, qemu 0. With one doorbell-dm "
         "attaches by itself, and takes no commands"},
    {"qemu_options", ON_XEN, false, scenario_store_texts, AT(qemu_options),
     .allowed = "1 to " TEXT(SCENARIO_OPTIONS) " arguments in quotes [ argument, ... ]", .low = 1,
     .high = SCENARIO_OPTIONS,
     .help = "more arguments of QEMU, or of doorbell-dm, in dom0; QEMU's may take back our own"},
    {"xl_options", ON_XEN, false, scenario_store_texts, AT(xl_options),
     .allowed = "1 to " TEXT(SCENARIO_OPTIONS) " lines in quotes [ line, ... ]", .low = 1,
     .high = SCENARIO_OPTIONS, .needs = {{"made", "\"xl\""}},
     .help =
         "more lines of the xl.cfg of which xl makes the domU; of two for one key the last counts"},
    {"devices", EVERYWHERE, false, scenario_store_texts, AT(devices),
     .allowed = "1 to " TEXT(SCENARIO_DEVICES) " devices in quotes [ device, ... ]", .low = 1,
     .high = SCENARIO_DEVICES,
     .help = "values of QEMU's -device, on machine xen that of device_model = \"qemu\". There is "
             "drive=disk, as our backend has one; drive=slow, "
             "zeroes that take 10 ms to read; netdev=net, a wire that brings back what is sent; "
             "and chardev=vhost with storage_daemon"},
    {"vfio_user", ON_BARE, false, scenario_store_servers, AT(vfio_user),
     .allowed = "1 to " TEXT(SCENARIO_SERVERS) " functions [ \"ADDR TYPE [FAULT]\", ... ]",
     .low = 1, .high = SCENARIO_SERVERS,
     .help = "each served by a process of our own device model (make qemu-11): where QEMU has it, "
             "rng or blk, and how it misbehaves; only a --scenario that begins with vfio chooses "
             "it"},
    {"late", EVERYWHERE, false, scenario_store_text, AT(late),
     .allowed = "a device with id=... in it",
     .help = "the one that is plugged, and unplugged, when a test asks or a script says; there is "
             "drive=late"},
    {"resizes", ON_BARE, true, scenario_store_flag, AT(resizes), .allowed = FLAG,
     .fallback = "false", .help = "the capacity of drive=disk changes when a test asks"},
    {"storage_daemon", ON_BARE, true, scenario_store_flag, AT(storage_daemon), .allowed = FLAG,
     .fallback = "false", .help = "qemu-storage-daemon serves the disk by vhost-user"},
    {"hazard", EVERYWHERE, false, scenario_store_text, AT(hazard), .allowed = "one line",
     .needs = {{"default", "false"}},
     .help = "what takes the emulated host down: the scenario is booted only if it is named and "
             "--hazard given"},
    {"default", EVERYWHERE, true, scenario_store_flag, AT(in_default), .allowed = FLAG,
     .fallback = "true",
     .help = "part of `doorbell run` (of --machine qemu) without --scenario; --scenario '*' runs "
             "all"},
    {"refusal", ON_XEN, false, scenario_store_text, AT(refusal), .allowed = "text",
     .needs = {{"rule"}},
     .help = "a boot that Xen, or Linux as the guest, must refuse, with a panic whose reason this "
             "glob matches"},
    {"rule", ON_XEN, false, scenario_store_text, AT(rule), .allowed = "the identifier of a rule",
     .needs = {{"refusal"}}, .help = "that a refusal checks"},
    {0},
};

void scenario_keys_free(struct scenario *scenario)
{
    for (const struct scenario_key *key = scenario_keys; key->name; key++) {
        char **text = (char **)((char *)scenario + key->offset);

        if (key->store == scenario_store_text || key->store == scenario_store_name)
            free(*text);
        else if (key->store == scenario_store_texts || key->store == scenario_store_servers)
            for (; *text; text++)
                free(*text);
    }
    free((uint32_t *)scenario->raw_windows);
}

# doorbell: `make run` does it all, `make help` lists the rest.
#
# Everything is built under build/. build/deps holds what was fetched (deps/packages says what, and
# what for; deps/archive, which files) and survives `make clean`.

SHELL := /bin/bash
.SUFFIXES:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc)
endif
ifneq ($(filter clean distclean,$(MAKECMDGOALS)),)
.NOTPARALLEL: # `make clean run` means first one, then the other
endif

# V=1 shows the commands.
Q := $(if $(V),,@)
say = @mkdir -p $(@D)$(if $(V),,; printf '%-8s%s\n' $(1))

B := build
ifneq ($(filter-out help,$(or $(MAKECMDGOALS),run)),)
ifneq ($(words x$(subst :, ,$(CURDIR))),1)
$(error The path of this folder has a blank or a colon in it, which the build of Xen does not allow: $(CURDIR))
endif
ifneq ($(shell mkdir -p $(B) 2>/dev/null && test -w $(B) && echo yes),yes)
$(error $(CURDIR)/$(B) cannot be written, and all that is built goes there: use a copy of this tree)
endif
endif

CROSS := aarch64-linux-gnu-
HOST_CC := gcc

# The parts of our C, and what each may include beside itself: `#include "part/..."` finds nothing
# else. harness/ also holds suites/ as a catalogue, which sees what the guest's suites see. faults is
# device_model/faults; the rest of device_model/ sees nothing but itself, not even Xen's headers.
# linux_suite is suites/linux, whose tests run in the user space of Linux as the guest. linux_dom0 is
# user space of a Linux dom0, and uses linux_guest's files.h.
parts := protocol runtime guest linux_guest linux_dom0 suites linux_suite device_model faults homes harness tests
sees_protocol :=
sees_runtime := protocol
sees_guest := runtime protocol
sees_linux_guest := guest runtime protocol
sees_linux_dom0 := linux_guest protocol
sees_suites := guest runtime protocol
sees_linux_suite := suites linux_guest guest runtime protocol
sees_device_model :=
sees_faults := device_model protocol
sees_homes := device_model runtime protocol
sees_harness := protocol
sees_tests := $(filter-out tests faults linux_suite,$(parts))

suites := $(wildcard suites/*/*.c suites/*/*/*.c)
linux_suite := $(wildcard suites/linux/*.c)
common := $(wildcard runtime/*.[cS] runtime/*/*.[cS] protocol/*.c) guest/boot.S
guest := $(sort $(common) $(wildcard guest/*.[cS] guest/*/*.c) $(filter-out $(linux_suite),$(suites)))
backend := $(sort $(common) $(wildcard device_model/*.c device_model/*/*.c homes/ioreq/*.c homes/dom0/*.c))
harness := $(wildcard harness/*/*.c harness/*/*/*.c protocol/*.c)
linux_dm := $(sort $(wildcard device_model/*.c device_model/*/*.c homes/ioreq/*.c homes/linux_dm/*.c)) runtime/time/clock.c
vfio_user := $(sort $(wildcard device_model/*.c device_model/*/*.c homes/vfio_user/*.c))
unit_tests := $(wildcard tests/unit/*/*.c)
end_to_end := $(wildcard tests/end_to_end/*.sh)

images := $(B)/guest.img $(B)/backend.img
our_xen := $(B)/xen/debug/xen $(B)/xen/release/xen
ours := $(B)/doorbell $(images) $(our_xen)
unit_programs := $(unit_tests:%.c=$(B)/san/%)
fuzz_programs := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/*.c))
objects = $(patsubst %,$(B)/$(1)/%.o,$(2))

# What `make run` boots: the user's Xen or, in debug and release, ours.
ifdef XEN_SRC
user_xen := $(B)/xen/user-$(shell realpath -m '$(XEN_SRC)' | sha256sum | head -c 8)$(if $(XEN_PATCHES),-patched)
tested_xen := $(user_xen)/xen
else ifdef XEN
tested_xen :=
else
tested_xen := $(our_xen)
endif

# Linux as the guest, of a tree that has it: its tests are of this state, too.
linux_built := $(if $(wildcard $(B)/linux/initramfs),$(B)/linux/initramfs $(B)/linux/root.img)

# And `make vpci`.
vpci_xen := $(addsuffix /xen,$(if $(XEN_SRC),$(user_xen)-vpci $(user_xen)-vpci-release,$(B)/xen/vpci $(B)/xen/vpci-release))
vpci_args := $(if $(XEN_SRC),$(if $(XEN_PATCHES),--require '*' --expect suites/expectations-patched.cfg,--require all),--require '*')

# And `make dtbo`.
dtbo_xen := $(if $(XEN_SRC),$(user_xen)-dtbo,$(B)/xen/dtbo)/xen

# While the last Xen is being built for the first time, one boot tells whether this machine can do it.
first_boot := $(if $(XEN)$(XEN_SRC)$(wildcard $(B)/xen/release/xen),,first-boot)

.PHONY: run first-boot versions qemu vpci vpci-versions vpci-mutants dtbo dtbo-mutants options check fuzz dist bench mutants docs faults determinism linux-guest linux-dom0 qemu-10 qemu-11 images xen-stock xen-fixed format clean distclean help FORCE
run: $(tested_xen) $(images) $(B)/doorbell $(first_boot) $(linux_built) ## boot, test, report; XEN=binary, XEN_SRC=tree [XEN_PATCHES=1]: another Xen; RUN_ARGS='...'
	$(Q)$(B)/doorbell run $(if $(XEN)$(XEN_SRC),--xen '$(or $(tested_xen),$(XEN))'$(if $(XEN_PATCHES), --require '*' --expect suites/expectations-patched.cfg),--require all) $(RUN_ARGS)

first-boot: $(B)/doorbell $(images) $(B)/xen/debug/xen
	@$(B)/doorbell run --scenario lifecycle --output $(B)/log/first-boot.txt || \
		{ cat $(B)/log/first-boot.txt; false; }

VERSIONS := 4.17 4.18 4.19 4.20 4.21 4.22 staging
versions: $(B)/doorbell $(images) | check-packages ## run on releases of Xen: XEN_GIT=clone; VERSIONS='4.20 staging', XEN_PATCHES=1, RUN_ARGS
	$(Q)XEN_PATCHES='$(XEN_PATCHES)' xen/versions.sh '$(XEN_GIT)' $(VERSIONS) -- $(RUN_ARGS)

vpci: $(B)/doorbell $(images) $(vpci_xen) ## vPCI + IOREQ, option 1 (xen/patches/rfc): build that Xen, debug and release, and run on it; XEN_SRC=tree [XEN_PATCHES=1]: 4.20 or newer
	$(Q)$(if $(XEN_SRC),set -e; for xen in $(vpci_xen); do )\
		$(B)/doorbell run --scenario 'vpci*' $(if $(XEN_SRC),--xen $$xen )$(vpci_args) $(RUN_ARGS)$(if $(XEN_SRC),; done)

vpci-versions: VERSIONS := 4.20 4.21 4.22 staging
vpci-versions: $(B)/doorbell $(images) | check-packages ## the same on releases of Xen, side by side: XEN_GIT=clone; VERSIONS, XEN_PATCHES=1, RUN_ARGS
	$(Q)VPCI=1 XEN_PATCHES='$(XEN_PATCHES)' xen/versions.sh '$(XEN_GIT)' $(VERSIONS) -- $(RUN_ARGS)

vpci-mutants: $(B)/doorbell $(images) $(vpci_xen) ## the same for mutants of it, xen/mutants/vpci; MUTANTS=GLOB, XEN_SRC=tree
	$(Q)set -f; xen/mutants.sh --vpci='$(patsubst %/xen,%,$(firstword $(vpci_xen)))' $(MUTANTS)

dtbo: $(B)/doorbell $(images) $(dtbo_xen) ## devices of the board that Xen attaches to a running domU: build that Xen (xen/kconfig.dtbo), and run on it; XEN_SRC=tree: 4.20 or newer
	$(Q)$(B)/doorbell run --scenario 'dtbo*' --require '*' $(if $(XEN_SRC),--xen $(dtbo_xen)) $(RUN_ARGS)

dtbo-mutants: $(B)/doorbell $(images) $(B)/xen/dtbo/xen ## the same for mutants of what it does, xen/mutants/dtbo; MUTANTS=GLOB
	$(Q)set -f; xen/mutants.sh --dtbo $(MUTANTS)

options: $(B)/doorbell $(images) $(firstword $(vpci_xen)) ## both options of the proposal side by side (docs/options.md); XEN_SRC=tree [XEN_PATCHES=1]
	$(Q)XEN_SRC='$(XEN_SRC)' tests/options.sh $(if $(XEN_SRC),--xen $(firstword $(vpci_xen))) $(RUN_ARGS)

qemu: $(B)/doorbell $(B)/guest.img | check-packages ## the guest alone, on plain QEMU: no Xen is built or booted
	$(Q)$(B)/doorbell run --machine qemu --require all $(RUN_ARGS)

check: $(ours) $(B)/doorbell-vfio-user $(B)/xen/stock/xen $(B)/xen/fixed/xen $(unit_programs) $(linux_built) | check-packages ## test doorbell itself: `N passed, N failed`
	$(Q)tests/tally $(unit_programs) $(end_to_end) tests/docs.sh tests/format.sh

dist: $(B)/doorbell $(images) ## build/doorbell-VERSION.tar.gz, which tests a Xen without this tree and its tools
	$(Q)deps/dist.sh $(B)

fuzz: $(fuzz_programs) $(B)/doorbell ## libFuzzer on all that reads what others wrote; T=seconds for each of tests/fuzz/
	$(Q)tests/fuzz.sh '$(or $T,60)' $(fuzz_programs)

bench: $(ours) ## launch-to-verdict times, image sizes and the latency ladder
	$(Q)tests/bench.sh

mutants: $(ours) ## break Xen on purpose: every mutant must fail its rule; MUTANTS=GLOB
	$(Q)set -f; xen/mutants.sh $(MUTANTS)

docs: $(B)/doorbell ## docs/rules.md and the top of suites/scenarios.cfg, from what they describe
	$(Q)tests/docs.sh --fix

faults: $(ours) $(if $(VFIO),qemu-11) ## break the backend on purpose, in every way, in one boot; FAULTS=GLOB: a boot each; VFIO=1: over vfio-user
	$(Q)$(if $(VFIO),tests/vfio_faults.sh,tests/end_to_end/faults.sh) $(if $(FAULTS),'$(FAULTS)')

determinism: $(ours) ## the default scenario's console, 20 times, must be the same
	$(Q)tests/determinism.sh

linux-guest: $(B)/linux/Image $(B)/linux/initramfs $(B)/linux/root.img $(ours) ## Linux as the guest, for the scenarios linux-*: fetches 32 MB

linux-dom0: $(B)/linux/Image $(B)/linux-dom0/initramfs $(ours) ## QEMU, or our own program, as the device model in a Linux dom0, and xl there, for the scenarios xenpvh-*, dm-* and xl-*; XEN_TOOLS=DIR: with the xl there; QEMU_PATCHES=DIR: QEMU with the patches there

qemu-10: $(B)/qemu-10/qemu-system-aarch64 ## QEMU 10.0 and its storage daemon, for QEMU=build/qemu-10/qemu-system-aarch64: fetches 37 MB

qemu-11: $(B)/qemu-11/qemu-system-aarch64 $(B)/doorbell-vfio-user $(B)/guest.img $(B)/doorbell ## the same of QEMU 11, whose vfio-user-pci the scenarios vfio-* use, and our server for it

images: $(images) ## only the two bare-metal images

xen-stock: $(B)/xen/stock/xen ## Xen as released, without xen/patches, as build/xen/stock/xen

xen-fixed: $(B)/xen/fixed/xen ## our Xen with xen/patches/fixes, as build/xen/fixed/xen

format: | host-packages check-packages ## apply .clang-format to our C
	$(Q)tests/format.sh --fix

clean: ## remove what was built; build/deps stays
	$(Q)rm -rf $(filter-out $(B)/deps,$(wildcard $(B)/*))

distclean: ## remove what was built and fetched
	$(Q)rm -rf $(B)

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

# Set-up. Every rule below that compiles waits for the packages, and for the libraries that it uses.
# Fetching goes on beside their installation if this machine can already unpack.

can_unpack := $(and $(wildcard /usr/bin/xz),$(wildcard /usr/share/keyrings/debian-archive-keyring.gpg))

.PHONY: host-packages check-packages fuzz-packages linux-packages dom0-packages
host-packages:
	@deps/host.sh host
check-packages fuzz-packages: %-packages: | host-packages
	@deps/host.sh $*
fetched := $(foreach d,arm64 xen greatest,$(B)/deps/$(d).stamp)
$(fetched): $(B)/deps/%.stamp: deps/fetch.sh deps/packages deps/archive | $(if $(can_unpack),,host-packages)
	@deps/fetch.sh $*
linux-packages: | host-packages
	@deps/host.sh linux-host
$(B)/deps/linux.stamp: deps/fetch.sh deps/packages deps/archive | linux-packages
	@deps/fetch.sh linux
dom0-packages: | host-packages
	@deps/host.sh dom0-host
$(B)/deps/dom0.stamp $(B)/deps/qemu.stamp: $(B)/deps/%.stamp: deps/fetch.sh deps/packages deps/archive.dom0 | dom0-packages
	@deps/fetch.sh $*
QEMU_PATCHES ?= qemu/patches
$(B)/deps/qemu-xen.stamp: $(B)/deps/dom0.stamp $(B)/deps/qemu.stamp deps/qemu.sh $(wildcard $(QEMU_PATCHES)/*.patch) $(B)/linux-dom0/patches
	@QEMU_PATCHES='$(QEMU_PATCHES)' deps/qemu.sh
$(B)/deps/qemu-10.stamp $(B)/deps/qemu-11.stamp: $(B)/deps/%.stamp: deps/fetch.sh deps/packages deps/archive | host-packages
	@deps/fetch.sh $*
$(B)/deps/newlib.stamp: deps/newlib.sh | host-packages
	@deps/newlib.sh

# All of our C.

WARNINGS := -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes
CFLAGS := -std=gnu11 -g $(WARNINGS) -MMD -MP
XEN_HEADERS := -isystem $(B)/deps/arm64/usr/include -D__XEN_TOOLS__

# The images see this machine's Linux UAPI headers through build/include/uapi. There asm is
# asm-generic, so that the machine's architecture, and where its headers for it are, do not matter.
UAPI := /usr/include

# What a part may include is a folder of links, its only include path; Xen's public headers too, if it
# sees runtime/.
part = $(or $(if $(filter device_model/faults/%,$<),faults),$(if $(filter suites/linux/%,$<),linux_suite),$(firstword $(subst /, ,$<)))
includes = -I$(B)/include/$(part) $(if $(filter runtime linux_dom0,$(part) $(sees_$(part))),$(XEN_HEADERS))
links := $(B)/include.stamp
$(links): Makefile | host-packages
	@for header in pci_regs virtio_{config,pci,mmio,ring,ids,blk,net}; do \
		test -r $(UAPI)/linux/$$header.h || { echo "$(UAPI)/linux/$$header.h cannot be read:" \
			"apt-get install --reinstall linux-libc-dev" >&2; exit 1; }; done
	@rm -rf $(B)/include && mkdir -p $(parts:%=$(B)/include/%) $(B)/include/uapi
	@ln -s $(UAPI)/linux $(UAPI)/asm-generic $(B)/include/uapi
	@ln -s asm-generic $(B)/include/uapi/asm
	@ln -s "$$($(CROSS)gcc -print-file-name=include)" $(B)/include/compiler
	@$(foreach p,$(parts),$(foreach q,$(wildcard $p) $(sees_$p),ln -s ../../../$q $(B)/include/$p/$q;))
	@touch $@

# The bare-metal images: static PIE, relocated by guest/boot.S. No FP or SIMD registers in our own
# code: exception frames do not hold them. The only headers are newlib's, Linux's UAPI and the
# compiler's own.

ARM_CFLAGS = $(CFLAGS) $(or $(OPTIMIZE),-O2) -fpie -ffunction-sections -fdata-sections -fno-stack-protector \
	-fno-asynchronous-unwind-tables -fomit-frame-pointer -mgeneral-regs-only -mno-outline-atomics -nostdinc \
	$(foreach i,include/compiler deps/newlib/include include/uapi,-isystem $(B)/$i) -DDOORBELL_IMAGE
ARM_LDFLAGS := -nostdlib -static-pie -Wl,-T,linker.ld,--gc-sections,--build-id=none \
	-Wl,-z,norelro,-z,noexecstack,-z,max-page-size=4096,--no-warn-rwx-segments
ARM_LIBS := $(B)/deps/arm64/usr/lib/aarch64-linux-gnu/libfdt.a $(B)/deps/newlib/lib/libc.a -lgcc

# What runs while time is measured is compiled for speed, the rest for size: what it keeps in registers
# around a loop costs more than to compute it again.
measured := device_model/% homes/% runtime/% guest/measure/% guest/virtqueue/% \
	guest/virtio/virtio_blk.c guest/virtio_driver.c guest/ecam_probe.c suites/lat/%
$(call objects,arm,$(filter-out $(measured),$(guest) $(backend))): OPTIMIZE := -Os -fno-move-loop-invariants -fno-tree-vrp
$(B)/arm/%.o: % Makefile $(links) $(B)/deps/newlib.stamp $(B)/deps/arm64.stamp
	$(call say,CC $<)
	$(Q)$(CROSS)gcc $(ARM_CFLAGS) $(includes) -c -o $@ $<

# A folder's own time changes when a file comes or goes.
$(B)/guest.elf: $(call objects,arm,$(guest)) suites $(sort $(dir $(guest)))
$(B)/backend.elf: $(call objects,arm,$(backend)) $(sort $(dir $(backend)))
# Linked twice: what must be relocated is known only then, and goes into the image as guest/relr.inc's
# table, which moves nothing that is relocated.
link_image = $(CROSS)gcc $(ARM_LDFLAGS) -o $@ $(filter %.o,$^) $1 $(ARM_LIBS)
relocations = $(CROSS)readelf -rW $@ | awk '/R_AARCH64/ { \
	if ($$3 != "R_AARCH64_RELATIVE") print ".error \"boot.S cannot do " $$3 "\""; \
	else print "relr 0x" $$1 }' | sort
$(B)/%.elf: linker.ld guest/relr.inc
	$(call say,LD $@)
	$(Q)$(call link_image)
	$(Q){ echo '.include "guest/relr.inc"'; echo relr_start; $(relocations); echo relr_end; } >$(@:.elf=.relr.S)
	$(Q)$(CROSS)as -o $(@:.elf=.relr.o) $(@:.elf=.relr.S)
	$(Q)$(call link_image,$(@:.elf=.relr.o))
	$(Q)$(relocations) | cmp - <(grep '^relr 0' $(@:.elf=.relr.S))

$(B)/%.img: $(B)/%.elf
	$(call say,OBJCOPY $@)
	$(Q)$(CROSS)objcopy -O binary -R .rela.dyn -R .dynamic $< $@

# Linux as the guest: its kernel and a user space of ours, one program that is linked against Debian's
# libc for arm64. Everything but the tests and linux_guest/ is what the bare-metal guest has.

linux_program := $(wildcard linux_guest/*.c protocol/*.c) $(linux_suite) guest/control/chosen_tests.c guest/control/settings.c \
	guest/test/emit.c guest/test/report.c runtime/dt.c
LIBC := $(B)/deps/linux/libc/usr
LINUX_CFLAGS = $(CFLAGS) -O2 -ffunction-sections -fdata-sections -nostdinc -DDOORBELL_IMAGE \
	$(foreach i,$(B)/include/compiler $(LIBC)/include/aarch64-linux-gnu $(LIBC)/include,-isystem $i)
LINUX_LIBC := -B $(LIBC)/lib/aarch64-linux-gnu -L $(LIBC)/lib/aarch64-linux-gnu
$(B)/linux-program/%.o: % Makefile $(links) $(B)/deps/linux.stamp $(B)/deps/arm64.stamp
	$(call say,CC $<)
	$(Q)$(CROSS)gcc $(LINUX_CFLAGS) $(includes) -c -o $@ $<
$(B)/linux/init: $(call objects,linux-program,$(linux_program)) linux_guest suites/linux
	$(call say,LD $@)
	$(Q)$(CROSS)gcc -static -s -Wl,--gc-sections,--build-id=none $(LINUX_LIBC) -o $@ $(filter %.o,$^) \
		$(B)/deps/arm64/usr/lib/aarch64-linux-gnu/libfdt.a
$(B)/linux/initramfs: $(B)/linux/init linux_guest/initramfs.sh
	$(call say,CPIO $@)
	$(Q)linux_guest/initramfs.sh $(B)/deps/linux $< $@
$(B)/linux/root-init: linux_guest/root_init.S $(B)/deps/linux.stamp
	@mkdir -p $(@D)
	$(Q)$(CROSS)gcc -nostdlib -static -s -Wl,--build-id=none,-z,max-page-size=4096,-z,noseparate-code \
		-isystem $(LIBC)/include/aarch64-linux-gnu -isystem $(LIBC)/include -o $@ $<
$(B)/linux/root.img: $(B)/linux/root-init linux_guest/root_image.sh
	$(call say,EXT2 $@)
	$(Q)linux_guest/root_image.sh $< $@
$(B)/linux/Image: $(B)/deps/linux.stamp
	@mkdir -p $(@D) && cp $(B)/deps/linux/Image $@

# A Linux dom0: the same kernel, and an agent of ours that starts QEMU.

dom0_agent := $(wildcard linux_dom0/*.c) linux_guest/files.c
$(B)/linux-dom0/agent: $(call objects,linux-program,$(dom0_agent)) linux_dom0
	$(call say,LD $@)
	$(Q)$(CROSS)gcc -static -s -Wl,--gc-sections,--build-id=none $(LINUX_LIBC) -o $@ $(filter %.o,$^)

# The device model as a program there. User space has the virtual counter only.
DOM0_ROOT := $(B)/deps/dom0
DOM0_LIBS := $(DOM0_ROOT)/usr/lib/aarch64-linux-gnu
$(B)/linux-dm/%.o: % Makefile $(links) $(B)/deps/dom0.stamp $(B)/deps/arm64.stamp
	$(call say,CC $<)
	$(Q)$(CROSS)gcc $(CFLAGS) -O2 -nostdinc -DCLOCK_PHYSICAL='"cntvct_el0"' $(includes) \
		$(foreach i,$(B)/include/compiler $(DOM0_ROOT)/usr/include/aarch64-linux-gnu $(DOM0_ROOT)/usr/include,-isystem $i) -c -o $@ $<
$(B)/linux-dom0/doorbell-dm: $(call objects,linux-dm,$(linux_dm)) $(sort $(dir $(linux_dm)))
	$(call say,LD $@)
	$(Q)$(CROSS)gcc --sysroot=$(DOM0_ROOT) -s -Wl,--build-id=none,-rpath-link,$(DOM0_LIBS) -o $@ $(filter %.o,$^) \
		-lxendevicemodel -lxenforeignmemory -lxenevtchn -lxengnttab -lxentoollog $(B)/deps/arm64/usr/lib/aarch64-linux-gnu/libfdt.a

$(B)/linux-dom0/initramfs: $(B)/linux-dom0/agent $(B)/linux-dom0/doorbell-dm linux_dom0/dom0_initramfs.sh $(B)/deps/qemu-xen.stamp $(B)/linux-dom0/tools
	$(call say,CPIO $@)
	$(Q)XEN_TOOLS='$(XEN_TOOLS)' linux_dom0/dom0_initramfs.sh $(wordlist 1,2,$^) $@
$(B)/linux-dom0/tools: FORCE # whose xl there is
	@mkdir -p $(@D) && { echo '$(XEN_TOOLS)' | cmp -s - $@ || echo '$(XEN_TOOLS)' >$@; }
$(B)/linux-dom0/patches: FORCE # of QEMU
	@mkdir -p $(@D) && { echo '$(QEMU_PATCHES)' | cmp -s - $@ || echo '$(QEMU_PATCHES)' >$@; }

# The host program. It holds the suites too, as a catalogue: descriptors whose code the linker drops.

catalogue := $(call objects,host,$(suites))
$(catalogue): HOST_CFLAGS := -DDOORBELL_CATALOGUE -Wno-unused -ffunction-sections -fdata-sections
$(catalogue): $(B)/deps/arm64.stamp
$(B)/host/%.o: % Makefile $(links) | host-packages
	$(call say,CC $<)
	$(Q)$(HOST_CC) $(CFLAGS) -Og $(HOST_CFLAGS) $(includes) -c -o $@ $<

# What a page is made of is in the program as it is: symbols of the file's name.
page := $(patsubst %,$(B)/host/%.o,$(wildcard harness/views/page/page.html harness/views/page/page.css))
$(page): $(B)/host/%.o: % | host-packages
	$(call say,EMBED $<)
	$(Q)ld -r -b binary -z noexecstack -o $@ $<

# In a bundle (make dist) the libraries are in ../lib.
$(B)/doorbell: $(call objects,host,$(harness) $(suites)) $(page) suites $(sort $(dir $(harness) $(suites)))
	$(call say,LD $@)
	$(Q)$(HOST_CC) -Wl,--gc-sections -Wl,-rpath,'$$ORIGIN/../lib' -o $@ $(filter %.o,$^) -lfdt -lcjson -lconfig -lm

# The device model as a vfio-user server, for QEMU's vfio-user-pci.

$(B)/doorbell-vfio-user: $(call objects,host,$(vfio_user)) $(sort $(dir $(vfio_user)))
	$(call say,LD $@)
	$(Q)$(HOST_CC) -o $@ $(filter %.o,$^) -lcjson

# Another QEMU than the machine has, in a root of its own.

private_qemu := $(foreach v,10 11,$(B)/qemu-$v/qemu-system-aarch64)
$(private_qemu): $(B)/qemu-%/qemu-system-aarch64: $(B)/deps/qemu-%.stamp deps/private.sh
	@mkdir -p $(@D)
	@for program in qemu-storage-daemon qemu-system-aarch64; do \
		printf '%s\n' '#!/bin/bash' 'build=$$(dirname "$$(dirname "$$(realpath "$$0")")")' \
			'exec "$$build"/../deps/private.sh "$$build"/deps/qemu-$*'" $$program \"\$$@\"" >$(@D)/$$program && \
		chmod +x $(@D)/$$program || exit; done

# Unit tests. What runs on the host, too, is compiled once more, with sanitizers, into an archive of
# which a test takes what it calls, unless the fakes that it names in a line `/* FAKES: ... */` have a
# function of that name.

testable := $(sort $(wildcard protocol/*.c device_model/*.c device_model/*/*.c homes/array/*.c guest/grant/*.c guest/pci/*.c guest/virtio/*.c guest/virtqueue/*.c) $(harness)) \
	guest/ecam_probe.c guest/driver_error.c guest/virtio_driver.c guest/measure/legs.c guest/measure/overhead.c \
	guest/test/emit.c guest/test/report.c homes/ioreq/args.c homes/ioreq/foreign_cache.c homes/ioreq/grant_map.c homes/ioreq/ioreq_server.c homes/ioreq/overlay_blob.c homes/ioreq/rig_line.c \
	homes/linux_dm/dm_options.c $(filter-out %_main.c,$(wildcard homes/vfio_user/*.c)) runtime/dt.c runtime/time/timeout.c \
	suites/hostile/survive.c

SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
$(B)/san/%.o: % Makefile $(links) $(B)/deps/arm64.stamp $(B)/deps/greatest.stamp
	$(call say,CC $<)
	$(Q)$(HOST_CC) $(CFLAGS) -O1 $(SANITIZE) $(includes) -I$(B)/deps/greatest -c -o $@ $<

fakes = $(shell sed -n 's|^/\* FAKES: \(.*\) \*/$$|\1|p' $1)
tested := $(B)/san/tested.a
$(foreach t,$(unit_tests),$(eval $(t:%.c=$(B)/san/%): $(call objects,san,$(t) $(patsubst %,tests/fakes/%.c,$(call fakes,$t))) $(tested)))
$(tested): $(call objects,san,$(testable)) $(page) $(sort $(dir $(testable)))
$(tested):
	@rm -f $@
	$(Q)ar rcs $@ $(filter %.o,$^)
$(unit_programs):
	$(call say,LD $@)
	$(Q)$(HOST_CC) $(SANITIZE) -o $@ $(filter %.o %.a,$^) -lfdt -lcjson -lconfig -lm

# Fuzzing: the same once more, by clang, which has libFuzzer. A target is a file of tests/fuzz/.

FUZZ := -fsanitize=address,undefined -fno-sanitize-recover=all
$(B)/fuzz/%.o: % Makefile $(links) $(B)/deps/arm64.stamp | fuzz-packages
	$(call say,CC $<)
	$(Q)clang $(CFLAGS) -w -O1 $(FUZZ) -fsanitize=fuzzer-no-link $(includes) -c -o $@ $<
$(B)/fuzz/tested.a: $(call objects,fuzz,$(testable)) $(page)
	@rm -f $@
	$(Q)ar rcs $@ $(filter %.o,$^)
$(foreach p,$(fuzz_programs),$(eval $p: $(call objects,fuzz,$(patsubst %,tests/fakes/%.c,$(call fakes,$(p:$(B)/%=tests/%.c))))))
$(fuzz_programs): $(B)/fuzz/%: $(B)/fuzz/tests/fuzz/%.c.o $(B)/fuzz/tested.a
	$(call say,LD $@)
	$(Q)clang $(FUZZ) -fsanitize=fuzzer -o $@ $(filter %.o,$^) $(filter %.a,$^) -lfdt -lcjson -lconfig -lm

# Xen: ours is the released source with xen/patches.

patches := xen/tree.sh xen/series.sh xen/patches/series $(wildcard xen/patches/4.*/*.patch)
rfc := xen/patches/rfc/series $(wildcard xen/patches/rfc/4.*/*.patch)
fixes := xen/patches/fixes/series $(wildcard xen/patches/fixes/4.*/*.patch)
$(B)/xen/src.stamp $(B)/xen/stock/xen: | host-packages
$(B)/xen/src.stamp: $(B)/deps/xen.stamp $(patches)
	@xen/tree.sh $(B)/deps/xen $(B)/xen/src xen/patches/series

# First the one that most scenarios boot.
$(B)/xen/release/xen: | $(B)/xen/debug/xen
$(our_xen): $(B)/xen/%/xen: $(B)/xen/src.stamp xen/build.sh xen/kconfig
	$(call say,XEN $@)
	$(Q)xen/build.sh $(B)/xen/src $(B)/xen/$* $*
$(B)/xen/fixed-src.stamp: $(B)/xen/src.stamp $(fixes)
	@xen/tree.sh $(B)/xen/src $(B)/xen/fixed-src xen/patches/fixes/series
$(B)/xen/fixed/xen: $(B)/xen/fixed-src.stamp xen/build.sh xen/kconfig
	$(call say,XEN $@)
	$(Q)xen/build.sh $(B)/xen/fixed-src $(@D) debug
$(B)/xen/vpci-src.stamp: $(B)/xen/src.stamp $(rfc)
	@xen/tree.sh $(B)/xen/src $(B)/xen/vpci-src xen/patches/rfc/series
$(B)/xen/vpci/xen $(B)/xen/vpci-release/xen: $(B)/xen/vpci-src.stamp xen/build.sh xen/kconfig
	$(call say,XEN $@)
	$(Q)xen/build.sh $(B)/xen/vpci-src $(@D) $(if $(filter %-release,$(@D)),release,debug)
$(B)/xen/vpci-release/xen: | $(B)/xen/vpci/xen
$(B)/xen/dtbo/xen: $(B)/xen/src.stamp xen/build.sh xen/kconfig xen/kconfig.dtbo
	$(call say,XEN $@)
	$(Q)xen/build.sh $(B)/xen/src $(@D) debug xen/kconfig.dtbo
$(B)/xen/stock/xen: $(B)/deps/xen.stamp xen/build.sh xen/kconfig
	$(call say,XEN $@)
	$(Q)xen/build.sh $(B)/deps/xen $(@D) debug
ifdef XEN_SRC
$(tested_xen): FORCE | host-packages
	$(call say,XEN $@)
	$(if $(XEN_PATCHES),$(Q)xen/tree.sh '$(XEN_SRC)' $(user_xen)-src xen/patches/series)
	$(Q)xen/build.sh $(if $(XEN_PATCHES),$(user_xen)-src,'$(XEN_SRC)') $(@D) debug
$(user_xen)-dtbo/xen: FORCE | host-packages
	$(call say,XEN $@)
	$(Q)test -e '$(XEN_SRC)/xen/common/device-tree/dt-overlay.c' || \
		{ echo "$(XEN_SRC): overlays are attached from Xen 4.20 on, which has xen/common/device-tree/dt-overlay.c" >&2; exit 2; }
	$(Q)xen/build.sh '$(XEN_SRC)' $(@D) debug xen/kconfig.dtbo
$(user_xen)-vpci-release/xen: | $(user_xen)-vpci/xen
$(user_xen)-vpci/xen $(user_xen)-vpci-release/xen: FORCE | host-packages
	$(call say,XEN $@)
	$(if $(XEN_PATCHES),$(Q)xen/tree.sh '$(XEN_SRC)' $(user_xen)-src xen/patches/series)
	$(Q)xen/tree.sh $(if $(XEN_PATCHES),$(user_xen)-src,'$(XEN_SRC)') $(user_xen)-vpci-src xen/patches/rfc/series
	$(Q)xen/build.sh $(user_xen)-vpci-src $(@D) $(if $(filter %-release,$(@D)),release,debug)
endif

# What the compiler saw each object include.
-include $(wildcard $(foreach v,arm host san linux-program linux-dm,$(addprefix $(B)/$(v)/,*/*.d */*/*.d */*/*/*.d)))

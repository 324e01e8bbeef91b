/* SPDX-License-Identifier: BSD-2-Clause */
/* A vCPU's registers, while another one runs on the same physical CPU: CPU-05. */
#include "guest/test/report.h"
#include "protocol/test.h"
#include "runtime/gic.h"
#include "runtime/smp.h"
#include "runtime/time/clock.h"
#include "runtime/time/timeout.h"

#define LIMIT    (20 * CLOCK_MS)
#define SWITCHES 3
#define VECTORS  32

/* What a kernel, and EL0, keeps in registers that nothing here uses with interrupts masked; the
 * bits that are ours to change. MAIR_EL1: Attr7, which no page has. */
#define REGISTERS(X)                \
    X(tpidr_el0, ~0ull)             \
    X(tpidrro_el0, ~0ull)           \
    X(tpidr_el1, ~0ull)             \
    X(contextidr_el1, 0xffffffff)   \
    X(par_el1, 0x0000fffffffff000)  \
    X(csselr_el1, 0x7)              \
    X(far_el1, ~0ull)               \
    X(esr_el1, 0xffffffff)          \
    X(elr_el1, ~0ull << 2)          \
    X(spsr_el1, 0xf0000000)         \
    X(mair_el1, 0xff00000000000000) \
    X(fpcr, 0x07c00000)             \
    X(fpsr, 0x0800009f)

#define COUNT(name, bits) +1
enum {
    OWN = 0 REGISTERS(COUNT)
};

#define NAME(name, bits) #name,
static const char *const names[OWN] = {REGISTERS(NAME)};

#define BITS(name, bits) bits,
static const uint64_t changes[OWN] = {REGISTERS(BITS)};

#define READ(name, bits) __asm__ volatile("mrs %0, " #name : "=r"(*(value++)));
static void read_all(uint64_t value[OWN])
{
    REGISTERS(READ)
}

#define WRITE(name, bits) __asm__ volatile("msr " #name ", %0" ::"r"(*(value++)));
static void write_all(const uint64_t value[OWN])
{
    REGISTERS(WRITE)
    __asm__ volatile("isb");
}

#define EACH_VECTOR \
    "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n"

/* Every vector register gets a value of its own; C code of ours uses none. */
static void fill_vectors(uint64_t first, uint64_t step)
{
    __asm__ volatile(".irp n," EACH_VECTOR "dup v\\n\\().2d, %0\n"
                     "add %0, %0, %1\n"
                     ".endr"
                     : "+r"(first)
                     : "r"(step));
}

static void spill_vectors(uint64_t value[VECTORS][2])
{
    uint64_t *at = value[0];

    __asm__ volatile(".irp n," EACH_VECTOR "str q\\n, [%0], #16\n"
                     ".endr"
                     : "+r"(at)
                     :
                     : "memory");
}

/* @from with the bits that may change as @pattern has them, in each register differently. */
static void mark(uint64_t to[OWN], const uint64_t from[OWN], uint64_t pattern)
{
    for (unsigned int i = 0; i < OWN; i++, pattern = pattern << 9 | pattern >> 55)
        to[i] = (from[i] & ~changes[i]) | (pattern & changes[i]);
}

#define OURS   0x0123456789abcdefull
#define THEIRS (~OURS)
#define STEP   0x0101010101010101ull

struct disturber {
    uint32_t turns, stop;
};

/* What the other vCPU does: has other values in all of them, again and again. */
static void disturb(void *arg)
{
    struct disturber *other = arg;
    uint64_t before[OWN], theirs[OWN];

    gic_mask();
    read_all(before);
    mark(theirs, before, THEIRS);
    while (!__atomic_load_n(&other->stop, __ATOMIC_ACQUIRE)) {
        write_all(theirs);
        fill_vectors(THEIRS, STEP);
        __atomic_add_fetch(&other->turns, 1, __ATOMIC_RELEASE);
        smp_relax();
    }
    write_all(before);
    gic_unmask();
}

/* Until the other vCPU has had @turns more. */
static bool let_run(struct disturber *other, unsigned int turns)
{
    const struct timeout timeout = timeout_start(LIMIT, "the other vCPU's turn");
    const uint32_t last = __atomic_load_n(&other->turns, __ATOMIC_ACQUIRE) + turns;

    while ((int32_t)(__atomic_load_n(&other->turns, __ATOMIC_ACQUIRE) - last) < 0)
        if (timeout_expired(&timeout))
            return false;
        else
            smp_relax();
    return true;
}

TEST(cpu, registers_are_a_vcpus_own, .rule = "CPU-05", .vcpus = 2,
     TITLE("system and vector registers keep their values while another vCPU has others in them"))
{
    static struct disturber other;
    uint64_t before[OWN], ours[OWN], after[OWN], vectors[VECTORS][2];
    bool ran;

    other = (struct disturber){0};
    if (!smp_run(1, disturb, &other)) {
        report_error("vCPU 1 does not start");
        return;
    }
    gic_mask();
    read_all(before);
    mark(ours, before, OURS);
    write_all(ours);
    read_all(ours); /* what the CPU has of them */
    fill_vectors(OURS, STEP);
    ran = let_run(&other, SWITCHES);
    read_all(after);
    spill_vectors(vectors);
    write_all(before);
    gic_unmask();
    __atomic_store_n(&other.stop, 1, __ATOMIC_RELEASE);
    expect_eq(smp_join(1, LIMIT), SMP_DONE);
    if (!ran) {
        report_error("vCPU 1 did not run meanwhile");
        return;
    }
    for (unsigned int i = 0; i < OWN; i++)
        if (after[i] != ours[i])
            report_fail(__FILE__, __LINE__, "%s was %#lx, is %#lx", names[i], ours[i], after[i]);
    for (unsigned int i = 0; i < 2 * VECTORS; i++)
        if (!expect_eq(vectors[i / 2][i % 2], OURS + i / 2 * STEP))
            break;
}

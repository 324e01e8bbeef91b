/* SPDX-License-Identifier: BSD-2-Clause */
/* The page: well formed and closed in itself, whatever texts a report holds. */
#include <greatest.h>

#include <stdlib.h>
#include <string.h>

#include "harness/support/heap.h"
#include "harness/views/compare/compare.h"
#include "harness/views/page/html.h"
#include "harness/views/page/page.h"

#define EVIL "\\\"'><script>alert(1)</script><img onerror=x>&amp;%s%n"

static char *text;

static size_t count_of(const char *words)
{
    size_t found = 0;

    for (const char *at = text; (at = strstr(at, words)); at += strlen(words))
        found++;
    return found;
}

/* What html() makes of @value between brackets. */
static const char *escaped(const char *value)
{
    static char kept[200];
    size_t size;
    char *made;
    FILE *out = open_memstream(&made, &size);

    html(out, "[%s]", value);
    fclose(out);
    snprintf(kept, sizeof(kept), "%s", made);
    free(made);
    return kept;
}

TEST texts_are_escaped(void)
{
    ASSERT_STR_EQ("[plain]", escaped("plain"));
    ASSERT_STR_EQ("[&lt;b&gt; &amp;amp; &quot;x&quot; &#39;y&#39;]",
                  escaped("<b> &amp; \"x\" 'y'"));
    ASSERT_STR_EQ("[%s%n%%]", escaped("%s%n%%"));
    ASSERT_STR_EQ("[a b]", escaped("a\x01"
                                   "b"));
    PASS();
}

TEST formats_are_as_printf_has_them(void)
{
    size_t size;
    FILE *out = open_memstream(&text, &size);

    html(out, "%d|%u|%zu|%.2f|%+.0f|%5.1f%%|%s", -3, 4u, (size_t)5, 1.005, 7.0, 2.25, "<");
    fclose(out);
    ASSERT_STR_EQ("-3|4|5|1.00|+7|  2.2%|&lt;", text);
    free(text);
    PASS();
}

TEST numbers_have_groups(void)
{
    ASSERT_STR_EQ("0", html_number(0));
    ASSERT_STR_EQ("999", html_number(999));
    ASSERT_STR_EQ("1,000", html_number(1000));
    ASSERT_STR_EQ("18,446,744,073,709,551,615", html_number(UINT64_MAX));
    PASS();
}

#define RESULT(name, verdict)                                                                     \
    "{\"name\": \"" name "\", \"rule\": \"BG-" EVIL "\", \"title\": \"" EVIL                      \
    "\", \"verdict\": \"" verdict "\", \"reason\": \"" EVIL "\", \"known\": {\"reason\": \"" EVIL \
    "\", \"upstream\": \"" EVIL "\"}, \"details\": [{\"kind\": \"fail\", \"text\": \"" EVIL       \
    "\"}]}"
#define METRIC(id, samples)                   \
    "{\"id\": \"" id "\", \"label\": \"" EVIL \
    "\", \"unit\": \"insn\", \"n\": 12, \"samples\": [" samples "]}"
#define SCENARIO(name, samples)                                                                                                                                \
    "{\"name\": \"" name EVIL "\", \"title\": \"" EVIL                                                                                                         \
    "\", \"verdict\": \"CRASH\", \"reason\": \"" EVIL "\", \"xen\": {\"version\": \"" EVIL                                                                     \
    "\", \"" EVIL "\": \"" EVIL "\"}, \"problems\": [\"" EVIL                                                                                                  \
    "\"], \"tests\": [" RESULT("a", "PASS") "," RESULT("b" EVIL, "FAIL") "," RESULT("c", "XFAIL") "," RESULT("d", "SKIP") "," RESULT("e", "CRASH") "," RESULT( \
        "f",                                                                                                                                                   \
        "ERROR") "," RESULT("g",                                                                                                                               \
                            "XPASS") "], \"metrics\": [" METRIC("LAT-1.x",                                                                                     \
                                                                samples) "," METRIC("LAT-4.ioreq_"                                                             \
                                                                                    "read",                                                                    \
                                                                                    "5,5,5,5,5,5,"                                                             \
                                                                                    "5,5,5,5,5,"                                                               \
                                                                                    "9000") ", "                                                               \
                                                                                            "{\"i"                                                             \
                                                                                            "d\":"                                                             \
                                                                                            " \"L"                                                             \
                                                                                            "AT-"                                                              \
                                                                                            "4."                                                               \
                                                                                            "leg_"                                                             \
                                                                                            "work"                                                             \
                                                                                            "\", "                                                             \
                                                                                            "\"of"                                                             \
                                                                                            "\": "                                                             \
                                                                                            "\"LA"                                                             \
                                                                                            "T-4."                                                             \
                                                                                            "iore"                                                             \
                                                                                            "q_"                                                               \
                                                                                            "read"                                                             \
                                                                                            "\", "                                                             \
                                                                                            "\"un"                                                             \
                                                                                            "it\""                                                             \
                                                                                            ": "                                                               \
                                                                                            "\"in"                                                             \
                                                                                            "sn\""                                                             \
                                                                                            ", "                                                               \
                                                                                            "\"n"                                                              \
                                                                                            "\": "                                                             \
                                                                                            "1, "                                                              \
                                                                                            "\"sa"                                                             \
                                                                                            "mple"                                                             \
                                                                                            "s\":"                                                             \
                                                                                            " [3]"                                                             \
                                                                                            "},"                                                               \
                                                                                            " " METRIC(                                                        \
                                                                                                "" EVIL,                                                       \
                                                                                                samples) "], \"console\": [\"" EVIL                            \
                                                                                                         "\"]}"
#define RUN(samples)                                                                             \
    "{\"format\": \"doorbell\", \"version\": 1, \"verdict\": \"CRASH\", \"started\": \"" EVIL    \
    "\", \"seconds\": 1, \"command\": \"" EVIL "\", \"qemu\": \"" EVIL                           \
    "\", \"rules\": [{\"id\": \"BG-" EVIL "\", \"statement\": \"" EVIL "\", \"source\": \"" EVIL \
    "\", \"hint\": \"" EVIL                                                                      \
    "\"}], \"scenarios\": [" SCENARIO("a", samples) "," SCENARIO("b", samples) "]}"

static void write_page(const char *json, const char *baseline)
{
    const struct compare_options options = {.percent = -1, .absolute = -1};
    struct run run, old;
    struct comparison comparison;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (!run_parse("run<", json, strlen(json), &run))
        abort();
    if (baseline) {
        if (!run_parse("old<", baseline, strlen(baseline), &old))
            abort();
        compare(&options, &old, &run, &comparison);
    }
    if (!page_write(out, &run, baseline ? &comparison : NULL))
        abort();
    fclose(out);
    if (baseline) {
        comparison_free(&comparison);
        run_free(&old);
    }
    run_free(&run);
}

static bool is_void(const char *name, size_t length)
{
    static const char *const voids[] = {"meta", "br"};

    for (size_t i = 0; i < sizeof(voids) / sizeof(voids[0]); i++)
        if (length == strlen(voids[i]) && !strncmp(name, voids[i], length))
            return true;
    return false;
}

/* Every element that is opened is closed, in order, and no attribute's quotes are open. */
static bool is_balanced(const char *at)
{
    const char *open[64];
    size_t depth = 0;

    while ((at = strchr(at, '<'))) {
        const char *name = at + 1, *end = name;
        bool quoted = false;
        size_t length;

        for (; *end && (quoted || *end != '>'); end++) {
            quoted ^= *end == '"';
            if (*end == '<')
                return false;
        }
        if (!*end)
            return false;
        at = end;
        length = strcspn(name, " />\n");
        if (*name == '!' || end[-1] == '/' || is_void(name, length))
            continue;
        if (*name == '/') {
            length = strcspn(++name, ">");
            if (!depth || strncmp(open[--depth], name, length))
                return false;
        } else if (depth == 64) {
            return false;
        } else {
            open[depth++] = name;
        }
    }
    return !depth;
}

/* Each id stands once, and what names one by #id or aria-labelledby finds it. */
static bool ids_are_good(void)
{
    for (const char *at = text; (at = strstr(at, " id=\"")); at++) {
        char *id = heap_format("%.*s", (int)(strchr(at + 5, '"') - at + 1), at);
        const bool once = count_of(id) == 1;

        free(id);
        if (!once)
            return false;
    }
    for (const char *at = text; (at = strstr(at, "aria-labelledby=\"")); at++) {
        const char *name = strchr(at, '"') + 1;

        while (*name != '"') {
            const size_t length = strcspn(name, " \"");
            char *id = heap_format(" id=\"%.*s\"", (int)length, name);
            const bool found = count_of(id) == 1;

            free(id);
            if (!found)
                return false;
            name += length + (name[length] == ' ');
        }
    }
    return true;
}

static bool is_sound(void)
{
    return is_balanced(text) && ids_are_good() && !count_of("<script") && !count_of("<img") &&
           !count_of(" src=") && !count_of("http:") && !count_of("https:") && !count_of("url(") &&
           !count_of("@import") && !count_of("<link") && !count_of("\"nan") &&
           !count_of("\"-nan") && !count_of("\"inf");
}

TEST no_text_breaks_the_page(void)
{
    write_page(RUN("1,2,3,4,5,6,7,8,9,10,11,12"), NULL);
    ASSERT(is_sound());
    ASSERT(count_of("&lt;script&gt;") > 50);
    free(text);
    PASS();
}

TEST nor_does_a_comparison(void)
{
    write_page(RUN("900,900,900,900,900,900,900,900,900,900,900,900"),
               RUN("0,0,0,0,0,0,0,0,0,0,0,0"));
    ASSERT(is_sound());
    ASSERT(strstr(text, "Since the baseline"));
    ASSERT(strstr(text, "slower"));
    free(text);
    PASS();
}

TEST nothing_is_enough_for_a_page(void)
{
    const char *empty = "{\"format\": \"doorbell\", \"version\": 1, \"verdict\": \"ERROR\", "
                        "\"scenarios\": []}";

    write_page(empty, empty);
    ASSERT(is_sound());
    ASSERT(strstr(text, "Some tests could not tell"));
    free(text);
    PASS();
}

TEST what_failed_is_told_once_with_where(void)
{
    write_page(RUN("1,2,3,4,5,6,7,8,9,10,11,12"), NULL);
    ASSERT(strstr(text, "What failed first"));
    ASSERT_EQ(1, count_of(">CRASH</span> e "));
    ASSERT(strstr(text, "Also in b"));
    ASSERT(strstr(text, "What usually breaks it: "));
    free(text);
    PASS();
}

GREATEST_MAIN_DEFS();

int main(int argc, char **argv)
{
    GREATEST_MAIN_BEGIN();
    RUN_TEST(texts_are_escaped);
    RUN_TEST(formats_are_as_printf_has_them);
    RUN_TEST(numbers_have_groups);
    RUN_TEST(no_text_breaks_the_page);
    RUN_TEST(nor_does_a_comparison);
    RUN_TEST(nothing_is_enough_for_a_page);
    RUN_TEST(what_failed_is_told_once_with_where);
    GREATEST_MAIN_END();
}

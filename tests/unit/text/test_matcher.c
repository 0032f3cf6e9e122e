/* text/matcher: every answer compared with a plain search through the list. */
#include "support.h"

#include "text/matcher.h"

enum { WORDS = 3000, LENGTH = 9, TEXTS = 20000 };

static uint32_t random_state = 1;

static uint32_t draw(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % below;
}

/* Few letters and a high byte, so that many words begin with others. */
static size_t draw_text(char *text, size_t most)
{
    static const char letters[] = {'a', 'b', 'c', '\xc3', '\0'};
    size_t n = 1 + draw((uint32_t)most);
    for (size_t i = 0; i < n; i++)
        text[i] = letters[draw(sizeof letters)];
    return n;
}

typedef struct word {
    char text[LENGTH];
    size_t size;
} word;

static int32_t plain_longest(const word *words, size_t n, const char *text, size_t size, size_t *length)
{
    int32_t found = -1;
    *length = 0;
    for (size_t i = 0; i < n; i++)
        if (words[i].size <= size && words[i].size > *length && !memcmp(words[i].text, text, words[i].size)) {
            *length = words[i].size;
            found = (int32_t)i;
        }
    return found;
}

static void finds_what_a_plain_search_finds(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    static word words[WORDS];
    aift__matcher matcher;
    assert_ok(aift__matcher_init(&matcher, context, WORDS));
    size_t n = 0;
    for (size_t tries = 0; tries < WORDS; tries++) {
        words[n].size = draw_text(words[n].text, LENGTH);
        if (aift__matcher_find(&matcher, words[n].text, words[n].size) >= 0)
            continue;
        aift__matcher_add(&matcher, words[n].text, words[n].size, (int32_t)n);
        n++;
    }
    assert_int_equal(matcher.n, n);
    int64_t allocations = aift_test_heap_count(heap);
    for (size_t i = 0; i < TEXTS; i++) {
        char text[LENGTH + 3];
        size_t size = draw_text(text, sizeof text), length = 0, plain_length;
        int32_t plain = plain_longest(words, n, text, size, &plain_length);
        int32_t found = aift__matcher_longest(&matcher, text, size, &length);
        assert_int_equal(found, plain);
        if (found >= 0)
            assert_int_equal(length, plain_length);
        assert_int_equal(aift__matcher_find(&matcher, text, size), plain_length == size ? plain : -1);
    }
    assert_int_equal(aift_test_heap_count(heap), allocations);
    aift__matcher_finish(&matcher, context);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

static void an_empty_set_holds_nothing(void **state)
{
    aift_test_heap *heap = aift_test_heap_create();
    aift_context *context = aift_test_context(heap, 1);
    aift__matcher matcher;
    size_t length;
    assert_ok(aift__matcher_init(&matcher, context, 0));
    assert_int_equal(aift__matcher_find(&matcher, "a", 1), -1);
    assert_int_equal(aift__matcher_find(&matcher, "", 0), -1);
    assert_int_equal(aift__matcher_longest(&matcher, "a", 1, &length), -1);
    aift__matcher_finish(&matcher, context);
    aift_context_release(context);
    aift_test_heap_destroy(heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_a_plain_search_finds),
        cmocka_unit_test(an_empty_set_holds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* base/error: the message, its cut at a whole character, its one line, and that each thread has its own. */
#include <pthread.h>

#include "support.h"

#include "base/base.h"

static void gives_status_and_message(void **state)
{
    assert_int_equal(aift__fail(AIFT_E_FORMAT, "line %d: %s", 7, "bad"), AIFT_E_FORMAT);
    assert_string_equal(aift_last_error(), "line 7: bad");
    assert_int_equal(aift__fail_in(AIFT_E_FORMAT, "%s: ", "mails.csv"), AIFT_E_FORMAT);
    assert_string_equal(aift_last_error(), "mails.csv: line 7: bad");
    aift__fail(AIFT_E_IO, "again: %s", aift_last_error()); /* the present message may be an argument */
    assert_string_equal(aift_last_error(), "again: mails.csv: line 7: bad");
}

static void has(const char *place, const char *line, const char *field, const char *value,
                const char *expected)
{
    assert_string_equal(aift_last_error_part(AIFT_ERROR_PLACE), place);
    assert_string_equal(aift_last_error_part(AIFT_ERROR_LINE), line);
    assert_string_equal(aift_last_error_part(AIFT_ERROR_FIELD), field);
    assert_string_equal(aift_last_error_part(AIFT_ERROR_VALUE), value);
    assert_string_equal(aift_last_error_part(AIFT_ERROR_EXPECTED), expected);
}

/* What arguments hold marks nothing: they may be hostile. */
static void has_parts(void **state)
{
    aift__error kept;
    aift__fail(AIFT_E_FORMAT, "%s is %s: expected %s", "a.b", "x is 1: expected 2", "a: expected b");
    has("", "", "a.b", "x is 1: expected 2", "a: expected b");
    aift__fail_in(AIFT_E_FORMAT, "%s: line %d: ", "f: line 3", 7);
    has("f: line 3", "7", "a.b", "x is 1: expected 2", "a: expected b");
    aift__error_keep(&kept);
    aift__fail(AIFT_E_IO, "%s", "m.csv: line 7: a is 3: expected 4");
    has("", "", "", "", "");
    aift__fail(AIFT_E_FORMAT, "is %s: expected %s", "1", "a text");
    aift__fail_in(AIFT_E_FORMAT, "%s.%s ", "scope", "in");
    aift__fail_in(AIFT_E_FORMAT, AIFT__RECORD "%s: ", "UC-1");
    assert_string_equal(aift_last_error(), "UC-1: scope.in is 1: expected a text");
    has("", "", "scope.in", "1", "a text");
    assert_string_equal(aift_last_error_part(AIFT_ERROR_RECORD), "UC-1");
    aift__fail(AIFT_E_FORMAT, "%s: it is %s: expected an object; mend it", "m.json", "a list");
    has("m.json", "", "", "a list", "an object");
    aift__error_set(&kept);
    has("f: line 3", "7", "a.b", "x is 1: expected 2", "a: expected b");
    assert_string_equal(aift_last_error_part((aift_error_part)99), "");
}

static void is_one_line(void **state)
{
    aift__fail(AIFT_E_FORMAT, "%s", "a\nb\rc\td\x1b[31m\x7f|");
    assert_string_equal(aift_last_error(), "a b c d [31m |");
}

static void is_utf8(void **state)
{
    static const char *const rows[][2] = {
        {"\xFF|", "?|"},
        {"\xC3|", "?|"},
        {"\xC0\x80|", "??|"},
        {"\xE0\x80\x80|", "???|"},
        {"\xED\xA0\x80|", "???|"},
        {"\xF4\x90\x80\x80|", "????|"},
        {"\xE2\x82|", "??|"},
        {"\xC2\x9B|", "  |"},
        {"\xC2\xA0\xE2\x82\xAC\xF4\x8F\xBF\xBF\xED\x9F\xBF|",
         "\xC2\xA0\xE2\x82\xAC\xF4\x8F\xBF\xBF\xED\x9F\xBF|"},
        {"end\xE2\x82", "end??"},
    };
    for (size_t i = 0; i < AIFT__COUNT(rows); i++) {
        aift__fail(AIFT_E_FORMAT, "%s", rows[i][0]);
        assert_string_equal(aift_last_error(), rows[i][1]);
    }
}

static bool is_utf8_character_start(unsigned char c)
{
    return (c & 0xC0) != 0x80;
}

/* Whatever the length in front, a cut leaves whole characters. */
static void is_cut_at_a_whole_character(void **state)
{
    static const char *const characters[] = {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
    for (size_t c = 0; c < AIFT__COUNT(characters); c++)
        for (int front = 0; front < 5; front++) {
            char text[3000] = "";
            memset(text, 'x', (size_t)front);
            size_t n = strlen(characters[c]);
            for (size_t at = (size_t)front; at + n < sizeof text; at += n)
                memcpy(text + at, characters[c], n + 1);
            aift__fail(AIFT_E_FORMAT, "%s", text);
            size_t length = strlen(aift_last_error());
            assert_in_range(length, AIFT__ERROR_CAP - 1 - n, AIFT__ERROR_CAP - 1);
            assert_int_equal((length - (size_t)front) % n, 0);
            assert_true(is_utf8_character_start((unsigned char)text[length]));
            assert_memory_equal(aift_last_error(), text, length);
            aift__fail_in(AIFT_E_FORMAT, "%s", "place: ");
            assert_memory_equal(aift_last_error() + 7, text, strlen(aift_last_error()) - 7);
            assert_int_equal((strlen(aift_last_error()) - 7 - (size_t)front) % n, 0);
        }
}

static void a_text_that_just_fits_is_kept(void **state)
{
    char text[AIFT__ERROR_CAP];
    memset(text, 'x', sizeof text);
    memcpy(text + sizeof text - 3, "\xC3\xA9", 3);
    aift__fail(AIFT_E_FORMAT, "%s", text);
    assert_string_equal(aift_last_error(), text);
}

/* Of a long path the end is kept, and what is wrong. */
static void a_long_place_keeps_its_end(void **state)
{
    char place[3000];
    memset(place, 'd', sizeof place);
    memcpy(place + sizeof place - 10, "/\xC3\xA4.jpg: ", 10);
    for (size_t n = 0; n < 8; n++) { /* the cut goes through every place of a character */
        aift__fail(AIFT_E_FORMAT, "is%.*s text", (int)n, "        ");
        for (size_t i = 0; i + 12 <= sizeof place; i += 2)
            memcpy(place + i, "\xC3\xA4", 2);
        aift__fail_in(AIFT_E_FORMAT, "%s", place);
        const char *text = aift_last_error();
        assert_true(strlen(text) > 900 && strlen(text) < AIFT__ERROR_CAP);
        assert_memory_equal(text, "...\xC3\xA4\xC3\xA4", 7);
        assert_non_null(strstr(text, "/\xC3\xA4.jpg: is"));
        assert_null(strchr(text, '?'));
    }
    memset(place, 'd', sizeof place);
    place[sizeof place - 1] = '\0';
    aift__fail(AIFT_E_FORMAT, "%s", place);
    aift__fail_in(AIFT_E_FORMAT, "%s/1.jpg: ", place);
    assert_int_equal(strlen(aift_last_error()), AIFT__ERROR_CAP - 1);
    assert_non_null(strstr(aift_last_error(), "d/1.jpg: d"));
}

static void *look(void *arg)
{
    bool *fine = arg;
    *fine = aift_last_error()[0] == '\0';
    aift__fail(AIFT_E_IO, "of the other thread");
    *fine = *fine && strcmp(aift_last_error(), "of the other thread") == 0;
    return NULL;
}

static void each_thread_has_its_own(void **state)
{
    pthread_t thread;
    bool fine = false;
    aift__fail(AIFT_E_IO, "mine");
    assert_int_equal(pthread_create(&thread, NULL, look, &fine), 0);
    pthread_join(thread, NULL);
    assert_true(fine);
    assert_string_equal(aift_last_error(), "mine");
}

static void every_status_has_a_name_and_a_text(void **state)
{
    assert_string_equal(aift_status_name(AIFT_OK), "AIFT_OK");
    assert_string_equal(aift_status_name(AIFT_E_FORMAT), "AIFT_E_FORMAT");
    for (int status = 0; status <= AIFT_E_UNAVAILABLE; status++) {
        assert_string_not_equal(aift_status_name((aift_status)status), "AIFT_E_UNKNOWN");
        assert_string_not_equal(aift_status_text((aift_status)status), "an unknown status");
    }
    assert_string_equal(aift_status_name((aift_status)99), "AIFT_E_UNKNOWN");
    assert_string_equal(aift_status_text((aift_status)99), "an unknown status");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_status_and_message),
        cmocka_unit_test(has_parts),
        cmocka_unit_test(is_one_line),
        cmocka_unit_test(is_utf8),
        cmocka_unit_test(is_cut_at_a_whole_character),
        cmocka_unit_test(a_text_that_just_fits_is_kept),
        cmocka_unit_test(a_long_place_keeps_its_end),
        cmocka_unit_test(each_thread_has_its_own),
        cmocka_unit_test(every_status_has_a_name_and_a_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

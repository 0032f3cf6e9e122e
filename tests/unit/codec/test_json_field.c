/* Reading fields by kind and range: what is wrong is said with its place. */
#include "support.h"

#include "codec/json_field.h"

static const char text[] =
    "{\"flag\":true,\"count\":7,\"ratio\":0.5,\"name\":\"x\",\"nul\":\"x\\u0000y\",\"empty\":\"\","
    "\"none\":null,\"list\":[1],\"big\":99999999999999999999}";
static aift__json *object;

static int set_up(void **state)
{
    return aift__json_parse(text, strlen(text), "text", &object);
}

static int tear_down(void **state)
{
    aift__json_free(object);
    return 0;
}

static void reads_what_fits(void **state)
{
    bool flag = false;
    int64_t count = 0;
    double ratio = 0, whole = 0;
    const char *name = NULL;
    size_t size = 0, choice = 0;
    const aift__json *list = NULL;
    static const char *const choices[] = {"a", "x", NULL};
    assert_ok(aift__json_field_bool(object, "at", "flag", &flag));
    assert_true(flag);
    assert_ok(aift__json_field_int(object, "at", "count", 7, 7, &count));
    assert_int_equal(count, 7);
    assert_ok(aift__json_field_real(object, NULL, "ratio", 0.5, 0.5, &ratio));
    assert_close(ratio, 0.5, 0);
    assert_ok(aift__json_field_real(object, NULL, "count", 0, 10, &whole));
    assert_close(whole, 7, 0);
    assert_ok(aift__json_field_text(object, NULL, "name", &name, NULL));
    assert_string_equal(name, "x");
    assert_ok(aift__json_field_text(object, NULL, "nul", &name, &size));
    assert_int_equal(size, 3);
    assert_ok(aift__json_field_choice(object, NULL, "name", choices, &choice));
    assert_int_equal(choice, 1);
    assert_ok(aift__json_field(object, NULL, "list", AIFT__JSON_ARRAY, &list));
    assert_int_equal(aift__json_size(list), 1);
    assert_ok(aift__json_expect(list, "list", AIFT__JSON_ARRAY));
    assert_true(aift__json_given(object, "list"));
    assert_false(aift__json_given(object, "none"));
    assert_false(aift__json_given(object, "nothing"));
}

static void names_what_does_not(void **state)
{
    bool flag;
    int64_t count;
    double ratio;
    const char *name;
    size_t choice;
    const aift__json *list;
    static const char *const choices[] = {"a", "b", NULL};
    assert_fails(aift__json_field_bool(object, "at[2]", "name", &flag), AIFT_E_FORMAT,
                 "at[2].name is \"x\": expected true or false");
    assert_fails(aift__json_field_bool(object, NULL, "nothing", &flag), AIFT_E_FORMAT,
                 "nothing is missing: expected true or false");
    assert_fails(aift__json_field_int(object, NULL, "ratio", 0, 9, &count), AIFT_E_FORMAT,
                 "ratio is a number: expected a whole number");
    assert_fails(aift__json_field_int(object, NULL, "big", 0, 9, &count), AIFT_E_FORMAT, "big is a number");
    assert_fails(aift__json_field_int(object, "a.b", "count", 8, 9, &count), AIFT_E_RANGE,
                 "a.b.count is 7: it must be 8 to 9");
    assert_fails(aift__json_field_real(object, NULL, "ratio", 0.75, 1, &ratio), AIFT_E_RANGE,
                 "ratio is 0.5: it must be 0.75 to 1");
    assert_fails(aift__json_field_real(object, NULL, "none", 0, 1, &ratio), AIFT_E_FORMAT,
                 "none is null: expected a number");
    assert_fails(aift__json_field_text(object, NULL, "list", &name, NULL), AIFT_E_FORMAT,
                 "list is an array: expected a text");
    assert_fails(aift__json_field_text(object, NULL, "nul", &name, NULL), AIFT_E_FORMAT,
                 "nul is \"x\" and then NUL: expected a text without NUL");
    assert_fails(aift__json_field_choice(object, NULL, "name", choices, &choice), AIFT_E_UNSUPPORTED,
                 "name is \"x\": this library knows a, b");
    assert_fails(aift__json_field(object, NULL, "empty", AIFT__JSON_OBJECT, &list), AIFT_E_FORMAT,
                 "empty is an empty text: expected an object");
    assert_fails(aift__json_expect(NULL, "kpis[0]", AIFT__JSON_OBJECT), AIFT_E_FORMAT,
                 "kpis[0] is missing: expected an object");
}

static void cuts_long_places(void **state)
{
    char place[AIFT__WHERE_CAP];
    aift__json_place(place, "%s.%0400d", "a", 1);
    assert_int_equal(strlen(place), AIFT__WHERE_CAP - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_fits),
        cmocka_unit_test(names_what_does_not),
        cmocka_unit_test(cuts_long_places),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

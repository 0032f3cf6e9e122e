/* data: splits at random, and by the shares of a column. */
#include "data.h"

/* Rows by their keys; each set has few. */
static bool row_has(const aift_dataset *data, const char *value)
{
    for (size_t i = 0; i < aift_dataset_num_rows(data); i++)
        if (strcmp(aift_dataset_value(data, i, 0, NULL), value) == 0)
            return true;
    return false;
}

static size_t count(const aift_dataset *data, size_t column, const char *value)
{
    size_t n = 0;
    for (size_t i = 0; i < aift_dataset_num_rows(data); i++)
        n += strcmp(aift_dataset_value(data, i, column, NULL), value) == 0;
    return n;
}

/* 100 rows: 60 of a, 30 of b, 9 of c, 1 of d. */
static aift_dataset *hundred(void)
{
    char csv[2000] = "n,label\n";
    for (int i = 0; i < 100; i++)
        sprintf(csv + strlen(csv), "%d,%s\n", i, i == 50 ? "d" : i % 10 < 6 ? "a" : i % 10 < 9 ? "b" : "c");
    return load("100.csv", csv);
}

static void splits_every_row_once(void **state)
{
    aift_dataset *data = hundred(), *train, *test;
    static const struct {
        double share;
        size_t rows;
    } cases[] = {{0.1, 10}, {0.25, 25}, {0.001, 1}, {0.9999, 99}, {0.301, 31}};
    for (size_t i = 0; i < AIFT__COUNT(cases); i++)
        for (int stratified = 0; stratified < 2; stratified++) {
            assert_ok(aift_dataset_train_test_split(data, cases[i].share, 42, stratified ? "label" : NULL,
                                                    &train, &test));
            assert_int_equal(aift_dataset_num_rows(test), cases[i].rows);
            assert_int_equal(aift_dataset_num_rows(train), 100 - cases[i].rows);
            for (size_t row = 0; row < 100; row++) {
                const char *n = aift_dataset_value(data, row, 0, NULL);
                assert_int_equal(row_has(train, n) + row_has(test, n), 1);
            }
            aift_dataset_release(train);
            aift_dataset_release(test);
        }
    aift_dataset_release(data);
}

static void keeps_the_shares(void **state)
{
    aift_dataset *data = hundred(), *train, *test;
    for (uint64_t seed = 0; seed < 20; seed++) {
        assert_ok(aift_dataset_train_test_split(data, 0.2, seed, "label", &train, &test));
        assert_int_equal(count(test, 1, "a"), 12); /* 59 rows: 11.8 */
        assert_int_equal(count(test, 1, "b"), 6);
        assert_int_equal(count(test, 1, "c"), 2); /* 10 rows */
        assert_int_equal(count(test, 1, "d"), 0); /* its one row is for training */
        aift_dataset_release(train);
        aift_dataset_release(test);
    }
    assert_ok(
        aift_dataset_train_test_split(data, 0.99, 1, "label", &train, &test)); /* not possible: all but one */
    assert_int_equal(aift_dataset_num_rows(test), 99);
    aift_dataset_release(train);
    aift_dataset_release(test);
    aift_dataset_release(data);
}

/* The seed is the split: these rows are part of the contract. */
static void repeats_itself(void **state)
{
    aift_dataset *data = hundred(), *train, *test;
    char met[100];
    for (int i = 0; i < 2; i++) {
        assert_ok(aift_dataset_train_test_split(data, 0.05, 42, NULL, &train, &test));
        met[0] = '\0';
        for (size_t row = 0; row < 5; row++)
            sprintf(met + strlen(met), "%s ", aift_dataset_value(test, row, 0, NULL));
        assert_string_equal(met, "18 12 80 62 25 ");
        aift_dataset_release(train);
        aift_dataset_release(test);
    }
    assert_ok(aift_dataset_train_test_split(data, 0.05, 43, NULL, &train, &test));
    char other[100] = "";
    for (size_t row = 0; row < 5; row++)
        sprintf(other + strlen(other), "%s ", aift_dataset_value(test, row, 0, NULL));
    assert_string_not_equal(met, other);
    aift_dataset_release(train);
    aift_dataset_release(test);
    aift_dataset_release(data);
}

static void refuses_bad_splits(void **state)
{
    aift_dataset *data = hundred(), *one = load("1.csv", "a\nx\n"), *train, *test;
    static const double shares[] = {0, 1, -0.5, 1.5, __builtin_nan(""), __builtin_inf()};
    for (size_t i = 0; i < AIFT__COUNT(shares); i++)
        assert_fails(aift_dataset_train_test_split(data, shares[i], 1, NULL, &train, &test), AIFT_E_RANGE,
                     "it must lie between 0 and 1");
    assert_fails(aift_dataset_train_test_split(data, 1.5, 1, NULL, &train, &test), AIFT_E_RANGE,
                 "test_size is 1.5:");
    assert_fails(aift_dataset_train_test_split(data, 0.5, 1, "class", &train, &test), AIFT_E_NOT_FOUND,
                 "there is no column \"class\"; the columns are \"n\", \"label\"");
    assert_fails(aift_dataset_train_test_split(one, 0.5, 1, NULL, &train, &test), AIFT_E_INVALID,
                 "of 1 rows");
    assert_null(train);
    assert_null(test);
    aift_dataset_release(data);
    aift_dataset_release(one);
}

static aift_status load_and_split(aift_context *ctx, void *arg)
{
    aift_source source = AIFT_SOURCE_INIT;
    source.name = "a.jsonl", source.data = arg, source.size = strlen(arg);
    aift_dataset *data, *train = NULL, *test = NULL;
    aift_status status = aift_dataset_load_source(ctx, &source, NULL, &data);
    if (status != AIFT_OK) {
        assert_null(data);
        return status;
    }
    status = aift_dataset_train_test_split(data, 0.5, 1, "label", &train, &test);
    assert_int_equal(train != NULL, status == AIFT_OK);
    assert_int_equal(test != NULL, status == AIFT_OK);
    aift_dataset_release(train);
    aift_dataset_release(test);
    aift_dataset_release(data);
    return status;
}

static void splitting_survives_failing_allocations(void **state)
{
    char jsonl[] = "{\"text\":\"a\",\"label\":\"x\"}\n{\"label\":\"y\",\"other\":7}\n{\"text\":\"c\"}\n";
    aift_test_sweep(load_and_split, jsonl);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(splits_every_row_once),
        CASE(keeps_the_shares),
        CASE(repeats_itself),
        CASE(refuses_bad_splits),
        cmocka_unit_test(splitting_survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What the tests of data share: files of texts, and data sets of them. */
#ifndef AIFT_TESTS_DATA_H
#define AIFT_TESTS_DATA_H

#include "fixture.h"

#include "data/dataset.h"

static inline const char *file_of(const char *name, const char *text)
{
    const char *path = aift_test_join(aift_test_folder(), name);
    aift_test_write(path, text, strlen(text));
    return path;
}

static inline aift_dataset *load(const char *name, const char *text)
{
    aift_dataset *data;
    assert_ok(aift_dataset_load(context, file_of(name, text), NULL, &data));
    return data;
}

static inline void assert_value(const aift_dataset *data, size_t row, size_t column, const char *want)
{
    size_t size = 99;
    const char *value = aift_dataset_value(data, row, column, &size);
    if (!want) {
        assert_null(value);
        assert_int_equal(size, 0);
        return;
    }
    assert_non_null(value);
    assert_string_equal(value, want);
    assert_int_equal(size, strlen(want));
}

#endif

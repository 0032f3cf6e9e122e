/* Every X_INIT macro of the public headers equals what its function fills in, byte for byte, padding included; and
 * a struct ends with its last field: in padding at its end, a field added later would meet an older caller's
 * garbage. tests/lint/options.py sees to it that no macro is missing here. */
#include "support.h"

#include "aift/aift.h"

/* X(struct and function, macro, last field, the field that is a text, struct_size if none is) */
#define ALL_OPTIONS(X)                                                                                       \
    X(aift_context_options, AIFT_CONTEXT_OPTIONS_INIT, parallel_for_user, struct_size)                       \
    X(aift_source, AIFT_SOURCE_INIT, user, name)                                                             \
    X(aift_dataset_options, AIFT_DATASET_OPTIONS_INIT, reserved, struct_size)                                \
    X(aift_encode_options, AIFT_ENCODE_OPTIONS_INIT, reserved, struct_size)                                  \
    X(aift_model_options, AIFT_MODEL_OPTIONS_INIT, reserved, struct_size)                                    \
    X(aift_save_options, AIFT_SAVE_OPTIONS_INIT, reserved, struct_size)                                      \
    X(aift_predict_options, AIFT_PREDICT_OPTIONS_INIT, reserved, struct_size)                                \
    X(aift_import_options, AIFT_IMPORT_OPTIONS_INIT, reserved, struct_size)                                  \
    X(aift_plan_options, AIFT_PLAN_OPTIONS_INIT, calibration_seconds, struct_size)                           \
    X(aift_profile_options, AIFT_PROFILE_OPTIONS_INIT, top, struct_size)                                     \
    X(aift_scan_options, AIFT_SCAN_OPTIONS_INIT, user, struct_size)                                          \
    X(aift_mask_options, AIFT_MASK_OPTIONS_INIT, salt_size, struct_size)                                     \
    X(aift_table, AIFT_TABLE_INIT, user, struct_size)                                                        \
    X(aift_show_options, AIFT_SHOW_OPTIONS_INIT, label_column, struct_size)                                  \
    X(aift_rank_options, AIFT_RANK_OPTIONS_INIT, limit, struct_size)                                         \
    X(aift_roadmap_options, AIFT_ROADMAP_OPTIONS_INIT, capacity, struct_size)                                \
    X(aift_store_options, AIFT_STORE_OPTIONS_INIT, reserved, struct_size)                                    \
    X(aift_train_options, AIFT_TRAIN_OPTIONS_INIT, reserved, metric_for_best_model)                          \
    X(aift_validate_options, AIFT_VALIDATE_OPTIONS_INIT, source, struct_size)

static void check(const char *name, const void *want, size_t size, size_t text, void (*init)(void *))
{
    unsigned char got[1024];
    const char *want_text, *got_text;
    assert_true(size < sizeof got);
    for (int poison = 0; poison < 256; poison += 255) {
        memset(got, poison, sizeof got);
        init(got);
        if (text) { /* equal texts may lie at different addresses */
            memcpy(&want_text, (const char *)want + text, sizeof want_text);
            memcpy(&got_text, got + text, sizeof got_text);
            assert_string_equal(want_text, got_text);
            memcpy(got + text, &want_text, sizeof want_text);
        }
        if (memcmp(got, want, size) != 0)
            fail_msg("%s: the macro and the function differ", name);
        assert_int_equal(got[size], poison);
    }
    size_t struct_size;
    memcpy(&struct_size, want, sizeof struct_size);
    assert_int_equal(struct_size, size);
}

#define TEST(name, macro, last, text)                                                                        \
    static void name##_init_as_void(void *options)                                                           \
    {                                                                                                        \
        name##_init(options);                                                                                \
    }                                                                                                        \
    static void test_##name(void **state)                                                                    \
    {                                                                                                        \
        static const name want = macro;                                                                      \
        check(#name, &want, sizeof want, offsetof(name, text), name##_init_as_void);                         \
        assert_int_equal(offsetof(name, last) + sizeof want.last, sizeof want);                              \
    }
ALL_OPTIONS(TEST)

int main(void)
{
#define LINE(name, macro, last, text) cmocka_unit_test(test_##name),
    const struct CMUnitTest tests[] = {ALL_OPTIONS(LINE)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

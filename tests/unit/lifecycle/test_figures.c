/* lifecycle: figures of an evaluation by their paths. */
#include "lifecycle/figures.h"
#include "support.h"

static const char text[] = "{\"n\":3,\"accuracy\":0.5,\"name\":\"x\",\"per_label\":{\"a.b\":{\"f1\":0.25},"
                           "\"a\":{\"b\":1,\"x\":null}},"
                           "\"confusion_matrix\":[[1,2],[3,4]]}";

static void finds_numbers(void **state)
{
    static const struct {
        const char *path;
        double value;
    } cases[] = {{"n", 3},
                 {"accuracy", 0.5},
                 {"per_label.a.b.f1", 0.25},
                 {"per_label.a.b", 1},
                 {"confusion_matrix.1.0", 3}};
    aift__json *tree;
    (void)state;
    assert_ok(aift__json_parse(text, sizeof text - 1, "x", &tree));
    for (size_t i = 0; i < AIFT__COUNT(cases); i++) {
        double value = -1;
        assert_ok(aift__figure_find(tree, cases[i].path, &value));
        assert_close(value, cases[i].value, 0);
    }
    aift__json_free(tree);
}

static void lists_what_there_is(void **state)
{
    static const char *const unknown[] = {"",
                                          "f2",
                                          "name",
                                          "per_label",
                                          "per_label.a.x",
                                          "per_label.a.b.",
                                          "n.0",
                                          "confusion_matrix.2.0",
                                          "confusion_matrix.0",
                                          "confusion_matrix.0.x",
                                          "confusion_matrix..0",
                                          "accuracyx"};
    aift__json *tree;
    double value;
    (void)state;
    assert_ok(aift__json_parse(text, sizeof text - 1, "x", &tree));
    for (size_t i = 0; i < AIFT__COUNT(unknown); i++)
        assert_fails(aift__figure_find(tree, unknown[i], &value), AIFT_E_NOT_FOUND,
                     "it has n, accuracy, per_label.a.b.f1, per_label.a.b");
    aift__json_free(tree);
    assert_fails(aift__figure_find(NULL, "n", &value), AIFT_E_NOT_FOUND, "it has none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_numbers),
                                       cmocka_unit_test(lists_what_there_is)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

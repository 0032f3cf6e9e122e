/* rows with any number of labels: inferred from the data, trained, evaluated, saved and loaded; and what is refused. */
#include "golden.h"

#include "aift/aift.h"
#include "fixture.h"

static const char *const columns[] = {"text", "label"};

enum { ROWS = 12 };

/* Rain is wet, wind is loud, and both are both. */
static aift_dataset *rows_of_weather(void)
{
    static const char *const each[4][2] = {{"rain", "[\"wet\"]"},
                                           {"wind", "[\"loud\"]"},
                                           {"rain and wind", "[\"loud\",\"wet\"]"},
                                           {"the train", "[]"}};
    const char *values[ROWS * 2];
    for (size_t i = 0; i < ROWS; i++)
        for (size_t k = 0; k < 2; k++)
            values[2 * i + k] = each[i % 4][k];
    aift_dataset *data;
    assert_ok(aift_dataset_from_rows(context, columns, 2, values, ROWS, &data));
    return data;
}

static aift_model *untrained(void)
{
    aift_model *model;
    aift_model_options options = AIFT_MODEL_OPTIONS_INIT;
    options.new_head = 1;
    assert_ok(aift_model_load(context, aift_test_path("golden/tiny-bert"), &options, &model));
    return model;
}

static void trains(void **state)
{
    aift_dataset *data = rows_of_weather();
    aift_model *model = untrained(), *loaded;
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.num_train_epochs = 60;
    options.learning_rate = 3e-3;
    options.eval_strategy = AIFT_EVAL_NO;
    aift_train_report *report;
    assert_ok(aift_train(model, data, NULL, &options, &report));
    aift_train_report_release(report);
    assert_string_equal(aift_model_problem_type(model), "multi_label_classification");
    assert_int_equal(aift_model_num_labels(model), 2);
    assert_string_equal(aift_model_label(model, 0), "loud");
    const char *folder = aift_test_join(aift_test_folder(), "model");
    assert_ok(aift_model_save(model, folder, NULL));
    assert_ok(aift_model_load(context, folder, NULL, &loaded));
    assert_string_equal(aift_model_problem_type(loaded), "multi_label_classification");

    aift_evaluation *e;
    double value;
    assert_ok(aift_model_evaluate(loaded, data, NULL, &e));
    assert_ok(aift_evaluation_metric(e, "accuracy", &value));
    assert_close(value, 1, 0);
    assert_ok(aift_evaluation_metric(e, "f1_macro", &value));
    assert_close(value, 1, 0);
    assert_ok(aift_evaluation_metric(e, "per_label.wet.support", &value));
    assert_close(value, 6, 0);
    assert_ok(aift_evaluation_metric(e, "loss", &value));
    assert_true(value < 0.3);
    assert_fails(aift_evaluation_metric(e, "confusion_matrix.0.1", &value), AIFT_E_NOT_FOUND,
                 "confusion_matrix");
    assert_null(strstr(aift_evaluation_json(e), "confusion_matrix"));
    aift_evaluation_release(e);

    static const char *const texts[] = {"rain and wind", "the train"};
    aift_predictions *p;
    assert_ok(aift_model_predict(loaded, texts, NULL, 2, NULL, &p));
    assert_contains(aift_predictions_json(p, 0), "{\"labels\":[\"loud\",\"wet\"],\"scores\":{\"loud\":0.");
    assert_contains(aift_predictions_json(p, 1), "{\"labels\":[],");
    aift_predictions_release(p);
    aift_model_release(loaded);
    aift_model_release(model);
    aift_dataset_release(data);
}

static void refuses(void **state)
{
    aift_dataset *data = rows_of_weather(), *bad;
    aift_model *model = untrained(), *single;
    aift_train_report *report;
    assert_ok(aift_model_load(context, aift_test_path("golden/tiny-bert"), NULL, &single));
    assert_fails(aift_train(single, data, NULL, NULL, &report), AIFT_E_INVALID,
                 "but the model chooses one label");
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.label_smoothing_factor = 0.1;
    assert_fails(aift_train(model, data, NULL, &options, &report), AIFT_E_INVALID,
                 "label_smoothing_factor: ");
    static const char *const values[] = {"rain", "[\"wet\",\"loud\"]", "wind", "[7]"};
    assert_ok(aift_dataset_from_rows(context, columns, 2, values, 2, &bad));
    aift_model *fresh = untrained();
    assert_fails(aift_train(fresh, bad, NULL, NULL, &report), AIFT_E_FORMAT,
                 "row 2: the label in column \"label\" must be");
    assert_string_equal(aift_model_problem_type(fresh), "single_label_classification");
    aift_model_release(fresh);
    aift_model_release(single);
    aift_model_release(model);
    aift_dataset_release(bad);
    aift_dataset_release(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {CASE(trains), CASE(refuses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

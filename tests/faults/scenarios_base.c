/* Scenarios of contexts, tensors and metrics, and of what only tells something. */
#include "faults.h"

static aift_status context(const things *given, things *made)
{
    aift_context_options options;
    aift_context_options_init(&options);
    options.allocator = given->allocator;
    options.num_threads = 4;
    TRY(GIVES(made->other_context, aift_context_create(&options, &made->other_context)));
    tell_number(made, aift_context_num_threads(made->other_context));
    aift_context_release(aift_context_retain(made->other_context));
    tell(made, aift_version());
    tell(made, aift_build_info());
    tell(made, aift_status_name(AIFT_E_NOMEM));
    tell(made, aift_last_error_part(AIFT_ERROR_PLACE) ? "a part" : "none");
    tell(made, aift_status_text(AIFT_E_NOMEM));
    tell(made, aift_dtype_name(AIFT_DTYPE_BF16));
    HOLDS(aift_last_error() != NULL);
    return AIFT_OK;
}

static const char *const columns[] = {"text", "label"};
static const char *const values[] = {"sun", "light", "night", "dark", "suns", NULL};

/* malloc itself. */
static aift_status standard_allocator(const things *given, things *made)
{
    TRY(GIVES(made->other_context, aift_context_create(NULL, &made->other_context)));
    TRY(GIVES(made->data, aift_dataset_from_rows(made->other_context, columns, 2, values, 3, &made->data)));
    tell_data(made, made->data);
    TRY(GIVES(made->model, load_model(made->other_context, faults_files.bert, &made->model)));
    char hex[65];
    TRY(aift_model_digest(made->model, hex));
    tell(made, hex);
    return AIFT_OK;
}

static void count_release(void *user)
{
    ++*(int *)user;
}

static aift_status tensor(const things *given, things *made)
{
    static const int32_t numbers[6] = {1, 2, 3, 4, 5, 6};
    static const int64_t shape[2] = {2, 3};
    static int released;
    const int before = released;
    aift_status status =
        GIVES(made->tensor, aift_tensor_wrap(given->context, AIFT_DTYPE_I32, shape, 2, numbers,
                                             sizeof numbers, count_release, &released, &made->tensor));
    HOLDS(released == before); /* not when it fails */
    TRY(status);
    tell_number(made, aift_tensor_dtype(made->tensor));
    tell_number(made, aift_tensor_rank(made->tensor));
    tell_bytes(made, aift_tensor_shape(made->tensor), sizeof shape);
    tell_bytes(made, aift_tensor_data(made->tensor), aift_tensor_nbytes(made->tensor));
    return AIFT_OK;
}

static const char *const labels[] = {"dark", "light", "grey"};

static aift_status metrics(const things *given, things *made)
{
    static const int32_t y_true[] = {0, 1, 2, 1}, y_pred[] = {0, 1, 1, 1};
    static const double losses[] = {0.1, 0.2, 0.3, 0.4};
    const char *json;
    double value;
    TRY(GIVES(made->metrics, aift_metrics_create(given->context, labels, 3, &made->metrics)));
    TRY(GIVES(made->more, aift_metrics_create(given->context, labels, 3, &made->more)));
    TRY(aift_metrics_update(made->metrics, y_true, y_pred, losses, 4));
    TRY(aift_metrics_update(made->more, y_true, y_pred, NULL, 4));
    TRY(aift_metrics_merge(made->metrics, made->more));
    tell_number(made, (double)aift_metrics_num_labels(made->metrics));
    TRY(COUNTS(value, aift_metrics_value(made->metrics, "per_label.grey.recall", &value)));
    tell_number(made, value);
    TRY(GIVES(json, aift_metrics_json(made->metrics, &json)));
    tell(made, json);
    return AIFT_OK;
}

static aift_status multi_label_metrics(const things *given, things *made)
{
    static const uint8_t y_true[] = {0, 1, 1, 1, 0, 0}, y_pred[] = {0, 1, 0, 1, 0, 1};
    const char *json;
    TRY(GIVES(made->metrics, aift_metrics_create(given->context, labels, 3, &made->metrics)));
    TRY(aift_metrics_update_multilabel(made->metrics, y_true, y_pred, NULL, 2));
    TRY(GIVES(json, aift_metrics_json(made->metrics, &json)));
    tell(made, json);
    return AIFT_OK;
}

const scenario scenarios_base[] = {
    {"context", context}, {"standard allocator", standard_allocator},   {"tensor", tensor},
    {"metrics", metrics}, {"multi-label metrics", multi_label_metrics}, {NULL},
};

/* Calls of models, predictions, evaluations and metrics. */
#include "api.h"
#include "small_models.h"

static void load_model(api *a)
{
    const bool picture = api_below(a, 2);
    const char *config = picture ? small_picture_config : small_text_config,
               *other = picture ? small_picture_json : small_tokenizer_json;
    const aift_source files[] = {
        fuzz_source("config.json", config, strlen(config)),
        fuzz_source(picture ? "preprocessor_config.json" : "tokenizer.json", other, strlen(other))};
    aift_model_options options = AIFT_MODEL_OPTIONS_INIT;
    aift_model *made;
    options.from_config = (int32_t)(api_below(a, 8) ? 1 : api_int(a));
    options.new_head = (int32_t)(api_below(a, 4) ? 0 : api_int(a));
    options.copy = (int32_t)api_int(a);
    options.seed = api_byte(a);
    const size_t slot = api_below(a, API_SLOTS);
    fuzz_call(aift_model_load_sources(a->context, files, 2, &options, &made), made);
    API_REPLACE(a->model[slot], aift_model_release, made);
}

static void set_labels(api *a)
{
    const char *labels[4];
    aift_model *model = api_model(a);
    const size_t n = api_below(a, 5);
    for (size_t i = 0; i < n; i++)
        labels[i] = api_text(a);
    if (!model)
        return;
    const aift_status status = aift_model_set_labels(model, labels, n);
    fuzz_call(status, status == AIFT_OK ? model : NULL);
}

static void set_labels_from(api *a)
{
    aift_model *model = api_model(a);
    const aift_dataset *data = api_data(a);
    if (model && data)
        aift_model_set_labels_from(model, data, api_text_or_null(a));
}

static void snapshot(api *a)
{
    const aift_model *model = api_model(a);
    aift_model *made;
    if (!model)
        return;
    fuzz_call(aift_model_snapshot(model, &made), made);
    API_REPLACE(a->model[1], aift_model_release, made);
}

static aift_predict_options predict_options(api *a)
{
    aift_predict_options options = AIFT_PREDICT_OPTIONS_INIT;
    options.batch_size = (int32_t)api_int(a);
    options.max_length = (int32_t)api_int(a);
    options.output_hidden_states = (int32_t)api_int(a);
    options.text_column = api_text_or_null(a);
    options.label_column = api_text_or_null(a);
    options.on_error = (aift_on_error)api_int(a);
    options.progress = api_below(a, 2) ? api_progress : NULL;
    options.user = a;
    return options;
}

static void predict(api *a)
{
    const char *texts[4];
    size_t sizes[4];
    const aift_model *model = api_model(a);
    const aift_predict_options options = predict_options(a);
    const bool plain = api_below(a, 2), sized = api_below(a, 2);
    const size_t n = api_below(a, 5);
    aift_predictions *made;
    for (size_t i = 0; i < n; i++) {
        texts[i] = api_text(a);
        sizes[i] = strlen(texts[i]);
    }
    if (!model)
        return;
    const aift_status status =
        aift_model_predict(model, texts, sized ? sizes : NULL, n, plain ? NULL : &options, &made);
    if (fuzz_call(status, made))
        fuzz_expect(aift_predictions_num_rows(made) == n);
    API_REPLACE(a->predictions, aift_predictions_release, made);
    aift_tensor *vectors;
    if (fuzz_call(aift_embed(model, texts, sized ? sizes : NULL, n, plain ? NULL : &options, &vectors),
                  vectors))
        fuzz_expect(aift_tensor_shape(vectors)[0] == (int64_t)n);
    aift_tensor_release(vectors);
}

static void predict_media(api *a)
{
    const aift_model *model = api_model(a);
    const aift_predict_options options = predict_options(a);
    aift_media items[3];
    const size_t n = api_below(a, 4);
    aift_predictions *made;
    aift_tensor *tensor;
    for (size_t i = 0; i < n; i++) {
        items[i] = api_below(a, 2) ? small_picture() : small_sound();
        if (api_below(a, 3) == 0)
            items[i].kind = (aift_media_kind)(1 + api_below(a, 5));
        if (api_below(a, 3) == 0)
            items[i].height = (int32_t)api_int(a);
    }
    if (!model)
        return;
    fuzz_call(aift_model_predict_media(model, items, n, &options, &made), made);
    API_REPLACE(a->predictions, aift_predictions_release, made);
    if (fuzz_call(aift_model_preprocess(model, items, n, &tensor), tensor))
        fuzz_touch(aift_tensor_data(tensor), aift_tensor_nbytes(tensor));
    API_REPLACE(a->tensor, aift_tensor_release, tensor);
}

static void evaluate(api *a)
{
    const aift_model *model = api_model(a);
    const aift_dataset *data = api_data(a);
    const bool plain = api_below(a, 2);
    const aift_predict_options options = predict_options(a);
    aift_evaluation *made;
    if (!model || !data)
        return;
    fuzz_call(aift_model_evaluate(model, data, plain ? NULL : &options, &made), made);
    API_REPLACE(a->evaluation, aift_evaluation_release, made);
}

static void look_at_model(api *a)
{
    const aift_model *model = api_model(a);
    char hex[65];
    if (!model)
        return;
    aift_tensor *tensor;
    const char *name = aift_model_parameter_name(model, (size_t)api_int(a));
    fuzz_call(aift_model_parameter(model, name ? name : api_text(a), &tensor), tensor);
    API_REPLACE(a->tensor, aift_tensor_release, tensor);
    aift_model_label(model, (size_t)api_int(a));
    aift_model_digest(model, hex);
    aift_model_write(model, api_write, NULL);
    fuzz_expect(*aift_model_task(model) && *aift_model_problem_type(model));
    aift_tokenizer *tokenizer = aift_model_tokenizer(model);
    if (tokenizer)
        API_REPLACE(a->tokenizer, aift_tokenizer_release, aift_tokenizer_retain(tokenizer));
}

static void look_at_predictions(api *a)
{
    const aift_predictions *p = a->predictions;
    size_t tokens = 0, width = 0;
    if (!p)
        return;
    const size_t row = (size_t)api_int(a), labels = aift_predictions_num_labels(p);
    const float *scores = aift_predictions_scores(p, row), *logits = aift_predictions_logits(p, row),
                *hidden = aift_predictions_hidden_state(p, row, &tokens, &width);
    const char *json = aift_predictions_json(p, row);
    fuzz_touch(scores, scores ? labels * sizeof *scores : 0);
    fuzz_touch(logits, logits ? labels * sizeof *logits : 0);
    fuzz_touch(hidden, hidden ? tokens * width * sizeof *hidden : 0);
    fuzz_touch(json, json ? strlen(json) : 0);
    fuzz_expect(aift_predictions_label(p, row) < (int32_t)labels);
    aift_predictions_label_text(p, (size_t)api_int(a));
    aift_predictions_error(p, row);
}

static void look_at_evaluation(api *a)
{
    double value;
    if (!a->evaluation)
        return;
    fuzz_touch(aift_evaluation_json(a->evaluation), strlen(aift_evaluation_json(a->evaluation)));
    aift_evaluation_metric(a->evaluation, api_text(a), &value);
    aift_evaluation_skipped(a->evaluation, (size_t)api_int(a));
}

static void make_metrics(api *a)
{
    const char *labels[4];
    const size_t slot = api_below(a, API_SLOTS), n = api_below(a, 5);
    aift_metrics *made;
    for (size_t i = 0; i < n; i++)
        labels[i] = api_text(a);
    fuzz_call(aift_metrics_create(a->context, labels, n, &made), made);
    API_REPLACE(a->metrics[slot], aift_metrics_release, made);
}

static void update_metrics(api *a)
{
    int32_t y_true[4], y_pred[4];
    uint8_t many[16];
    double losses[4], value;
    const char *json;
    aift_metrics *metrics = a->metrics[0];
    const size_t n = api_below(a, 5);
    for (size_t i = 0; i < 4; i++) {
        y_true[i] = (int32_t)api_int(a);
        y_pred[i] = (int32_t)api_int(a);
        losses[i] = api_real(a);
    }
    for (size_t i = 0; i < sizeof many; i++)
        many[i] = (uint8_t)api_below(a, 3);
    if (!metrics)
        return;
    if (api_below(a, 3))
        aift_metrics_update(metrics, y_true, y_pred, api_below(a, 2) ? losses : NULL, n);
    else
        aift_metrics_update_multilabel(metrics, many, many, api_below(a, 2) ? losses : NULL, n);
    if (a->metrics[1])
        aift_metrics_merge(metrics, a->metrics[1]);
    aift_metrics_value(metrics, api_text(a), &value);
    fuzz_call(aift_metrics_json(metrics, &json), json);
}

const api_call api_model_calls[] = {load_model,    set_labels, set_labels_from, snapshot, predict,
                                    predict_media, evaluate,   look_at_model,   NULL};
const api_call api_result_calls[] = {look_at_predictions, look_at_evaluation, make_metrics, update_metrics,
                                     NULL};

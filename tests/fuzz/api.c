/* What bytes say (api.h), and the calls that they choose. */
#include <math.h>

#include "api.h"

enum { MOST_CALLS = 40 };

uint8_t api_byte(api *a)
{
    return a->at < a->end ? *a->at++ : 0;
}

size_t api_below(api *a, size_t n)
{
    return api_byte(a) % n;
}

int64_t api_int(api *a)
{
    static const int64_t odd[] = {-1,        65536,     65537,     1 << 20,          INT32_MAX,
                                  INT32_MIN, INT64_MAX, INT64_MIN, (int64_t)1 << 32, ((int64_t)1 << 32) + 1,
                                  255,       -65536};
    const uint8_t byte = api_byte(a);
    return byte < 200 ? byte % 8 : odd[byte % (sizeof odd / sizeof *odd)];
}

double api_real(api *a)
{
    static const double reals[] = {0,   0.5,      1,     2,         1e-3,   5e-5, 0.999, -1,
                                   NAN, INFINITY, 1e300, -INFINITY, 1e-300, 1e9,  -0.0,  1e-8};
    return reals[api_below(a, sizeof reals / sizeof *reals)];
}

const char *api_text(api *a)
{
    static const char *const known[] = {
        "text", "label",    "image", "audio",   "a",     "b",       "a b",    "accuracy",         "loss",
        "*",    "f1_macro", "",      "a.jsonl", "n.csv", "[\"a\"]", "bert.*", "classifier.weight"};
    const size_t n = sizeof known / sizeof *known;
    const uint8_t byte = api_byte(a);
    if (byte < 8 * n || a->num_texts == API_TEXTS)
        return known[byte % n];
    char *text = a->texts[a->num_texts++];
    size_t size = byte % (API_TEXT - 1);
    const size_t left = (size_t)(a->end - a->at);
    size = size < left ? size : left;
    memcpy(text, a->at, size);
    text[size] = '\0';
    a->at += size;
    return text;
}

const char *api_text_or_null(api *a)
{
    return api_below(a, 2) ? api_text(a) : NULL;
}

const uint8_t *api_bytes(api *a, size_t *size)
{
    const uint8_t byte = api_byte(a), *bytes = a->at;
    const size_t left = (size_t)(a->end - a->at);
    *size = byte < left ? byte : left;
    a->at += *size;
    return *size ? bytes : (const uint8_t *)"";
}

aift_dataset *api_data(api *a)
{
    return a->data[api_below(a, API_SLOTS)];
}

aift_model *api_model(api *a)
{
    return a->model[api_below(a, API_SLOTS)];
}

int api_progress(void *user, int64_t done, int64_t total)
{
    return ++((api *)user)->calls > 4;
}

int api_write(void *user, const char *name, const void *data, size_t size)
{
    fuzz_touch(name, strlen(name));
    fuzz_touch(data, size);
    return 0;
}

static void release_all(api *a)
{
    aift_trainer_release(a->trainer);
    for (size_t i = 0; i < API_SLOTS; i++) {
        aift_dataset_release(a->data[i]);
        aift_model_release(a->model[i]);
        aift_metrics_release(a->metrics[i]);
    }
    aift_tokenizer_release(a->tokenizer);
    aift_encoding_release(a->encoding);
    aift_predictions_release(a->predictions);
    aift_evaluation_release(a->evaluation);
    aift_tensor_release(a->tensor);
    aift_usecase_release(a->usecase);
    aift_plan_release(a->plan);
    aift_train_report_release(a->report);
}

/* The trainer first: it holds its model, and predicting goes on. */
static void release_some(api *a)
{
    const size_t slot = api_below(a, API_SLOTS);
    if (api_below(a, 2))
        API_REPLACE(a->trainer, aift_trainer_release, NULL);
    else
        API_REPLACE(a->data[slot], aift_dataset_release, NULL);
    if (api_below(a, 4) == 0)
        API_REPLACE(a->model[0], aift_model_release, NULL);
}

static api_call call_of(uint8_t byte)
{
    static const api_call *const tables[] = {api_data_calls, api_model_calls, api_result_calls,
                                             api_train_calls};
    const api_call *table = tables[byte % 4];
    size_t n = 0;
    while (table[n])
        n++;
    return byte >= 250 ? release_some : table[byte / 4 % n];
}

void api_run(aift_context *context, const uint8_t *data, size_t size)
{
    static api zeroed, a;
    a = zeroed;
    a.at = data;
    a.end = data + size;
    a.context = context;
    for (int i = 0; i < MOST_CALLS && a.at < a.end; i++) {
        a.calls = a.num_texts = 0;
        call_of(api_byte(&a))(&a);
    }
    release_all(&a);
}

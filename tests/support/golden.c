/* Reading the golden files. */
#include <math.h>

#include "golden.h"

aift__safetensors *golden_tensors(aift_context *context, const char *name)
{
    aift__file_bytes bytes;
    aift__safetensors *file;
    char path[256];
    snprintf(path, sizeof path, "golden/%s", name);
    assert_ok(aift__file_map(context, aift_test_path(path), true, &bytes));
    assert_ok(aift__safetensors_open(context, name, &bytes, &file));
    return file;
}

golden golden_open(aift_context *context)
{
    golden g = {.expected = golden_tensors(context, "expected.safetensors")};
    size_t size;
    const char *text = aift_test_read(aift_test_path("golden/expected.json"), &size);
    assert_ok(aift__json_parse(text, size, "expected.json", &g.json));
    const aift__json *rows = aift__json_get(g.json, "rows");
    assert_int_equal(aift__json_size(rows), 12);
    const char *values[24];
    for (size_t i = 0; i < 12; i++) {
        values[2 * i] = g.texts[i] = aift__json_text(aift__json_get(aift__json_at(rows, i), "text"), NULL);
        values[2 * i + 1] = g.labels[i] =
            aift__json_text(aift__json_get(aift__json_at(rows, i), "label"), NULL);
    }
    assert_ok(
        aift_dataset_from_rows(context, (const char *const[]){"text", "label"}, 2, values, 12, &g.dataset));
    return g;
}

void golden_close(golden *g)
{
    aift_dataset_release(g->dataset);
    aift__json_free(g->json);
    aift__safetensors_close(g->expected);
}

const float *golden_floats(const aift__safetensors *file, const char *name, size_t *n)
{
    const aift__safetensor *t = aift__safetensors_find(file, name);
    if (!t)
        fail_msg("the golden file has no tensor %s", name);
    assert_int_equal(t->dtype, AIFT_DTYPE_F32);
    *n = t->nbytes / sizeof(float);
    return t->data;
}

aift_model *golden_model(aift_context *context)
{
    aift_model *model;
    assert_ok(aift_model_load(context, aift_test_path("golden/tiny-bert"), NULL, &model));
    return model;
}

double golden_distance(const float *a, const float *b, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++) {
        double d = fabs((double)a[i] - (double)b[i]);
        most = d <= most ? most : isnan(d) ? INFINITY : d;
    }
    return most;
}

double golden_largest(const float *a, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = AIFT__MAX(most, fabs((double)a[i]));
    return most;
}

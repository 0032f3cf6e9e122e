/* Every transform of transforms.def: JSON and back, the ranges of its fields, the shape it promises, that the random
 * numbers' key decides alone, failing allocations. A new transform needs a row in `examples`. */
#include <math.h>

#include "aift/aift.h"
#include "fixture.h"
#include "transforms/pipeline.h"
#include "transforms/transform.h"

/* A step that is right, and what it is given: the first kind that it takes unless it says so. */
typedef struct example {
    const char *name, *fields;
    int64_t size[3];
} example;

static const example examples[] = {
    {"convert_rgb", "", {9, 7, 1}},
    {"grayscale", "", {9, 7, 3}},
    {"resize", ", \"size\": {\"height\": 16, \"width\": 11}, \"resample\": \"bicubic\"", {21, 34, 3}},
    {"center_crop", ", \"crop_size\": 12", {21, 9, 3}},
    {"random_resized_crop", ", \"size\": 10", {21, 34, 3}},
    {"random_horizontal_flip", ", \"p\": 0.5", {5, 8, 3}},
    {"random_rotation", ", \"degrees\": 30", {21, 34, 3}},
    {"color_jitter",
     ", \"brightness\": 0.4, \"contrast\": 0.4, \"saturation\": 0.4, \"hue\": 0.1",
     {6, 5, 3}},
    {"rand_augment", "", {21, 34, 3}},
    {"normalize", ", \"image_mean\": [0.4, 0.5, 0.6], \"image_std\": 0.25", {6, 5, 3}},
    {"random_erasing", ", \"p\": 0.9", {21, 34, 3}},
    {"mixup", ", \"alpha\": 0.5", {6, 5, 3}},
    {"mono", "", {2, 4000, 1}},
    {"resample", ", \"sampling_rate\": 16000", {1, 4000, 1}},
    {"pad_or_trim", ", \"length\": 5000", {1, 4000, 1}},
    {"standardize", "", {1, 4000, 1}},
    {"log_mel", ", \"n_fft\": 512, \"hop_length\": 160, \"n_mels\": 40", {1, 4000, 1}},
    {"mfcc", ", \"n_mfcc\": 12", {30, 40, 1}},
    {"scale_spectrum", ", \"mean\": -4, \"std\": 4", {30, 40, 1}},
    {"spec_augment", ", \"freq_mask_param\": 8, \"time_mask_param\": 8", {30, 40, 1}},
    {"add_noise", ", \"snr_min\": 5, \"snr_max\": 20", {1, 4000, 1}},
    {"time_shift", ", \"seconds\": 0.1", {1, 4000, 1}},
    {"gain", "", {1, 4000, 1}},
};

static const example *example_of(const aift__transform *type)
{
    for (size_t i = 0; i < AIFT__COUNT(examples); i++)
        if (strcmp(examples[i].name, type->name) == 0)
            return &examples[i];
    return NULL;
}

static aift__shape shape_of(const aift__transform *type, const example *row)
{
    aift__sample_kind kind = (aift__sample_kind)(type->takes & -type->takes);
    return (aift__shape){
        kind, {row->size[0], row->size[1], row->size[2]}, kind == AIFT__SAMPLE_SOUND ? 16000 : 0};
}

static aift__json *json_of(const char *text)
{
    aift__json *json = NULL;
    assert_ok(aift__json_parse(text, strlen(text), "row", &json));
    return json;
}

static void *create(const aift__transform *type, const example *row)
{
    char text[512];
    void *self = NULL;
    snprintf(text, sizeof text, "{\"type\": \"%s\"%s}", row->name, row->fields);
    aift__json *json = json_of(text);
    assert_ok(aift__transform_create(context, type, json, "row", &self));
    aift__json_free(json);
    return self;
}

/* Numbers that differ from place to place. */
static aift_status fill(aift__sample *sample, const aift__shape *shape)
{
    AIFT__TRY(aift__sample_make(sample, shape));
    for (size_t i = 0; i < aift__shape_count(shape); i++)
        if (shape->kind == AIFT__SAMPLE_PICTURE)
            sample->pixels[i] = (uint8_t)(i * i * 7 + i / 5);
        else
            sample->values[i] = sinf((float)i * 0.37f);
    return AIFT_OK;
}

/* Applies the transform to the example's sample, or as a batch of its rows. */
static aift_status apply(const aift__transform *type, const void *self, const example *row, uint64_t key,
                         aift__workspace *space, aift__sample *sample)
{
    aift__rng rng;
    double lambda;
    aift__shape shape = shape_of(type, row);
    aift__rng_init(&rng, key, 1);
    AIFT__TRY(fill(sample, &shape));
    if (type->batch)
        return type->batch(self, &rng, space,
                           &(aift__batch){sample->values, row->size[0], row->size[1] * row->size[2]},
                           &lambda);
    return type->apply(self, &rng, space, sample);
}

static void each_has_an_example(void **state)
{
    for (size_t i = 0; aift__transforms[i]; i++) {
        const aift__transform *type = aift__transforms[i];
        if (!example_of(type))
            fail_msg("the transform %s has no row in tests/unit/transforms/test_registry.c", type->name);
        assert_ptr_equal(aift__transform_find(type->name), type);
        assert_true(!type->apply != !type->batch);
        assert_true(type->takes);
    }
}

static char *written(const aift__transform *type, const void *self)
{
    char *text = NULL;
    aift__json *object = aift__json_new_object();
    assert_ok(aift__transform_write(type, self, object));
    assert_ok(aift__json_write(context, object, 0, &text));
    aift__json_free(object);
    return text;
}

static void each_reads_what_it_has_written(void **state)
{
    for (size_t i = 0; aift__transforms[i]; i++) {
        const aift__transform *type = aift__transforms[i];
        void *first = create(type, example_of(type)), *second = NULL;
        char *text = written(type, first);
        aift__json *json = json_of(text);
        assert_ok(aift__transform_create(context, type, json, "row", &second));
        char *again = written(type, second);
        assert_string_equal(text, again);
        aift__free(context, text);
        aift__free(context, again);
        aift__json_free(json);
        aift__transform_destroy(context, type, first);
        aift__transform_destroy(context, type, second);
    }
}

/* A value beyond the greatest, or of no kind that the field takes. */
static const char *bad_value(const aift__field *field, char *buf, size_t size, bool beyond)
{
    if (!beyond || field->kind == AIFT__FIELD_BOOL || field->kind == AIFT__FIELD_CHOICE)
        return field->kind == AIFT__FIELD_CHOICE ? "\"no such thing\"" : "\"text\"";
    if (field->kind == AIFT__FIELD_REALS && field->least > 1)
        snprintf(buf, size, "[%.17g, %.17g]", field->max * 2 + 1, field->max * 2 + 1);
    else
        snprintf(buf, size, "%.0f", field->max * 2 + 1);
    return buf;
}

static void bad_fields_are_named(void **state)
{
    char text[600], value[80];
    for (size_t i = 0; aift__transforms[i]; i++) {
        const aift__transform *type = aift__transforms[i];
        for (const aift__field *field = type->fields; field && field->name; field++)
            for (int beyond = 0; beyond < 2; beyond++) {
                void *self = text;
                const example *row = example_of(type);
                aift__json *json, *bad;
                snprintf(text, sizeof text, "{\"type\": \"%s\"%s}", row->name, row->fields);
                json = json_of(text);
                bad = json_of(bad_value(field, value, sizeof value, beyond));
                assert_ok(aift__json_set(json, field->name, bad));
                aift_status status = aift__transform_create(context, type, json, "row", &self);
                if (status == AIFT_OK || !strstr(aift_last_error(), field->name))
                    fail_msg("%s.%s of %s: status %d, \"%s\"", type->name, field->name, value, (int)status,
                             aift_last_error());
                assert_null(self);
                aift__json_free(json);
            }
    }
}

static void a_shape_is_kept_as_promised(void **state)
{
    for (size_t i = 0; aift__transforms[i]; i++) {
        const aift__transform *type = aift__transforms[i];
        const example *row = example_of(type);
        void *self = create(type, row);
        aift__sample sample;
        aift__workspace space;
        aift__sample_init(&sample, context);
        aift__workspace_init(&space, context);
        aift__shape promised = shape_of(type, row), rough = promised;
        for (int a = 0; a < 2; a++)
            rough.size[a] = AIFT__SHAPE_VARIES;
        for (aift__shape *shape = &promised; shape; shape = shape == &promised ? &rough : NULL) {
            if (type->shape)
                assert_ok(type->shape(self, shape));
            shape->kind = type->gives ? type->gives : shape->kind;
        }
        assert_ok(apply(type, self, row, 3, &space, &sample));
        assert_int_equal(sample.shape.kind, promised.kind);
        for (int a = 0; a < 3; a++) {
            if (promised.size[a] != sample.shape.size[a])
                fail_msg("%s: size %d is %lld, promised %lld", type->name, a, (long long)sample.shape.size[a],
                         (long long)promised.size[a]);
            assert_true(rough.size[a] == AIFT__SHAPE_VARIES || rough.size[a] == sample.shape.size[a]);
        }
        aift__sample_finish(&sample);
        aift__workspace_finish(&space);
        aift__transform_destroy(context, type, self);
    }
}

/* The same key gives the same bytes, whatever the workspace held before; random ones differ by the key. */
static void the_key_decides(void **state)
{
    for (size_t i = 0; aift__transforms[i]; i++) {
        const aift__transform *type = aift__transforms[i];
        const example *row = example_of(type);
        void *self = create(type, row);
        bool differs = false;
        aift__sample first, sample;
        aift__workspace spaces[2];
        aift__sample_init(&first, context);
        aift__sample_init(&sample, context);
        for (int k = 0; k < 2; k++)
            aift__workspace_init(&spaces[k], context);
        assert_ok(apply(type, self, row, 0, &spaces[0], &first));
        size_t bytes = aift__shape_bytes(&first.shape);
        for (uint64_t key = 0; key < 30; key++) {
            assert_ok(apply(type, self, row, key, &spaces[1], &sample));
            assert_int_equal(bytes, aift__shape_bytes(&sample.shape));
            bool same = memcmp(first.data, sample.data, bytes) == 0;
            if (!same && key == 0)
                fail_msg("%s: another result of the same key", type->name);
            differs |= !same;
        }
        if (differs != type->random)
            fail_msg("%s: random is %d, but results %s", type->name, type->random,
                     differs ? "differ" : "are all equal");
        aift__sample_finish(&first);
        aift__sample_finish(&sample);
        for (int k = 0; k < 2; k++)
            aift__workspace_finish(&spaces[k]);
        aift__transform_destroy(context, type, self);
    }
}

static aift_status all_of_it(aift_context *swept, void *arg)
{
    const aift__transform *type = arg;
    const example *row = example_of(type);
    char text[512];
    void *self = NULL;
    aift__json *json = NULL;
    aift__sample sample;
    aift__workspace space;
    aift__sample_init(&sample, swept);
    aift__workspace_init(&space, swept);
    snprintf(text, sizeof text, "{\"type\": \"%s\"%s}", row->name, row->fields);
    aift_status status = aift__json_parse(text, strlen(text), "row", &json);
    if (status == AIFT_OK) {
        status = aift__transform_create(swept, type, json, "row", &self);
        assert_true(status == AIFT_OK || !self);
    }
    if (status == AIFT_OK)
        status = apply(type, self, row, 3, &space, &sample);
    aift__json_free(json);
    aift__transform_destroy(swept, type, self);
    aift__sample_finish(&sample);
    aift__workspace_finish(&space);
    return status;
}

static void allocations_may_fail(void **state)
{
    for (size_t i = 0; aift__transforms[i]; i++)
        aift_test_sweep(all_of_it, (void *)(uintptr_t)aift__transforms[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(each_has_an_example),  CASE(each_reads_what_it_has_written),
        CASE(bad_fields_are_named), CASE(a_shape_is_kept_as_promised),
        CASE(the_key_decides),      CASE(allocations_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Pictures whose pixels can be worked out by hand: moved between pixels, resized to the nearest, cut out of the middle; sizes
 * that no picture may have. tests/compat compares all of it with Pillow and torchvision. */
#include "fixture.h"

#include "codec/json.h"
#include "transforms/picture.h"
#include "transforms/transform.h"

static aift__sample sample;
static aift__workspace space;

/* A picture of these rows. */
static void draw(int64_t height, int64_t width, int64_t channels, const uint8_t *pixels)
{
    aift__shape shape = {AIFT__SAMPLE_PICTURE, {height, width, channels}, 0};
    aift__sample_init(&sample, context);
    aift__workspace_init(&space, context);
    assert_ok(aift__sample_make(&sample, &shape));
    memcpy(sample.pixels, pixels, aift__shape_bytes(&shape));
}

static void done(void)
{
    aift__sample_finish(&sample);
    aift__workspace_finish(&space);
}

static void moved(const double a[6], int64_t height, int64_t width, int64_t channels, const uint8_t *pixels,
                  const uint8_t *want)
{
    draw(height, width, channels, pixels);
    assert_ok(aift__picture_affine(&sample, a, AIFT__FILTER_BILINEAR, 7, &space));
    assert_memory_equal(sample.pixels, want, (size_t)(height * width * channels));
    done();
}

/* What falls between pixels is mixed of them, cut to a whole number; at the edge the last pixel goes on; beyond it is `fill`. */
static void between_pixels_they_are_mixed(void **state)
{
    static const uint8_t row[] = {10, 20, 41, 80}, column[] = {10, 20, 41, 80};
    moved((double[]){1, 0, 0, 0, 1, 0}, 1, 4, 1, row, row);
    moved((double[]){1, 0, 0.5, 0, 1, 0}, 1, 4, 1, row, (uint8_t[]){15, 30, 60, 7});
    moved((double[]){1, 0, -0.25, 0, 1, 0}, 1, 4, 1, row, (uint8_t[]){10, 17, 35, 70});
    moved((double[]){1, 0, 0, 0, 1, 0.5}, 4, 1, 1, column, (uint8_t[]){15, 30, 60, 7});
    moved((double[]){-1, 0, 4, 0, 1, 0}, 1, 4, 1, row, (uint8_t[]){80, 41, 20, 10});
    moved((double[]){1, 0, 1, 0, 1, 0}, 1, 2, 3, (uint8_t[]){1, 2, 3, 4, 5, 6},
          (uint8_t[]){4, 5, 6, 7, 7, 7});
    moved((double[]){1, 0, 0.5, 0, 1, 0.5}, 2, 2, 1, (uint8_t[]){0, 100, 40, 60}, (uint8_t[]){50, 7, 7, 7});
}

static void a_quarter_turn_goes_against_the_clock(void **state)
{
    static const uint8_t square[] = {1, 2, 3, 4};
    for (int f = AIFT__FILTER_NEAREST; f <= AIFT__FILTER_BILINEAR; f += AIFT__FILTER_BILINEAR) {
        draw(2, 2, 1, square);
        assert_ok(aift__picture_rotate(&sample, 90, (aift__filter)f, 0, &space));
        assert_memory_equal(sample.pixels, ((uint8_t[]){2, 4, 1, 3}), 4);
        done();
    }
}

static void the_nearest_is_under_the_middle(void **state)
{
    static const uint8_t four[] = {1, 2, 3, 4}, pixels[] = {1, 2, 3, 4, 5, 6};
    draw(1, 4, 1, four);
    aift__window whole = aift__window_of(&sample);
    assert_ok(aift__picture_resize_part(&sample, &whole, AIFT__FILTER_NEAREST, 2, 2, &space));
    assert_memory_equal(sample.pixels, ((uint8_t[]){2, 4, 2, 4}), 4);
    done();
    draw(1, 2, 3, pixels);
    whole = aift__window_of(&sample);
    assert_ok(aift__picture_resize_part(&sample, &whole, AIFT__FILTER_NEAREST, 1, 4, &space));
    assert_memory_equal(sample.pixels, ((uint8_t[]){1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6}), 12);
    done();
}

static void sizes_are_bounded(void **state)
{
    static const uint8_t pixel[] = {9};
    static const struct {
        int64_t from_height, from_width, height, width;
        aift_status status;
        const char *message;
    } cases[] = {
        {0, 1, 1, 1, AIFT_E_SHAPE, "a picture of 0 x 1 pixels cannot be resized to 1 x 1"},
        {1, 1, 1, 0, AIFT_E_SHAPE, "cannot be resized to 1 x 0"},
        {1, (1 << 20) + 1, 1, 1, AIFT_E_RANGE, "an edge that is resized has at most 1048576"},
        {(1 << 20) + 1, 1, 1, 1, AIFT_E_RANGE, "an edge that is resized has at most 1048576"},
        {1 << 20, 1, 1, 4096, AIFT_E_RANGE,
         "1048576 rows resized to a width of 4096 needs more than 2147483648"},
    };
    draw(1, 1, 1, pixel);
    for (size_t i = 0; i < AIFT__COUNT(cases); i++) {
        const aift__window window = {sample.pixels, 1, cases[i].from_height, cases[i].from_width, 1};
        aift__sample made;
        aift__sample_init(&made, context);
        assert_fails(
            aift__picture_resize(&window, AIFT__FILTER_BOX, cases[i].height, cases[i].width, &space, &made),
            cases[i].status, cases[i].message);
        aift__sample_finish(&made);
    }
    done();
}

static aift_status create(const char *name, const char *fields, void **self)
{
    aift__json *json;
    *self = NULL;
    assert_ok(aift__json_parse(fields, strlen(fields), "fields", &json));
    aift_status status = aift__transform_create(context, aift__transform_find(name), json, name, self);
    aift__json_free(json);
    return status;
}

/* Pictures of one row or column have no part of these proportions: it is the middle of them. */
static void a_part_that_does_not_fit_is_the_middle(void **state)
{
    const aift__transform *type = aift__transform_find("random_resized_crop");
    for (int upright = 0; upright < 2; upright++) {
        uint8_t pixels[101];
        void *self;
        for (int i = 0; i < 101; i++)
            pixels[i] = (uint8_t)i;
        assert_ok(create(type->name, "{\"size\": 2, \"scale\": [1, 1], \"ratio\": [1, 1]}", &self));
        draw(upright ? 101 : 1, upright ? 1 : 101, 1, pixels);
        aift__rng rng;
        aift__rng_init(&rng, 1, 1);
        assert_ok(type->apply(self, &rng, &space, &sample));
        assert_int_equal(sample.shape.size[0], 2);
        assert_memory_equal(sample.pixels, ((uint8_t[]){50, 50, 50, 50}), 4);
        done();
        aift__transform_destroy(context, type, self);
    }
}

static void fields_must_agree(void **state)
{
    static const struct {
        const char *name, *fields, *message;
    } cases[] = {
        {"random_resized_crop", "{\"size\": {\"shortest_edge\": 4}}", "it must have height and width"},
        {"random_resized_crop", "{\"size\": 4, \"scale\": [0.9, 0.5]}",
         "scale: the first number must not be above"},
        {"random_resized_crop", "{\"size\": 4, \"ratio\": [2, 1]}",
         "ratio: the first number must not be above"},
        {"normalize", "{\"image_mean\": [0, 0], \"image_std\": [1, 1, 1]}",
         "image_mean has 2 numbers and image_std 3"},
        {"random_rotation", "{\"degrees\": [5, 4]}", "degrees: the first number must not be above"},
    };
    for (size_t i = 0; i < AIFT__COUNT(cases); i++) {
        void *self;
        assert_fails(create(cases[i].name, cases[i].fields, &self), AIFT_E_INVALID, cases[i].message);
        assert_null(self);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(between_pixels_they_are_mixed),          CASE(a_quarter_turn_goes_against_the_clock),
        CASE(the_nearest_is_under_the_middle),        CASE(sizes_are_bounded),
        CASE(a_part_that_does_not_fit_is_the_middle), CASE(fields_must_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What the tests of pictures share: a tiny network for pictures of 8 x 8 pixels, and folders of dark and light ones. */
#ifndef AIFT_TESTS_MEDIA_H
#define AIFT_TESTS_MEDIA_H

#include <sys/stat.h>

#include "fixture.h"

#include "aift/aift.h"
#include "base/buf.h"
#include "base/philox.h"
#include "codec/png_write.h"
#include "formats/image.h"

enum { SIDE = 8, PICTURE = SIDE * SIDE * 3 };

static const char config_json[] = "{\"model_type\": \"cnn\", \"num_channels\": 3, \"image_size\": 8, "
                                  "\"hidden_sizes\": [4, 8], \"depths\": 1}";

static const char preprocessor_json[] =
    "{\"transforms\": [{\"type\": \"center_crop\", \"crop_size\": 8},"
    " {\"type\": \"random_horizontal_flip\", \"p\": 0.5},"
    " {\"type\": \"normalize\", \"image_mean\": [0.5, 0.5, 0.5], \"image_std\": [0.5, 0.5, 0.5]}]}";

static inline aift_status load_network(aift_context *of, const char *config, const char *preprocessor,
                                       aift_model **out)
{
    aift_source files[2] = {AIFT_SOURCE_INIT, AIFT_SOURCE_INIT};
    aift_model_options options = AIFT_MODEL_OPTIONS_INIT;
    options.from_config = 1;
    files[0].name = "config.json";
    files[0].data = config;
    files[0].size = strlen(config);
    files[1].name = "preprocessor_config.json";
    files[1].data = preprocessor;
    files[1].size = strlen(preprocessor);
    return aift_model_load_sources(of, files, 2, &options, out);
}

static inline aift_status load_drawn(aift_context *of, const char *preprocessor, aift_model **out)
{
    return load_network(of, config_json, preprocessor, out);
}

/* Whether this build has what the tests need: the small network, and PNG. */
static inline bool has_pictures(void)
{
    aift_model *model;
    aift__image image;
    aift__buf png;
    uint8_t pixels[PICTURE] = {0};
    aift__buf_init(&png, context, 1 << 20);
    assert_ok(aift__png_write(pixels, SIDE, SIDE, 3, &png));
    bool png_read = aift__image_decode(context, png.data, png.size, "", NULL, &image) == AIFT_OK;
    aift__buf_finish(&png);
    if (png_read)
        aift__image_finish(context, &image);
    aift_status status = load_drawn(context, preprocessor_json, &model);
    aift_model_release(model);
    return png_read && status != AIFT_E_UNSUPPORTED;
}

#define NEEDS_PICTURES                                                                                       \
    do {                                                                                                     \
        if (!has_pictures())                                                                                 \
            skip_because("this build has no PNG, or no model_type cnn");                                     \
    } while (0)

/* Noise around a grey: picture i of a label. */
static inline void draw_picture(int label, int i, uint8_t pixels[PICTURE])
{
    aift__rng rng;
    aift__rng_init(&rng, 7, (uint64_t)(label * 1000 + i));
    for (int k = 0; k < PICTURE; k++)
        pixels[k] = (uint8_t)(label * 128 + (int)aift__rng_below(&rng, 120));
}

static inline void write_picture(const char *path, int label, int i)
{
    uint8_t pixels[PICTURE];
    aift__buf png;
    draw_picture(label, i, pixels);
    aift__buf_init(&png, context, 1 << 20);
    assert_ok(aift__png_write(pixels, SIDE, SIDE, 3, &png));
    aift_test_write(path, png.data, png.size);
    aift__buf_finish(&png);
}

/* dark/00.png ... and light/00.png ..., n of each. */
static inline const char *write_pictures(int n)
{
    static const char *const labels[] = {"dark", "light"};
    const char *root = aift_test_folder();
    for (int label = 0; label < 2; label++) {
        const char *folder = aift_test_join(root, labels[label]);
        assert_int_equal(mkdir(folder, 0777), 0);
        for (int i = 0; i < n; i++) {
            char name[16];
            snprintf(name, sizeof name, "%02d.png", i);
            write_picture(aift_test_join(folder, name), label, i);
        }
    }
    return root;
}

static inline aift_dataset *load_pictures(const char *root)
{
    aift_dataset *data;
    assert_ok(aift_dataset_load(context, root, NULL, &data));
    return data;
}

#endif

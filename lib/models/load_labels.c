/* id2label of config.json. */
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "codec/json_field.h"
#include "models/load.h"

void aift__labels_free(aift_context *context, char **labels, size_t num_labels)
{
    for (size_t i = 0; labels && i < num_labels; i++)
        aift__free(context, labels[i]);
    aift__free(context, labels);
}

aift_status aift__labels_differ(aift_context *context, const char *const *labels, size_t num_labels)
{
    aift__map *seen = aift__map_create(context);
    aift_status status = seen ? AIFT_OK : AIFT_E_NOMEM;
    for (size_t i = 0; status == AIFT_OK && i < num_labels; i++) {
        bool was;
        status = aift__map_put(seen, labels[i], strlen(labels[i]), 0, &was);
        if (status == AIFT_OK && was)
            status = aift__fail(AIFT_E_INVALID, "the label \"%s\" is there twice", labels[i]);
    }
    aift__map_destroy(seen);
    return status;
}

/* "0", "1", ...: the number of a key, or -1. */
static int64_t number(const char *key)
{
    int64_t n = 0;
    if (!*key || (key[0] == '0' && key[1]))
        return -1;
    for (; *key; key++) {
        if (*key < '0' || *key > '9' || n > 1000000)
            return -1;
        n = n * 10 + (*key - '0');
    }
    return n;
}

static aift_status fill(aift_context *context, const aift__json *map, char **labels, size_t n,
                        bool *are_names)
{
    aift__json_item item;
    for (bool more = aift__json_first(map, &item); more; more = aift__json_next(map, &item)) {
        int64_t i = number(item.key);
        const char *text;
        if (i < 0 || (size_t)i >= n)
            return aift__fail(AIFT_E_FORMAT, "id2label.%s: the keys must be the numbers from 0, each once",
                              item.key);
        AIFT__TRY(aift__json_field_text(map, "id2label", item.key, &text, NULL));
        labels[i] = aift__strdup(context, text);
        if (!labels[i])
            return AIFT_E_NOMEM;
        char generic[32];
        snprintf(generic, sizeof generic, "LABEL_%lld", (long long)i);
        *are_names = *are_names || strcmp(generic, text) != 0;
    }
    return AIFT_OK;
}

/* Without id2label transformers counts LABEL_0 up to num_labels, which is 2 unless it is given. */
static aift_status generic(const aift_model *model, char ***out, size_t *num_labels)
{
    int64_t n = 2;
    if (aift__json_given(model->config_json, "num_labels"))
        AIFT__TRY(aift__json_field_int(model->config_json, NULL, "num_labels", 1, 1000000, &n));
    char **labels = aift__calloc(model->context, (size_t)n, sizeof *labels);
    for (int64_t i = 0; labels && i < n; i++)
        if (!(labels[i] = aift__asprintf(model->context, "LABEL_%lld", (long long)i))) {
            aift__labels_free(model->context, labels, (size_t)n);
            return AIFT_E_NOMEM;
        }
    *out = labels;
    *num_labels = labels ? (size_t)n : 0;
    return labels ? AIFT_OK : AIFT_E_NOMEM;
}

aift_status aift__load_labels(const aift_model *model, char ***out, size_t *num_labels, bool *are_names)
{
    *out = NULL;
    *num_labels = 0;
    *are_names = false;
    const aift__json *map;
    if (!aift__json_given(model->config_json, "id2label"))
        return generic(model, out, num_labels);
    AIFT__TRY(aift__json_field(model->config_json, NULL, "id2label", AIFT__JSON_OBJECT, &map));
    size_t n = aift__json_size(map);
    char **labels = aift__calloc(model->context, n, sizeof *labels);
    if (!labels)
        return AIFT_E_NOMEM;
    aift_status status = fill(model->context, map, labels, n, are_names);
    if (status == AIFT_OK)
        status = aift__labels_differ(model->context, (const char *const *)labels, n);
    if (status == AIFT_E_INVALID)
        status = aift__fail_in(AIFT_E_FORMAT, "id2label: ");
    if (status != AIFT_OK) {
        aift__labels_free(model->context, labels, n);
        return status;
    }
    *out = labels;
    *num_labels = n;
    return AIFT_OK;
}

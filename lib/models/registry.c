/* The architectures that archs.def lists, and what they share. */
#include <stdio.h>
#include <string.h>

#include "models/arch.h"

#define AIFT_ARCH(name) extern const aift__arch aift__arch_##name;
#include "models/archs.def"
#undef AIFT_ARCH

static const aift__arch *const all[] = {
#define AIFT_ARCH(name) &aift__arch_##name,
#include "models/archs.def"
#undef AIFT_ARCH
};

const aift__arch *aift__arch_find(const char *model_type)
{
    for (size_t i = 0; i < AIFT__COUNT(all); i++)
        if (strcmp(all[i]->model_type, model_type) == 0)
            return all[i];
    return NULL;
}

const char *aift__arch_names(char *buf, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < AIFT__COUNT(all) && used < size; i++)
        used += (size_t)snprintf(buf + used, size - used, "%s%s", i ? ", " : "", all[i]->model_type);
    return buf;
}

/* ---- what they share ---- */

const char *aift__modality_task(aift__modality modality)
{
    static const char *const tasks[] = {
        [AIFT__TEXT] = "text-classification",
        [AIFT__IMAGE] = "image-classification",
        [AIFT__AUDIO] = "audio-classification",
    };
    return tasks[modality];
}

static aift__dim constant(aift__graph *g, int64_t n)
{
    return aift__dim_const(g->dims, n);
}

static void text_inputs(aift__graph *g, aift__dim rows, aift__body_inputs *out)
{
    aift__dim tokens = aift__dim_symbol(g->dims, "tokens");
    aift__dim ends = aift__dim_add(g->dims, rows, constant(g, 1));
    out->input_ids = aift__graph_input(g, "input_ids", AIFT_DTYPE_I32, 1, &tokens);
    out->token_type_ids = aift__graph_input(g, "token_type_ids", AIFT_DTYPE_I32, 1, &tokens);
    out->offsets = aift__graph_input(g, "offsets", AIFT_DTYPE_I32, 1, &ends);
}

void aift__arch_inputs(const aift__arch *arch, const aift__config *c, aift__graph *g, aift__body_inputs *out)
{
    *out =
        (aift__body_inputs){AIFT__NO_VALUE, AIFT__NO_VALUE, AIFT__NO_VALUE, AIFT__NO_VALUE, AIFT__NO_VALUE};
    if (arch->modality == AIFT__TEXT) {
        text_inputs(g, aift__dim_symbol(g->dims, "rows"), out);
        return;
    }
    const aift__dim rows = aift__dim_symbol(g->dims, "rows");
    const aift__dim image[] = {rows, constant(g, c->height), constant(g, c->width), constant(g, c->channels)};
    const aift__dim audio[] = {rows, constant(g, c->frames), constant(g, c->bins)};
    if (arch->modality == AIFT__IMAGE)
        out->pixel_values = aift__graph_input(g, "pixel_values", AIFT_DTYPE_F32, 4, image);
    else
        out->input_features = aift__graph_input(g, "input_features", AIFT_DTYPE_F32, 3, audio);
}

static bool ends_in(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n >= m && strcmp(name + n - m, end) == 0;
}

aift__init aift__default_init(const aift__config *config, const char *name, int32_t rank)
{
    if (rank == 0 || ends_in(name, "bias") || ends_in(name, ".running_mean"))
        return (aift__init){AIFT__INIT_CONSTANT, 0};
    if (rank == 1)
        return (aift__init){AIFT__INIT_CONSTANT, 1};
    return (aift__init){AIFT__INIT_NORMAL, config->initializer_range};
}

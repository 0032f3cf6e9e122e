/* Loading tokenizers. Of tokenizer.json, `decoder` is not looked at, as nothing is decoded; nor is `padding`, as our text is
 * never padded. */
#include <string.h>

#include "base/file.h"
#include "base/stream.h"
#include "text/tokenizer_struct.h"

enum { MOST_BYTES = 1 << 28 };

static const char file_name[] = "tokenizer.json";

static aift_status read_version(const aift__json *root)
{
    static const char *const versions[] = {"1.0", NULL};
    size_t version;
    if (!aift__json_get(root, "version"))
        return AIFT_OK;
    return aift__json_field_choice(root, NULL, "version", versions, &version);
}

static aift_status read_truncation(aift__truncation *out, const aift__json *root)
{
    static const char *const strategies[] = {"LongestFirst", "OnlyFirst", "OnlySecond", NULL};
    static const char *const directions[] = {"Right", "Left", NULL};
    static const char place[] = "truncation";
    const aift__json *value = NULL;
    int64_t max_length = 0, stride = 0;
    size_t strategy = 0, direction = 0;
    if (!aift__json_given(root, place))
        return AIFT_OK;
    AIFT__TRY(aift__json_field(root, NULL, place, AIFT__JSON_OBJECT, &value));
    AIFT__TRY(aift__json_field_int(value, place, "max_length", 1, INT32_MAX, &max_length));
    AIFT__TRY(aift__json_field_int(value, place, "stride", 0, INT32_MAX, &stride));
    AIFT__TRY(aift__json_field_choice(value, place, "strategy", strategies, &strategy));
    if (aift__json_get(value, "direction"))
        AIFT__TRY(aift__json_field_choice(value, place, "direction", directions, &direction));
    *out = (aift__truncation){(int32_t)max_length, direction == 1, strategy == 2};
    return AIFT_OK;
}

static aift_status read_part(aift__plan *plan, const aift__json *root, const char *field)
{
    if (!aift__json_given(root, field))
        return AIFT_OK;
    return aift__part_read(plan, field, aift__json_get(root, field), field);
}

/* Every token around the text must be one. */
static aift_status check_specials(const aift_tokenizer *tokenizer)
{
    const aift__template *around = &tokenizer->plan.around;
    for (size_t i = 0; i < around->n; i++)
        if (!aift_tokenizer_id_to_token(tokenizer, around->specials[i].id))
            return aift__fail(AIFT_E_FORMAT,
                              "post_processor: the special token id %d is in neither model.vocab nor "
                              "added_tokens",
                              (int)around->specials[i].id);
    return AIFT_OK;
}

static aift_status read_all(aift_tokenizer *tokenizer, const aift__json *root)
{
    aift__plan *plan = &tokenizer->plan;
    const aift__json *model = NULL, *added = NULL;
    plan->context = tokenizer->context;
    AIFT__TRY(aift__json_expect(root, "the file's content", AIFT__JSON_OBJECT));
    AIFT__TRY(read_version(root));
    AIFT__TRY(read_truncation(&tokenizer->truncation, root));
    AIFT__TRY(read_part(plan, root, "normalizer"));
    AIFT__TRY(read_part(plan, root, "pre_tokenizer"));
    AIFT__TRY(aift__json_field(root, NULL, "model", AIFT__JSON_OBJECT, &model));
    AIFT__TRY(aift__part_read(plan, "model", model, "model"));
    AIFT__TRY(read_part(plan, root, "post_processor"));
    if (aift__json_given(root, "added_tokens"))
        AIFT__TRY(aift__json_field(root, NULL, "added_tokens", AIFT__JSON_ARRAY, &added));
    AIFT__TRY(aift__added_read(&tokenizer->added, plan, added));
    return check_specials(tokenizer);
}

/* Reads the file kept in `json` into the tokenizer. */
static aift_status read_json(aift_tokenizer *tokenizer, const char *name)
{
    aift__json *root;
    AIFT__TRY(aift__json_parse(tokenizer->json, tokenizer->json_size, name, &root));
    aift_status status = read_all(tokenizer, root);
    aift__json_free(root);
    if (status != AIFT_OK && status != AIFT_E_NOMEM)
        aift__fail_in(status, "%s: ", name);
    return status;
}

/* Makes a tokenizer of what the stream gives; closes it. */
static aift_status load(aift_context *context, aift__stream *stream, aift_tokenizer **out)
{
    aift_tokenizer *tokenizer = aift__calloc(context, 1, sizeof *tokenizer);
    aift__buf json;
    aift__buf_init(&json, context, MOST_BYTES + 1);
    aift_status status = tokenizer ? AIFT_OK : AIFT_E_NOMEM;
    if (status != AIFT_OK)
        goto out;
    tokenizer->context = aift_context_retain(context);
    atomic_init(&tokenizer->references, 1);
    AIFT__GOTO(aift__stream_read_all(stream, MOST_BYTES, &json));
    tokenizer->json_size = json.size;
    AIFT__GOTO(aift__buf_take(&json, &tokenizer->json));
    AIFT__GOTO(read_json(tokenizer, stream->name));
    *out = tokenizer;
    tokenizer = NULL;
out:
    aift__buf_finish(&json);
    aift_tokenizer_release(tokenizer);
    aift__stream_close(stream);
    return status;
}

aift_status aift_tokenizer_load(aift_context *context, const char *path, aift_tokenizer **out)
{
    if (!out)
        return aift__fail(AIFT_E_INVALID, "aift_tokenizer_load: out is NULL");
    *out = NULL;
    if (!context || !path)
        return aift__fail(AIFT_E_INVALID, "aift_tokenizer_load: %s is NULL", context ? "path" : "context");
    aift__file_kind kind;
    AIFT__TRY(aift__file_kind_of(path, &kind));
    char *file =
        kind == AIFT__FILE_FOLDER ? aift__file_join(context, path, file_name) : aift__strdup(context, path);
    if (!file)
        return AIFT_E_NOMEM;
    aift__stream *stream = NULL;
    aift_status status = aift__stream_open(context, file, &stream);
    aift__free(context, file);
    return status == AIFT_OK ? load(context, stream, out) : status;
}

aift_status aift_tokenizer_load_source(aift_context *context, const aift_source *source, aift_tokenizer **out)
{
    if (!out)
        return aift__fail(AIFT_E_INVALID, "aift_tokenizer_load_source: out is NULL");
    *out = NULL;
    if (!context || !source)
        return aift__fail(AIFT_E_INVALID, "aift_tokenizer_load_source: %s is NULL",
                          context ? "source" : "context");
    aift__stream *stream = NULL;
    AIFT__TRY(aift__stream_open_source(context, source, &stream));
    return load(context, stream, out);
}

/* Loading tokenizers. Of tokenizer.json, `decoder` is not looked at, as nothing is decoded; nor is `padding`, as our text is
 * never padded. */
#include <string.h>

#include "base/file.h"
#include "base/stream.h"
#include "text/tokenizer_struct.h"

enum { MOST_BYTES = 1 << 30 };

static const char file_name[] = "tokenizer.json";

static aift_status read_version(const aift__json *root)
{
    const aift__json *value = aift__json_get(root, "version");
    const char *text = aift__json_text(value, NULL);
    if (!value || (text && !strcmp(text, "1.0")))
        return AIFT_OK;
    if (text)
        return aift__fail(AIFT_E_UNSUPPORTED, "version is \"%.60s\": this library knows \"1.0\"", text);
    return aift__field_fail(NULL, "version", value, "\"1.0\"");
}

/* A text that must be one of two; *second tells. */
static aift_status read_choice(const aift__json *object, const char *name, const char *const choices[3],
                               size_t *choice)
{
    const char *text = NULL;
    AIFT__TRY(aift__field_text(object, "truncation", name, &text, NULL));
    for (*choice = 0; *choice < 3 && choices[*choice]; ++*choice)
        if (!strcmp(text, choices[*choice]))
            return AIFT_OK;
    return aift__fail(AIFT_E_UNSUPPORTED, "truncation.%s is \"%.60s\": this library knows %s, %s%s%s", name,
                      text, choices[0], choices[1], choices[2] ? ", " : "", choices[2] ? choices[2] : "");
}

static aift_status read_truncation(aift__truncation *out, const aift__json *root)
{
    static const char *const strategies[3] = {"LongestFirst", "OnlyFirst", "OnlySecond"};
    static const char *const directions[3] = {"Right", "Left", NULL};
    const aift__json *value = aift__json_get(root, "truncation");
    if (aift__json_kind(value) == AIFT__JSON_NULL)
        return AIFT_OK;
    if (aift__json_kind(value) != AIFT__JSON_OBJECT)
        return aift__field_fail(NULL, "truncation", value, "an object or null");
    int64_t max_length = 0, stride = 0;
    size_t strategy = 0, direction = 0;
    AIFT__TRY(aift__field_int(value, "truncation", "max_length", 1, INT32_MAX, &max_length));
    AIFT__TRY(aift__field_int(value, "truncation", "stride", 0, INT32_MAX, &stride));
    AIFT__TRY(read_choice(value, "strategy", strategies, &strategy));
    if (aift__json_get(value, "direction"))
        AIFT__TRY(read_choice(value, "direction", directions, &direction));
    *out = (aift__truncation){(int32_t)max_length, direction == 1, strategy == 2};
    return AIFT_OK;
}

static aift_status read_part(aift__plan *plan, const aift__json *root, const char *field)
{
    const aift__json *part = aift__json_get(root, field);
    if (aift__json_kind(part) == AIFT__JSON_NULL)
        return AIFT_OK;
    return aift__part_read(plan, field, part, field);
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
    const aift__json *model = NULL, *added = aift__json_get(root, "added_tokens");
    plan->context = tokenizer->context;
    if (aift__json_kind(root) != AIFT__JSON_OBJECT)
        return aift__fail(AIFT_E_FORMAT, "the file holds %s: expected an object", aift__json_kind_name(root));
    AIFT__TRY(read_version(root));
    AIFT__TRY(read_truncation(&tokenizer->truncation, root));
    AIFT__TRY(read_part(plan, root, "normalizer"));
    AIFT__TRY(read_part(plan, root, "pre_tokenizer"));
    AIFT__TRY(aift__field(root, NULL, "model", AIFT__JSON_OBJECT, &model));
    AIFT__TRY(aift__part_read(plan, "model", model, "model"));
    AIFT__TRY(read_part(plan, root, "post_processor"));
    if (aift__json_kind(added) != AIFT__JSON_NULL && aift__json_kind(added) != AIFT__JSON_ARRAY)
        return aift__field_fail(NULL, "added_tokens", added, "an array");
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
    aift__buf_init(&json, context, MOST_BYTES);
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

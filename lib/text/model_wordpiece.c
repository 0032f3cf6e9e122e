/* WordPiece: of each word the longest beginning that is a token, then of the rest the longest that is one
 * with the prefix in front, and so on; the unknown token for a word that cannot be cut so, or that is too
 * long. */
#include <string.h>

#include "text/part.h"

typedef struct wordpiece {
    const aift__matcher *heads; /* the vocabulary */
    aift__matcher tails;        /* its tokens that begin with the prefix, without it */
    int64_t max_chars;
    int32_t unknown;
} wordpiece;

static void destroy(aift_context *context, void *self)
{
    wordpiece *model = self;
    aift__matcher_finish(&model->tails, context);
    aift__free(context, model);
}

static bool is_tail(const aift__vocab_entry *entry, const char *prefix, size_t size)
{
    return entry->size > size && !memcmp(entry->text, prefix, size);
}

static aift_status read_tails(wordpiece *model, const aift__plan *plan, const char *prefix, size_t size)
{
    const aift__vocab *vocab = &plan->vocab;
    size_t n = 0;
    for (size_t i = 0; i < vocab->n; i++)
        n += is_tail(&vocab->entries[i], prefix, size);
    AIFT__TRY(aift__matcher_init(&model->tails, plan->context, n));
    for (size_t i = 0; i < vocab->n; i++) {
        const aift__vocab_entry *entry = &vocab->entries[i];
        if (is_tail(entry, prefix, size))
            aift__matcher_add(&model->tails, entry->text + size, entry->size - size, entry->id);
    }
    return AIFT_OK;
}

static aift_status read(aift__plan *plan, const aift__json *json, const char *where, void **self)
{
    const aift__json *vocab = NULL;
    const char *unknown = NULL, *prefix = NULL;
    size_t unknown_size = 0, prefix_size = 0;
    int64_t max_chars = 0;
    AIFT__TRY(aift__json_field_text(json, where, "unk_token", &unknown, &unknown_size));
    AIFT__TRY(aift__json_field_text(json, where, "continuing_subword_prefix", &prefix, &prefix_size));
    AIFT__TRY(aift__json_field_int(json, where, "max_input_chars_per_word", 0, INT64_MAX, &max_chars));
    AIFT__TRY(aift__json_field(json, where, "vocab", AIFT__JSON_OBJECT, &vocab));
    AIFT__TRY(aift__vocab_read(&plan->vocab, plan->context, vocab, "model.vocab"));
    int32_t id = aift__vocab_find(&plan->vocab, unknown, unknown_size);
    if (id < 0)
        return aift__fail(AIFT_E_FORMAT, "%s.unk_token is \"%.100s\", which is not in %s.vocab", where,
                          unknown, where);
    wordpiece *model = aift__calloc(plan->context, 1, sizeof *model);
    if (!model)
        return AIFT_E_NOMEM;
    *self = model;
    model->heads = &plan->vocab.tokens;
    model->max_chars = max_chars;
    model->unknown = id;
    return read_tails(model, plan, prefix, prefix_size);
}

static bool is_too_long(const wordpiece *model, const aift__span *word)
{
    if ((int64_t)word->size <= model->max_chars)
        return false;
    int64_t chars = 0;
    for (size_t i = 0; i < word->size; i++)
        chars += (word->text[i] & 0xC0) != 0x80;
    return chars > model->max_chars;
}

static aift_status tokenize(const void *self, const aift__span *word, aift__tokens *out)
{
    const wordpiece *model = self;
    AIFT__TRY(aift__tokens_reserve(out, word->size));
    size_t first = out->n;
    bool known = !is_too_long(model, word);
    for (size_t at = 0, n = 0; known && at < word->size; at += n) {
        int32_t id =
            aift__matcher_longest(at ? &model->tails : model->heads, word->text + at, word->size - at, &n);
        known = id >= 0;
        if (known)
            aift__tokens_add(out, id, word, at, at + n);
    }
    if (!known) {
        out->n = first;
        aift__tokens_add(out, model->unknown, word, 0, word->size);
    }
    return AIFT_OK;
}

const aift__part_type aift__model_wordpiece = {
    .field = "model", .type = "WordPiece", .read = read, .destroy = destroy, .tokenize = tokenize};

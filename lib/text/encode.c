/* From a text to tokens. The text is cut at the added tokens that are looked for as they are; each piece
 * between them is normalized and cut at those that are looked for in normalized text; what is left goes
 * through the pre-tokenizers, and each word through the model. Words are never kept: each is tokenized as it
 * is found, so that a text that is cut at max_length is read no further than needed. */
#include <string.h>

#include "text/encode.h"

typedef struct encoder {
    const aift_tokenizer *tokenizer;
    aift__scratch *scratch;
    aift__tokens *out;
    size_t enough; /* tokens in `out` after which no more are wanted */
    aift_status status;
} encoder;

/* A pre-tokenizer that is at work, or behind the last one, the model. */
typedef struct stage {
    encoder *encoder;
    size_t next;
} stage;

static bool wants_more(const encoder *e)
{
    return e->out->n < e->enough;
}

static bool next_stage(void *arg, const aift__span *word)
{
    const stage *at = arg;
    encoder *e = at->encoder;
    const aift__plan *plan = &e->tokenizer->plan;
    if (at->next == plan->pre_tokenizers.n) {
        e->status = plan->model.type->tokenize(plan->model.self, word, e->out);
        return e->status == AIFT_OK && wants_more(e);
    }
    const aift__part *part = &plan->pre_tokenizers.parts[at->next];
    stage deeper = {e, at->next + 1};
    return part->type->split(part->self, word, next_stage, &deeper);
}

static aift_status encode_words(encoder *e, const aift__span *span)
{
    stage first = {e, 0};
    e->status = AIFT_OK;
    next_stage(&first, span);
    return e->status;
}

/* Adds the added tokens of a set that stand in the span, and gives what is between them to `plain`. */
static aift_status encode_pieces(encoder *e, const aift__added_set *set, const aift__span *span,
                                 aift_status (*plain)(encoder *, const aift__span *))
{
    if (!set->matcher.slots)
        return span->size ? plain(e, span) : AIFT_OK;
    aift__added_cursor cursor = {0};
    const aift__added_token *token;
    size_t begin, end;
    while (wants_more(e) && (token = aift__added_next(set, span->text, span->size, &cursor, &begin, &end))) {
        if (cursor.done < begin) {
            aift__span between = aift__span_part(span, cursor.done, begin);
            AIFT__TRY(plain(e, &between));
        }
        AIFT__TRY(aift__tokens_reserve(e->out, 1));
        if (begin < end)
            aift__tokens_add(e->out, token->id, span, begin, end);
        cursor.done = end;
    }
    if (!wants_more(e) || cursor.done == span->size)
        return AIFT_OK;
    aift__span rest = aift__span_part(span, cursor.done, span->size);
    return plain(e, &rest);
}

static aift_status encode_given(encoder *e, const aift__span *given)
{
    aift__span span = *given;
    AIFT__TRY(aift__normalize(&e->tokenizer->plan.normalizers, e->scratch, &span));
    return encode_pieces(e, &e->tokenizer->added.normalized, &span, encode_words);
}

static aift_status add_specials(aift__tokens *out, const aift__template *around, size_t begin, size_t end)
{
    AIFT__TRY(aift__tokens_reserve(out, end - begin));
    for (size_t i = begin; i < end; i++, out->n++) {
        out->ids[out->n] = around->specials[i].id;
        if (out->with_offsets)
            out->offsets[2 * out->n] = out->offsets[2 * out->n + 1] = 0;
    }
    return AIFT_OK;
}

/* Keeps `room` of the tokens from `first` on: the first ones, or the last. */
static void cut(aift__tokens *out, size_t first, size_t room, bool from_left)
{
    size_t n = out->n - first;
    if (n <= room)
        return;
    if (from_left) {
        memmove(out->ids + first, out->ids + out->n - room, room * sizeof *out->ids);
        if (out->with_offsets)
            memmove(out->offsets + 2 * first, out->offsets + 2 * (out->n - room),
                    2 * room * sizeof *out->offsets);
    }
    out->n = first + room;
}

/* How many tokens of its own the text may have; SIZE_MAX: any number. */
static aift_status room_for(int32_t max_length, size_t n_special, size_t *room)
{
    *room = SIZE_MAX;
    if (max_length == 0)
        return AIFT_OK;
    if ((size_t)max_length < n_special)
        return aift__fail(AIFT_E_RANGE, "max_length is %d: the special tokens alone are %zu", (int)max_length,
                          n_special);
    *room = (size_t)max_length - n_special;
    return AIFT_OK;
}

static aift_status check_text(const char *text, size_t size)
{
    if (size > INT32_MAX)
        return aift__fail(AIFT_E_RANGE, "the text has %zu bytes: at most %d are supported", size, INT32_MAX);
    size_t valid = aift__utf8_valid(text, size);
    if (valid < size)
        return aift__fail(AIFT_E_FORMAT, "byte %zu of the text is not valid UTF-8 (0x%02x)", valid + 1,
                          (unsigned char)text[valid]);
    return AIFT_OK;
}

aift_status aift__encode(const aift_tokenizer *tokenizer, const char *text, size_t size, int32_t max_length,
                         bool add_special_tokens, aift__scratch *scratch, aift__tokens *out)
{
    const aift__template *around = &tokenizer->plan.around;
    const aift__truncation *truncation = &tokenizer->truncation;
    bool second_only = max_length < 0 && truncation->second_only;
    size_t n_special = add_special_tokens ? around->n : 0, before = add_special_tokens ? around->before : 0;
    size_t start = out->n, room = 0;
    AIFT__TRY(check_text(text, size));
    AIFT__TRY(room_for(max_length < 0 ? truncation->max_length : max_length, n_special, &room));
    encoder e = {tokenizer, scratch, out, SIZE_MAX, AIFT_OK};
    aift_status status = add_specials(out, around, 0, before);
    size_t first = out->n;
    if (!truncation->from_left && !second_only && room <= SIZE_MAX - first)
        e.enough = first + room;
    out->given = text;
    const aift__span given = {text, size, NULL, 0};
    if (status == AIFT_OK)
        status = encode_pieces(&e, &tokenizer->added.given, &given, encode_given);
    if (status == AIFT_OK && second_only && out->n - first > room)
        status = aift__fail(AIFT_E_UNSUPPORTED,
                            "tokenizer.json: truncation.strategy is \"OnlySecond\", which cannot "
                            "cut a text that stands alone: give max_length");
    cut(out, first, room, truncation->from_left);
    if (status == AIFT_OK)
        status = add_specials(out, around, before, n_special);
    if (status != AIFT_OK)
        out->n = start;
    return status;
}

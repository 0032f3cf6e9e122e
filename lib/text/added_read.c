/* Reading `added_tokens`. */

#include "text/added.h"
#include "text/normalizers.h"

enum { MOST_TOKENS = 1 << 24 };

static aift_status read_flags(aift__added_token *token, const aift__json *json, const char *where,
                              bool *normalized)
{
    bool special = false; /* matters for decoding only */
    AIFT__TRY(aift__json_field_bool(json, where, "single_word", &token->single_word));
    AIFT__TRY(aift__json_field_bool(json, where, "lstrip", &token->lstrip));
    AIFT__TRY(aift__json_field_bool(json, where, "rstrip", &token->rstrip));
    AIFT__TRY(aift__json_field_bool(json, where, "normalized", normalized));
    return aift__json_field_bool(json, where, "special", &special);
}

/* What the token is looked for as, in a normalized text. */
static aift_status normalize(aift__added_token *token, const aift__plan *plan, const char *where)
{
    aift__scratch scratch;
    aift__scratch_init(&scratch, plan->context, false);
    aift__span span = {token->text, token->size, NULL, 0};
    aift_status status = aift__normalize(&plan->normalizers, &scratch, &span);
    if (status == AIFT_OK && span.size == 0)
        status = aift__fail(AIFT_E_UNSUPPORTED,
                            "%s: \"%.100s\" has \"normalized\", but the normalizer leaves nothing "
                            "of it",
                            where, token->text);
    if (status == AIFT_OK && span.size > AIFT__MATCHER_LONGEST)
        status = aift__fail(AIFT_E_UNSUPPORTED,
                            "%s.content has %zu bytes when it is normalized: at most %d are "
                            "supported",
                            where, span.size, AIFT__MATCHER_LONGEST);
    if (status == AIFT_OK) {
        token->normalized = aift__strndup(plan->context, span.text, span.size);
        token->normalized_size = span.size;
        status = token->normalized ? AIFT_OK : AIFT_E_NOMEM;
    }
    aift__scratch_finish(&scratch);
    return status;
}

/* The id that Hugging Face gives the token; *next is the one for the next new token. */
static aift_status check_id(const aift__added_token *token, const aift__plan *plan, const char *where,
                            int64_t *next)
{
    int32_t known = aift__vocab_find(&plan->vocab, token->text, token->size);
    int64_t id = known >= 0 ? known : (*next)++;
    const char *taken = known >= 0 ? NULL : aift__vocab_token(&plan->vocab, token->id);
    if (token->id != id)
        return aift__fail(
            AIFT_E_FORMAT, "%s.id is %d, but \"%.100s\" %s %lld", where, (int)token->id, token->text,
            known >= 0 ? "has in model.vocab the id" : "is new, and the next free id is", (long long)id);
    if (taken)
        return aift__fail(AIFT_E_FORMAT, "%s.id is %d, which \"%.100s\" has in model.vocab", where,
                          (int)token->id, taken);
    return AIFT_OK;
}

static aift_status read_token(aift__added *added, const aift__plan *plan, const aift__json *json,
                              const char *where, int64_t *next)
{
    const char *text = NULL;
    size_t size = 0;
    int64_t id = 0;
    bool normalized = false;
    AIFT__TRY(aift__json_expect(json, where, AIFT__JSON_OBJECT));
    AIFT__TRY(aift__json_field_text(json, where, "content", &text, &size));
    AIFT__TRY(aift__json_field_int(json, where, "id", 0, AIFT__VOCAB_LAST_ID, &id));
    if (size == 0 || size > AIFT__MATCHER_LONGEST)
        return aift__fail(size ? AIFT_E_UNSUPPORTED : AIFT_E_FORMAT,
                          "%s.content has %zu bytes: it must be 1 to %d", where, size, AIFT__MATCHER_LONGEST);
    if (aift__matcher_find(&added->contents, text, size) >= 0)
        return aift__fail(AIFT_E_FORMAT, "%s.content is \"%.100s\", which is there before", where, text);
    aift__added_token *token = &added->tokens[added->n++];
    *token = (aift__added_token){.size = size, .id = (int32_t)id};
    token->text = aift__strndup(added->context, text, size);
    if (!token->text)
        return AIFT_E_NOMEM;
    aift__matcher_add(&added->contents, token->text, size, token->id);
    added->last_id = AIFT__MAX(added->last_id, token->id);
    AIFT__TRY(read_flags(token, json, where, &normalized));
    AIFT__TRY(check_id(token, plan, where, next));
    return normalized ? normalize(token, plan, where) : AIFT_OK;
}

/* Makes the set of the tokens that are, or are not, looked for in normalized text. */
static aift_status make_set(aift__added *added, aift__added_set *set, bool normalized)
{
    size_t n = 0;
    for (size_t i = 0; i < added->n; i++)
        n += (added->tokens[i].normalized != NULL) == normalized;
    AIFT__TRY(aift__matcher_init(&set->matcher, added->context, n));
    set->added = added;
    for (size_t i = 0; i < added->n; i++) {
        const aift__added_token *token = &added->tokens[i];
        if ((token->normalized != NULL) != normalized)
            continue;
        const char *text = normalized ? token->normalized : token->text;
        size_t size = normalized ? token->normalized_size : token->size;
        int32_t other = aift__matcher_find(&set->matcher, text, size);
        if (other >= 0)
            return aift__fail(AIFT_E_UNSUPPORTED,
                              "added_tokens[%zu]: \"%.100s\" and \"%.100s\" are the same text when "
                              "they are normalized",
                              i, added->tokens[other].text, token->text);
        aift__matcher_add(&set->matcher, text, size, (int32_t)i);
        set->starts[(unsigned char)text[0]] = true;
    }
    return AIFT_OK;
}

aift_status aift__added_read(aift__added *added, const aift__plan *plan, const aift__json *list)
{
    *added = (aift__added){.context = plan->context, .last_id = -1};
    size_t n = aift__json_size(list);
    if (n > MOST_TOKENS)
        return aift__fail(AIFT_E_RANGE, "added_tokens has %zu tokens: at most %d are supported", n,
                          MOST_TOKENS);
    added->tokens = aift__malloc(plan->context, n, sizeof *added->tokens);
    if (!added->tokens)
        return AIFT_E_NOMEM;
    AIFT__TRY(aift__matcher_init(&added->contents, plan->context, n));
    int64_t next = (int64_t)plan->vocab.n;
    for (size_t i = 0; i < n; i++) {
        char where[AIFT__WHERE_CAP];
        aift__json_place(where, "added_tokens[%zu]", i);
        AIFT__TRY(read_token(added, plan, aift__json_at(list, i), where, &next));
    }
    AIFT__TRY(make_set(added, &added->given, false));
    return make_set(added, &added->normalized, true);
}

void aift__added_finish(aift__added *added)
{
    aift_context *context = added->context;
    if (!context)
        return;
    for (size_t i = 0; i < added->n; i++) {
        aift__free(context, added->tokens[i].text);
        aift__free(context, added->tokens[i].normalized);
    }
    aift__free(context, added->tokens);
    aift__matcher_finish(&added->contents, context);
    aift__matcher_finish(&added->given.matcher, context);
    aift__matcher_finish(&added->normalized.matcher, context);
    *added = (aift__added){.context = NULL};
}

const char *aift__added_token_of(const aift__added *added, int32_t id)
{
    for (size_t i = 0; i < added->n; i++)
        if (added->tokens[i].id == id)
            return added->tokens[i].text;
    return NULL;
}

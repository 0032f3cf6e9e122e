/* The tokenizer parts there are, and reading one by its type. */
#include <stdio.h>
#include <string.h>

#include "text/part.h"

#define AIFT_PART(name) extern const aift__part_type aift__##name;
#include "text/parts.def"
#undef AIFT_PART

const aift__part_type *const aift__part_types[] = {
#define AIFT_PART(name) &aift__##name,
#include "text/parts.def"
#undef AIFT_PART
    NULL,
};

static const aift__part_type *type_of(const char *field, const char *type)
{
    for (size_t i = 0; aift__part_types[i]; i++)
        if (!strcmp(aift__part_types[i]->field, field) && !strcmp(aift__part_types[i]->type, type))
            return aift__part_types[i];
    return NULL;
}

static aift_status unknown(const char *field, const char *where, const char *type)
{
    char known[400];
    size_t n = 0;
    for (size_t i = 0; aift__part_types[i]; i++)
        if (!strcmp(aift__part_types[i]->field, field) && n < sizeof known)
            n += (size_t)snprintf(known + n, sizeof known - n, "%s%s", n ? ", " : "",
                                  aift__part_types[i]->type);
    return aift__fail(AIFT_E_UNSUPPORTED, "%s.type is \"%.100s\": this library knows %s", where, type, known);
}

/* Where the plan keeps a part; NULL: its reading is all that it is for. */
static aift_status place_of(aift__plan *plan, const aift__part_type *type, const char *where,
                            aift__part **out)
{
    *out = NULL;
    aift__part_list *list = type->normalize ? &plan->normalizers : type->split ? &plan->pre_tokenizers : NULL;
    if (list && list->n == AIFT__MOST_PARTS)
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: more than %d parts one after the other", where,
                          AIFT__MOST_PARTS);
    *out = list ? &list->parts[list->n++] : type->tokenize ? &plan->model : NULL;
    return AIFT_OK;
}

aift_status aift__part_read(aift__plan *plan, const char *field, const aift__json *json, const char *where)
{
    const char *name = NULL;
    AIFT__TRY(aift__json_expect(json, where, AIFT__JSON_OBJECT));
    AIFT__TRY(aift__json_field_text(json, where, "type", &name, NULL));
    const aift__part_type *type = type_of(field, name);
    if (!type)
        return unknown(field, where, name);
    if (plan->depth == AIFT__MOST_NESTED)
        return aift__fail(AIFT_E_UNSUPPORTED, "%s: parts in parts more than %d deep", where,
                          AIFT__MOST_NESTED);
    aift__part *part;
    AIFT__TRY(place_of(plan, type, where, &part));
    void *nothing = NULL;
    if (part)
        *part = (aift__part){type, NULL};
    plan->depth++;
    aift_status status = type->read ? type->read(plan, json, where, part ? &part->self : &nothing) : AIFT_OK;
    plan->depth--;
    return status;
}

aift_status aift__part_read_list(aift__plan *plan, const char *field, const aift__json *json,
                                 const char *where, const char *name)
{
    const aift__json *list = NULL;
    AIFT__TRY(aift__json_field(json, where, name, AIFT__JSON_ARRAY, &list));
    for (size_t i = 0; i < aift__json_size(list); i++) {
        char place[AIFT__WHERE_CAP];
        aift__json_place(place, "%s.%s[%zu]", where, name, i);
        AIFT__TRY(aift__part_read(plan, field, aift__json_at(list, i), place));
    }
    return AIFT_OK;
}

aift_status aift__template_add(aift__plan *plan, int64_t id, int32_t type_id, const char *where,
                               const char *name)
{
    aift__template *around = &plan->around;
    if (around->n == AIFT__MOST_SPECIALS)
        return aift__fail(AIFT_E_UNSUPPORTED, "%s.%s: more than %d special tokens around a text", where, name,
                          AIFT__MOST_SPECIALS);
    if (id < 0 || id > AIFT__VOCAB_LAST_ID)
        return aift__fail(AIFT_E_RANGE, "%s.%s: the id %lld must be 0 to %d", where, name, (long long)id,
                          AIFT__VOCAB_LAST_ID);
    around->specials[around->n++] = (aift__special){(int32_t)id, type_id};
    return AIFT_OK;
}

static void part_finish(aift_context *context, aift__part *part)
{
    if (part->type && part->type->destroy && part->self)
        part->type->destroy(context, part->self);
    else
        aift__free(context, part->self);
}

void aift__plan_finish(aift__plan *plan)
{
    if (!plan->context)
        return;
    for (size_t i = 0; i < plan->normalizers.n; i++)
        part_finish(plan->context, &plan->normalizers.parts[i]);
    for (size_t i = 0; i < plan->pre_tokenizers.n; i++)
        part_finish(plan->context, &plan->pre_tokenizers.parts[i]);
    part_finish(plan->context, &plan->model);
    aift__vocab_finish(&plan->vocab);
    *plan = (aift__plan){.context = NULL};
}

/* TemplateProcessing: `single` is a list of {"SpecialToken": {id, type_id}} and one {"Sequence": {id: "A",
 * type_id}}; `special_tokens` says which ids stand for a special token. `pair` is for two texts at once,
 * which this library does not encode: it is not looked at. */
#include <string.h>

#include "text/part.h"

enum { MOST_TYPE_ID = 1 << 20 };

static aift_status add_special(aift__plan *plan, const aift__json *json, const aift__json *piece,
                               const char *where)
{
    const char *name = NULL;
    int64_t type_id = 0;
    const aift__json *token = NULL, *ids = NULL;
    AIFT__TRY(aift__json_field_text(piece, where, "id", &name, NULL));
    AIFT__TRY(aift__json_field_int(piece, where, "type_id", 0, MOST_TYPE_ID, &type_id));
    token = aift__json_get(aift__json_get(json, "special_tokens"), name);
    if (!token)
        return aift__fail(AIFT_E_FORMAT, "%s.id is \"%.100s\", which is not in post_processor.special_tokens",
                          where, name);
    char place[AIFT__WHERE_CAP];
    aift__json_place(place, "post_processor.special_tokens.%.100s", name);
    AIFT__TRY(aift__json_field(token, place, "ids", AIFT__JSON_ARRAY, &ids));
    for (size_t i = 0; i < aift__json_size(ids); i++) {
        const aift__json *id = aift__json_at(ids, i);
        if (aift__json_kind(id) != AIFT__JSON_INT)
            return aift__json_field_fail(place, "ids", id, "whole numbers");
        AIFT__TRY(aift__template_add(plan, aift__json_int(id, 0), (int32_t)type_id, place, "ids"));
    }
    return AIFT_OK;
}

static aift_status add_text(aift__plan *plan, const aift__json *piece, const char *where)
{
    const char *name = NULL;
    int64_t type_id = 0;
    AIFT__TRY(aift__json_field_text(piece, where, "id", &name, NULL));
    AIFT__TRY(aift__json_field_int(piece, where, "type_id", 0, MOST_TYPE_ID, &type_id));
    if (strcmp(name, "A"))
        return aift__fail(AIFT_E_FORMAT, "%s.id is \"%.100s\": expected \"A\", the only text there is", where,
                          name);
    plan->around.before = plan->around.n;
    plan->around.type_id = (int32_t)type_id;
    return AIFT_OK;
}

static aift_status read(aift__plan *plan, const aift__json *json, const char *where, void **self)
{
    const aift__json *single = NULL, *specials = NULL;
    AIFT__TRY(aift__json_field(json, where, "single", AIFT__JSON_ARRAY, &single));
    AIFT__TRY(aift__json_field(json, where, "special_tokens", AIFT__JSON_OBJECT, &specials));
    size_t texts = 0;
    for (size_t i = 0; i < aift__json_size(single); i++) {
        const aift__json *piece = aift__json_at(single, i);
        const aift__json *text = aift__json_get(piece, "Sequence"),
                         *special = aift__json_get(piece, "SpecialToken");
        char place[AIFT__WHERE_CAP];
        aift__json_place(place, "%s.single[%zu].%s", where, i, text ? "Sequence" : "SpecialToken");
        if (!text == !special)
            return aift__fail(AIFT_E_FORMAT,
                              "%s.single[%zu]: expected one of \"SpecialToken\" and \"Sequence\"", where, i);
        AIFT__TRY(text ? add_text(plan, text, place) : add_special(plan, json, special, place));
        texts += text != NULL;
    }
    if (texts != 1)
        return aift__fail(AIFT_E_UNSUPPORTED,
                          "%s.single has the text (\"Sequence\" \"A\") %zu times: expected once", where,
                          texts);
    return AIFT_OK;
}

const aift__part_type aift__post_processor_template = {
    .field = "post_processor", .type = "TemplateProcessing", .read = read};

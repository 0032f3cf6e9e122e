/* BertProcessing: `cls` in front of the text and `sep` behind it, each ["token", id]. */
#include "text/part.h"

static aift_status read_token(aift__plan *plan, const aift__json *json, const char *where, const char *name)
{
    const aift__json *pair = NULL;
    AIFT__TRY(aift__json_field(json, where, name, AIFT__JSON_ARRAY, &pair));
    const aift__json *id = aift__json_at(pair, 1);
    if (aift__json_size(pair) != 2 || aift__json_kind(aift__json_at(pair, 0)) != AIFT__JSON_TEXT ||
        aift__json_kind(id) != AIFT__JSON_INT)
        return aift__fail(AIFT_E_FORMAT, "%s.%s must be an array of a token and its id", where, name);
    return aift__template_add(plan, aift__json_int(id, 0), 0, where, name);
}

static aift_status read(aift__plan *plan, const aift__json *json, const char *where, void **self)
{
    AIFT__TRY(read_token(plan, json, where, "cls"));
    plan->around.before = plan->around.n;
    return read_token(plan, json, where, "sep");
}

const aift__part_type aift__post_processor_bert = {
    .field = "post_processor", .type = "BertProcessing", .read = read};

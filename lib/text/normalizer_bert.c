/* BertNormalizer: clean_text, handle_chinese_chars, strip_accents (null: as lowercase), lowercase. */
#include "text/part.h"

static aift_status read(aift__plan *plan, const aift__json *json, const char *where, void **self)
{
    bool clean = false, cjk = false, lower = false;
    AIFT__TRY(aift__json_field_bool(json, where, "clean_text", &clean));
    AIFT__TRY(aift__json_field_bool(json, where, "handle_chinese_chars", &cjk));
    AIFT__TRY(aift__json_field_bool(json, where, "lowercase", &lower));
    bool strip = lower;
    if (aift__json_given(json, "strip_accents"))
        AIFT__TRY(aift__json_field_bool(json, where, "strip_accents", &strip));
    return aift__steps_create(plan->context,
                              (clean ? AIFT__STEP_CLEAN : 0u) | (cjk ? AIFT__STEP_CJK : 0u) |
                                  (strip ? AIFT__STEP_DECOMPOSE | AIFT__STEP_STRIP_NONSPACING : 0u) |
                                  (lower ? AIFT__STEP_LOWER : 0u),
                              self);
}

const aift__part_type aift__normalizer_bert = {
    .field = "normalizer", .type = "BertNormalizer", .read = read, .normalize = aift__steps_normalize};

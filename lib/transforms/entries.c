/* From a configuration to the list of transforms: a processor's keys translated, augmentations put in their places. */
#include <string.h>

#include "codec/json_field.h"
#include "transforms/processor.h"
#include "transforms/steps.h"

const char *const aift__when_names[] = {"always", "training", "evaluation", NULL};

const char *aift__config_class(const aift__json *config)
{
    const char *class = aift__json_text(aift__json_get(config, "image_processor_type"), NULL);
    return class ? class : aift__json_text(aift__json_get(config, "feature_extractor_type"), NULL);
}

static aift_status read_entry(const aift__json *json, const char *list, size_t at, aift__entry *out)
{
    char where[AIFT__WHERE_CAP];
    const char *name = NULL;
    aift__json_place(where, "%s[%zu]", list, at);
    AIFT__TRY(aift__json_expect(json, where, AIFT__JSON_OBJECT));
    AIFT__TRY(aift__json_field_text(json, where, "type", &name, NULL));
    *out = (aift__entry){.json = json, .type = aift__transform_find(name), .list = list, .at = at};
    if (!out->type)
        return aift__fail(AIFT_E_UNSUPPORTED, "%s.type is \"%.100s\": this library knows no such transform",
                          where, name);
    size_t when = out->type->random ? AIFT__WHEN_TRAINING : AIFT__WHEN_ALWAYS;
    if (aift__json_given(json, "when"))
        AIFT__TRY(aift__json_field_choice(json, where, "when", aift__when_names, &when));
    out->when = (aift__when)when;
    if (out->type->random && out->when != AIFT__WHEN_TRAINING)
        return aift__fail(AIFT_E_INVALID, "%s.when is \"%s\": %s is random, which is for training alone",
                          where, aift__when_names[when], name);
    return AIFT_OK;
}

/* Puts an entry in front of the one at `at`. */
static aift_status insert(aift__entries *entries, size_t at, const aift__entry *entry)
{
    if (entries->n == AIFT__MOST_STEPS)
        return aift__fail(AIFT_E_RANGE, "%s[%zu]: there are more than %d transforms", entry->list, entry->at,
                          AIFT__MOST_STEPS);
    memmove(&entries->of[at + 1], &entries->of[at], (entries->n - at) * sizeof entries->of[0]);
    entries->of[at] = *entry;
    entries->n++;
    return AIFT_OK;
}

/* The last place at which a sample in training is of a kind that the transform takes; none: the end, where the order's
 * check names it. */
static size_t place_of(const aift__entries *entries, const aift__transform *type)
{
    size_t place = entries->n;
    aift__sample_kind kind = 0;
    for (size_t i = 0; i < entries->n; i++) {
        const aift__entry *entry = &entries->of[i];
        if (!aift__step_runs(entry->when, true))
            continue;
        if (!kind) /* what the list is given */
            kind = entry->type->takes & AIFT__SAMPLE_SOUND ? AIFT__SAMPLE_SOUND : AIFT__SAMPLE_PICTURE;
        if (kind & type->takes)
            place = i;
        kind = entry->type->gives ? entry->type->gives : kind;
    }
    return kind & type->takes ? entries->n : place;
}

/* Where a transform that settles the size stands: the first that does so, and all those are for evaluation now. */
static size_t place_of_size(aift__entries *entries, const aift__transform *type)
{
    size_t first = AIFT__MOST_STEPS;
    for (size_t i = entries->n; i-- > 0;)
        if (entries->of[i].type->resizes && entries->of[i].when == AIFT__WHEN_ALWAYS) {
            entries->of[i].when = AIFT__WHEN_EVALUATION;
            first = i;
        }
    return first < AIFT__MOST_STEPS ? first : place_of(entries, type);
}

static aift_status augment(aift__entries *entries, const aift__json *list)
{
    AIFT__TRY(aift__json_expect(list, "augmentations", AIFT__JSON_ARRAY));
    for (size_t i = 0; i < aift__json_size(list); i++) {
        aift__entry entry;
        AIFT__TRY(read_entry(aift__json_at(list, i), "augmentations", i, &entry));
        entry.when = AIFT__WHEN_TRAINING;
        size_t at = entry.type->resizes ? place_of_size(entries, entry.type) : place_of(entries, entry.type);
        AIFT__TRY(insert(entries, at, &entry));
    }
    return AIFT_OK;
}

static aift_status add_list(aift__entries *entries, const aift__json *list, const char *name)
{
    AIFT__TRY(aift__json_expect(list, name, AIFT__JSON_ARRAY));
    for (size_t i = 0; i < aift__json_size(list); i++) {
        aift__entry entry;
        AIFT__TRY(read_entry(aift__json_at(list, i), name, i, &entry));
        AIFT__TRY(insert(entries, entries->n, &entry));
    }
    return AIFT_OK;
}

/* In our form no key of Hugging Face's may say something else. */
static aift_status check_one_form(const aift__json *config)
{
    const char *class = aift__config_class(config);
    const aift__processor *processor = class ? aift__processor_find(class) : NULL;
    for (size_t i = 0; processor && processor->keys[i]; i++)
        if (aift__json_get(config, processor->keys[i]))
            return aift__fail(AIFT_E_INVALID, "transforms and %s are both there: keep one of them",
                              processor->keys[i]);
    if (aift__json_given(config, "augmentations"))
        return aift__fail(AIFT_E_INVALID,
                          "transforms and augmentations are both there: put these among the transforms");
    return AIFT_OK;
}

aift_status aift__entries_read(const aift__json *config, aift__entries *out)
{
    *out = (aift__entries){.n = 0};
    AIFT__TRY(aift__json_expect(config, "the file", AIFT__JSON_OBJECT));
    if (aift__json_given(config, "transforms")) {
        AIFT__TRY(check_one_form(config));
        return add_list(out, aift__json_get(config, "transforms"), "transforms");
    }
    const char *class = aift__config_class(config);
    if (!class)
        return aift__fail(AIFT_E_FORMAT,
                          "none of image_processor_type, feature_extractor_type and transforms is there");
    const aift__processor *processor = aift__processor_find(class);
    if (!processor)
        return aift__fail(
            AIFT_E_UNSUPPORTED,
            "this library does not know the processor \"%.100s\": say what it does in transforms", class);
    out->made = aift__json_new_array();
    if (!out->made)
        return AIFT_E_NOMEM;
    AIFT__TRY(processor->read(config, class, out->made));
    AIFT__TRY(add_list(out, out->made, processor->classes[0]));
    return aift__json_given(config, "augmentations") ? augment(out, aift__json_get(config, "augmentations"))
                                                     : AIFT_OK;
}

/* All recognisers on a value. */
#include <math.h>
#include <stdio.h>

#include "profile/scanner.h"

/* Found by a model that knows names, not by patterns. */
static const char *const unsupported[] = {"PERSON", "LOCATION", "NRP"};

/* What each byte triggers; digits are looked at apart. */
static const unsigned char triggers[256] = {
    ['0'] = AIFT__AT_DIGIT, ['1'] = AIFT__AT_DIGIT, ['2'] = AIFT__AT_DIGIT, ['3'] = AIFT__AT_DIGIT,
    ['4'] = AIFT__AT_DIGIT, ['5'] = AIFT__AT_DIGIT, ['6'] = AIFT__AT_DIGIT, ['7'] = AIFT__AT_DIGIT,
    ['8'] = AIFT__AT_DIGIT, ['9'] = AIFT__AT_DIGIT, ['@'] = AIFT__AT_AT,    [':'] = AIFT__AT_COLON,
    ['.'] = AIFT__AT_DOT,   ['-'] = AIFT__AT_DASH,
};

/* ---- which recognisers ---- */

static aift_status unknown(const char *name, size_t size)
{
    char list[512] = "";
    for (const aift__recogniser *const *r = aift__recognisers; *r; r++)
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", *list ? ", " : "", (*r)->entity);
    for (size_t i = 0; i < AIFT__COUNT(unsupported); i++)
        if (strlen(unsupported[i]) == size && memcmp(unsupported[i], name, size) == 0)
            return aift__fail(AIFT_E_UNSUPPORTED, "entities: %s takes a model that knows names; known are %s",
                              unsupported[i], list);
    return aift__fail(AIFT_E_INVALID, "entities: \"%.*s\" is none; known are %s",
                      (int)AIFT__MIN(size, (size_t)100), name, list);
}

static aift_status use(aift__scanner *scanner, const char *name, size_t size)
{
    for (const aift__recogniser *const *r = aift__recognisers; *r; r++) {
        if (name && (strlen((*r)->entity) != size || memcmp((*r)->entity, name, size) != 0))
            continue;
        bool there = false;
        for (size_t i = 0; i < scanner->num_used; i++)
            there = there || scanner->used[i] == *r;
        if (!there)
            scanner->used[scanner->num_used++] = *r;
        if (name)
            return AIFT_OK;
    }
    return name ? unknown(name, size) : AIFT_OK;
}

aift_status aift__scanner_init(aift__scanner *scanner, aift_context *context, const char *entities,
                               double threshold)
{
    *scanner = (aift__scanner){.context = context, .threshold = threshold};
    if (!(threshold >= 0 && threshold <= 1))
        return aift__fail(AIFT_E_RANGE, "threshold must be from 0 to 1");
    if (!entities)
        return use(scanner, NULL, 0);
    for (const char *name = entities; *name;) {
        const size_t size = strcspn(name, ",");
        AIFT__TRY(use(scanner, name, size));
        name += size + (name[size] == ',');
    }
    return scanner->num_used ? AIFT_OK : aift__fail(AIFT_E_INVALID, "entities: it names none");
}

/* ---- a value ---- */

static aift_status note(const aift__scanner *scanner, const aift__scanned *value, size_t recogniser,
                        aift__match match, aift__finding place, aift__findings *out)
{
    const aift__recogniser *r = scanner->used[recogniser];
    if (match.score < 1 && aift__has_context(value, match.start, r->context))
        match.score = fmin(1, fmax(match.score + 0.35, 0.4));
    if (match.score < scanner->threshold)
        return AIFT_OK;
    AIFT__TRY(AIFT__RESERVE(scanner->context, out->items, out->n, out->cap));
    place.recogniser = (uint32_t)recogniser;
    place.start = match.start;
    place.end = match.end;
    place.score = match.score;
    out->items[out->n++] = place;
    return AIFT_OK;
}

/* The surer, then the longer. */
static bool beats(const aift__finding *a, const aift__finding *b)
{
    if (a->score != b->score)
        return a->score > b->score;
    return a->end - a->start > b->end - b->start;
}

/* Of the findings from `from` on none overlaps another afterwards, and they are in order. */
static void resolve(aift__findings *f, size_t from)
{
    size_t n = from;
    for (size_t i = from + 1; i < f->n; i++) { /* by place; they nearly are */
        const aift__finding item = f->items[i];
        size_t k = i;
        for (; k > from && f->items[k - 1].start > item.start; k--)
            f->items[k] = f->items[k - 1];
        f->items[k] = item;
    }
    for (size_t i = from; i < f->n; i++) {
        const aift__finding item = f->items[i];
        if (n > from && f->items[n - 1].end > item.start) {
            if (!beats(&item, &f->items[n - 1]))
                continue;
            n--;
        }
        f->items[n++] = item;
    }
    f->n = n;
}

aift_status aift__scan_value(const aift__scanner *scanner, const aift__scanned *value, int64_t row,
                             size_t column, aift__findings *out)
{
    const aift__finding place = {.row = row, .column = (uint32_t)column};
    const size_t from = out->n;
    const char *text = value->text;
    for (size_t i = 0; i < value->size; i++) {
        const unsigned trigger = triggers[(unsigned char)text[i]];
        if (!trigger || (trigger == AIFT__AT_DIGIT && i > 0 && aift__is_digit(text[i - 1])))
            continue;
        for (size_t r = 0; r < scanner->num_used; r++) {
            aift__match match;
            if ((scanner->used[r]->triggers & trigger) && scanner->used[r]->find(value, i, &match))
                AIFT__TRY(note(scanner, value, r, match, place, out));
        }
    }
    if (out->n > from + 1)
        resolve(out, from);
    return AIFT_OK;
}

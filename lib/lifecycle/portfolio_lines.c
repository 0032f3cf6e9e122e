/* What a ranking reads of a use case, as bytes: a line. The lines of 32 records lie in one value of the table, in their
 * order; with ids of usual length that is a page of the file, and a hundred thousand use cases are read in three thousand
 * steps.
 *
 * A line: the record's place among the 32, whether it is open (1 or 0), its inputs, its id and a NUL. */
#include <math.h>
#include <string.h>

#include "lifecycle/portfolio.h"
#include "lifecycle/store.h"

enum { PLACE, OPEN, INPUTS, ID = INPUTS + AIFT__PORTFOLIO_INPUTS };

/* Inputs in the order in which they are kept, behind the time and the people. */
static const char *const scores[] = {"reach",
                                     "impact",
                                     "confidence",
                                     "effort",
                                     "business_value",
                                     "time_criticality",
                                     "risk_reduction",
                                     "job_size",
                                     "ice_impact",
                                     "ice_confidence",
                                     "ease"};
enum { FIRST_SCORE = 2 };

size_t aift__portfolio_score(const char *name)
{
    size_t i = 0;
    while (i < AIFT__COUNT(scores) && strcmp(scores[i], name) != 0)
        i++;
    return FIRST_SCORE + i;
}

/* ---- inputs: the digits of the time, the people, the scores; what is not known is one NaN ---- */

static void put(unsigned char *inputs, size_t place, uint64_t bits)
{
    for (size_t i = 0; i < 8; i++)
        inputs[8 * place + i] = (unsigned char)(bits >> 8 * i);
}

static void put_real(unsigned char *inputs, size_t place, double value)
{
    uint64_t bits = 0x7ff8000000000000;
    if (!isnan(value))
        memcpy(&bits, &value, sizeof bits);
    put(inputs, place, bits);
}

int64_t aift__portfolio_int(const unsigned char *inputs, size_t place)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < 8; i++)
        bits |= (uint64_t)inputs[8 * place + i] << 8 * i;
    return (int64_t)bits;
}

double aift__portfolio_real(const unsigned char *inputs, size_t place)
{
    double value;
    const int64_t bits = aift__portfolio_int(inputs, place);
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The digits of a time, 20261123120000123: they grow as time does. */
static int64_t digits_of(const char *time)
{
    int64_t number = 0;
    for (int digits = 0; *time && digits < 17; time++)
        if (*time >= '0' && *time <= '9') {
            number = number * 10 + *time - '0';
            digits++;
        }
    return number;
}

/* ---- one line ---- */

static const char *text_of(const aift__json *stored, const char *key)
{
    const char *text = aift__json_text(aift__json_get(stored, key), NULL);
    return text ? text : "";
}

aift_status aift__portfolio_line_of(int64_t n, const aift__json *stored, unsigned char *line, size_t *size)
{
    const char *state = text_of(stored, "state"), *id = text_of(stored, "id");
    const aift__json *given = aift__json_get(stored, "scores");
    unsigned char *inputs = line + INPUTS;
    *size = ID + strlen(id) + 1;
    if (*size > AIFT__PORTFOLIO_LINE)
        return aift__fail(AIFT_E_FORMAT, "%.60s: the id has %zu bytes: expected %d or less", id, strlen(id),
                          AIFT__ID_MAX);
    line[PLACE] = (unsigned char)(n % AIFT__PORTFOLIO_BLOCK);
    line[OPEN] = strcmp(state, "rejected") != 0 && strcmp(state, "retired") != 0;
    put(inputs, 0, (uint64_t)digits_of(text_of(stored, "created")));
    put_real(inputs, AIFT__PORTFOLIO_PEOPLE, aift__json_real(aift__json_get(stored, "people"), NAN));
    for (size_t i = 0; i < AIFT__COUNT(scores); i++)
        put_real(inputs, FIRST_SCORE + i, aift__json_real(aift__json_get(given, scores[i]), NAN));
    memcpy(line + ID, id, strlen(id) + 1);
    return AIFT_OK;
}

aift_status aift__portfolio_next(aift__portfolio_lines *lines, aift__portfolio_line *line, bool *more)
{
    const unsigned char *at = lines->at;
    const size_t left = (size_t)(lines->end - at);
    *more = left > 0;
    if (left == 0)
        return AIFT_OK;
    const unsigned char *end =
        left > ID ? memchr(at + ID, 0, AIFT__MIN(left, (size_t)AIFT__PORTFOLIO_LINE) - ID) : NULL;
    if (!end || at[PLACE] < lines->place || at[PLACE] >= AIFT__PORTFOLIO_BLOCK || at[OPEN] > 1)
        return aift__fail(AIFT_E_FORMAT, "the store is damaged: aift store verify tells more");
    *line = (aift__portfolio_line){.n = lines->first + at[PLACE],
                                   .open = at[OPEN],
                                   .inputs = at + INPUTS,
                                   .id = (const char *)at + ID,
                                   .bytes = at,
                                   .size = (size_t)(end + 1 - at)};
    lines->place = at[PLACE] + 1;
    lines->at = end + 1;
    return AIFT_OK;
}

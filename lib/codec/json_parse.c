/* Reading JSON into jansson's values. jansson's own reader does not look whether its buffer could grow: when memory
 * runs out it cuts texts and numbers in silence. Here a value is made of the whole text, or not at all.
 */
#include <float.h>
#include <jansson.h>
#include <string.h>

#include "base/number.h"
#include "codec/json.h"
#include "codec/json_scan.h"

typedef struct reader {
    aift__json_scan scan;
    bool exact; /* keep numbers beyond int64 and double as they are written */
    int depth;
    size_t values;
} reader;

static json_t *wrong(reader *r, const char *at, const char *why)
{
    aift__json_wrong(&r->scan, at, why);
    return NULL;
}

static json_t *made(reader *r, json_t *value)
{
    if (!value)
        r->scan.nomem = true;
    return value;
}

static bool fits_int64(const char *at, const char *end, int64_t *out)
{
    bool negative = *at == '-';
    *out = 0;
    for (at += negative; at < end; at++)
        if (__builtin_mul_overflow(*out, 10, out) ||
            __builtin_sub_overflow(*out, negative ? *at - '0' : '0' - *at, out))
            return false;
    return true;
}

static json_t *numeral(reader *r, const char *text, size_t size)
{
    json_malloc_t allocate;
    json_free_t give_back;
    json_get_alloc_funcs(&allocate, &give_back);
    char *marked = allocate(size + 1);
    if (!marked)
        return made(r, NULL);
    marked[0] = AIFT__JSON_NUMERAL_MARK;
    memcpy(marked + 1, text, size);
    json_t *value = made(r, json_stringn_nocheck(marked, size + 1));
    give_back(marked);
    return value;
}

static json_t *read_number(reader *r)
{
    bool whole;
    int64_t integer;
    double real;
    const char *begin = r->scan.at;
    if (!aift__json_scan_number(&r->scan, &whole))
        return NULL;
    if (whole && fits_int64(begin, r->scan.at, &integer))
        return made(r, json_integer(integer));
    size_t size = (size_t)(r->scan.at - begin);
    bool known = aift__strtod(begin, size, &real);
    if (r->exact && (whole || !known || !__builtin_isfinite(real)))
        return numeral(r, begin, size);
    if (!known)
        return wrong(r, begin, "the number is too long");
    return made(r, json_real(AIFT__MIN(AIFT__MAX(real, -DBL_MAX), DBL_MAX)));
}

static json_t *read_text(reader *r)
{
    aift__json_string s;
    if (!aift__json_scan_string(&r->scan, &s))
        return NULL;
    json_t *value = made(r, json_stringn_nocheck(s.text, s.size));
    aift__json_string_free(&s);
    return value;
}

static json_t *read_name(reader *r)
{
    static const char *const names[] = {"true", "false", "null"};
    size_t left = (size_t)(r->scan.end - r->scan.at);
    for (size_t i = 0; i < AIFT__COUNT(names); i++) {
        size_t n = strlen(names[i]);
        if (left >= n && memcmp(r->scan.at, names[i], n) == 0) {
            r->scan.at += n;
            return i == 0 ? json_true() : i == 1 ? json_false() : json_null();
        }
    }
    return wrong(r, r->scan.at, "a value is expected");
}

static json_t *read_value(reader *r);

/* Behind a value in brackets: whether another follows. */
static bool another(reader *r, char close, const char *expected)
{
    aift__json_skip_space(&r->scan);
    bool more = aift__json_next_is(&r->scan, ',');
    if (!more && !aift__json_next_is(&r->scan, close))
        return aift__json_wrong(&r->scan, r->scan.at, expected);
    r->scan.at++;
    aift__json_skip_space(&r->scan);
    return more;
}

static bool read_item(reader *r, json_t *array)
{
    json_t *value = read_value(r);
    if (value && json_array_append_new(array, value) != 0)
        r->scan.nomem = true;
    return value && !r->scan.nomem;
}

static json_t *read_member_value(reader *r)
{
    aift__json_skip_space(&r->scan);
    if (!aift__json_next_is(&r->scan, ':'))
        return wrong(r, r->scan.at, "':' is expected");
    r->scan.at++;
    aift__json_skip_space(&r->scan);
    return read_value(r);
}

static bool read_member(reader *r, json_t *object)
{
    aift__json_string key;
    const char *begin = r->scan.at;
    if (!aift__json_next_is(&r->scan, '"'))
        return aift__json_wrong(&r->scan, begin, "a key in quotes is expected");
    if (!aift__json_scan_string(&r->scan, &key))
        return false;
    json_t *value = NULL;
    if (memchr(key.text, '\0', key.size))
        wrong(r, begin, "NUL in a key");
    else if (json_object_getn(object, key.text, key.size))
        wrong(r, begin, "duplicate key");
    else
        value = read_member_value(r);
    if (value && json_object_setn_new_nocheck(object, key.text, key.size, value) != 0)
        r->scan.nomem = true;
    aift__json_string_free(&key);
    return value && !r->scan.nomem;
}

static void read_inside(reader *r, bool object, json_t *value)
{
    const char close = object ? '}' : ']',
               *expected = object ? "',' or '}' is expected" : "',' or ']' is expected";
    r->scan.at++;
    aift__json_skip_space(&r->scan);
    if (aift__json_next_is(&r->scan, close)) {
        r->scan.at++;
        return;
    }
    while ((object ? read_member(r, value) : read_item(r, value)) && another(r, close, expected))
        ;
}

static json_t *read_brackets(reader *r, bool object)
{
    if (r->depth == AIFT__JSON_MAX_DEPTH)
        return wrong(r, r->scan.at, "nested too deep");
    json_t *value = made(r, object ? json_object() : json_array());
    if (!value)
        return NULL;
    r->depth++;
    read_inside(r, object, value);
    r->depth--;
    if (!r->scan.nomem && !r->scan.why[0])
        return value;
    json_decref(value);
    return NULL;
}

static json_t *read_value(reader *r)
{
    char c = r->scan.at < r->scan.end ? *r->scan.at : '\0';
    if (++r->values > AIFT__JSON_MAX_VALUES)
        return wrong(r, r->scan.at, "more values than the maximum");
    if (c == '{' || c == '[')
        return read_brackets(r, c == '{');
    if (c == '"')
        return read_text(r);
    return c == '-' || (c >= '0' && c <= '9') ? read_number(r) : read_name(r);
}

static aift_status say(const aift__json_scan *scan, const char *name, int64_t first_line)
{
    if (scan->nomem)
        return aift__fail(AIFT_E_NOMEM, "%s: out of memory while reading JSON", name);
    int64_t line = first_line, column = 1;
    for (const char *at = scan->begin; at < scan->at; at++) {
        column += ((unsigned char)*at & 0xC0) != 0x80; /* characters, not bytes */
        if (*at == '\n')
            line++, column = 1;
    }
    return aift__fail(AIFT_E_FORMAT, "%s: line %lld, column %lld: not valid JSON: %s%s", name,
                      (long long)line, (long long)column, scan->why,
                      scan->at == scan->end ? ", and here is the end" : "");
}

static aift_status parse(reader *r, const char *name, int64_t first_line, aift__json **out)
{
    *out = NULL;
    if (r->scan.end - r->scan.begin > AIFT__JSON_MAX_BYTES)
        return aift__fail(AIFT_E_RANGE, "%s: the JSON text is longer than the maximum of %d bytes", name,
                          AIFT__JSON_MAX_BYTES);
    aift__json_skip_space(&r->scan);
    json_t *root = read_value(r);
    if (root)
        aift__json_skip_space(&r->scan);
    if (root && r->scan.at < r->scan.end) {
        json_decref(root);
        root = wrong(r, r->scan.at, "nothing is expected behind the value");
    }
    *out = (aift__json *)root;
    return root ? AIFT_OK : say(&r->scan, name, first_line);
}

aift_status aift__json_parse(const char *text, size_t size, const char *name, aift__json **out)
{
    reader r = {.scan = {.begin = text, .at = text, .end = text + size}};
    return parse(&r, name, 1, out);
}

aift_status aift__json_parse_line(const char *text, size_t size, const char *name, int64_t line,
                                  aift__json **out)
{
    reader r = {.scan = {.begin = text, .at = text, .end = text + size}, .exact = true};
    return parse(&r, name, line, out);
}

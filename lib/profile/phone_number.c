/* PHONE_NUMBER: international numbers with + or 00 and a country's code, and national ones as they are written in North
 * America, or with a leading 0 in most of Europe, and in India and Brazil.
 *
 * There is no check digit: what stands in groups that no telephone number has, or behind words that name other numbers,
 * is none. */
#include "profile/recogniser.h"

enum { MOST_DIGITS = 15, MOST_GROUPS = 8, MOST_EXTENSION = 6 };

/* Digits in groups: "(030) 123-4567" is 3, 3 and 4. */
typedef struct grouped {
    char digits[MOST_DIGITS + 1];
    size_t n;
    size_t groups[MOST_GROUPS], ends[MOST_GROUPS]; /* sizes, and where each ends in the text */
    size_t num_groups;
    bool bracket; /* the first group stands in brackets */
} grouped;

static const char *const context[] = {"phone", "number", "telephone", "cell",    "cellphone", "mobile",
                                      "call",  "tel",    "fax",       "contact", NULL};

/* Beside these bare digits are a telephone number. */
static const char *const telephones[] = {"phone", "telephone", "cell",  "cellphone", "mobile", "call", "tel",
                                         "fax",   "dial",      "reach", "whatsapp",  "sms",    NULL};
static const char *const others[] = {
    "order",    "invoice", "isbn", "account", "ref",  "reference", "id",       "sku",      "ticket", "serial",
    "tracking", "version", "issn", "ean",     "upc",  "imei",      "case",     "order_id", "ssn",    "item",
    "article",  "booking", "card", "iban",    "visa", "parcel",    "shipment", NULL};

static bool is_sign(char c)
{
    return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')';
}

/* From a digit on, as far as digits go with one sign or two between. */
static void take_groups(const aift__scanned *s, size_t at, grouped *g)
{
    size_t p = at;
    while (g->num_groups < MOST_GROUPS) {
        const size_t size = aift__count_digits(s, p);
        if (size == 0 || g->n + size > MOST_DIGITS) {
            if (size)
                g->num_groups = 0; /* longer than any number */
            return;
        }
        memcpy(g->digits + g->n, s->text + p, size);
        g->n += size;
        p += size;
        g->groups[g->num_groups] = size;
        g->ends[g->num_groups++] = p;
        size_t signs = 0;
        while (signs < 3 && is_sign(aift__char_at(s, p + signs)))
            signs++;
        if (signs == 0 || signs == 3)
            return;
        p += signs;
    }
    g->num_groups = 0;
}

/* ---- rules: whether the first k groups are a number ---- */

static size_t digits_of(const grouped *g, size_t k)
{
    size_t n = 0;
    for (size_t i = 0; i < k; i++)
        n += g->groups[i];
    return n;
}

/* Codes of countries, E.164: those of one digit, and of two; all others have three. */
static size_t code_size(const char *digits)
{
    static const char two[] =
        "20273031323334363940414344454647484951525354555657586061626364656681828486909192939495"
        "98";
    if (digits[0] == '1' || digits[0] == '7')
        return 1;
    for (const char *code = two; *code; code += 2)
        if (digits[0] == code[0] && digits[1] == code[1])
            return 2;
    return digits[0] == '0' ? 0 : 3;
}

/* With a country's code, which begins at digits[from]. */
static bool is_international(const grouped *g, size_t k, size_t from)
{
    const size_t n = digits_of(g, k);
    if (n < from + 8 || n > from + MOST_DIGITS)
        return false;
    const size_t code = code_size(g->digits + from), rest = n - from - code;
    if (code == 0)
        return false;
    return code == 1 && g->digits[from] == '1' ? rest == 10 : rest >= 6 && rest <= 12;
}

/* 3, 3 and 4 digits, perhaps behind a 1, or none of them parted. */
static bool is_american(const grouped *g, size_t k)
{
    const size_t first = g->groups[0] == 1 && g->digits[0] == '1' ? 1 : 0;
    const size_t n = digits_of(g, k) - first;
    const char *d = g->digits + first;
    if (n != 10 || d[0] < '2')
        return false;
    return k == first + 3 && g->groups[first] == 3 && g->groups[first + 1] == 3;
}

/* A 0 and an area code, then the rest, 9 to 12 digits in all. */
static bool is_trunk(const grouped *g, size_t k)
{
    const size_t n = digits_of(g, k);
    if (n < 9 || n > 12 || g->digits[0] != '0' || g->digits[1] == '0' || g->groups[0] < 2)
        return false;
    if (k == 2 && g->groups[0] == 2 && g->groups[1] < 7)
        return false;
    for (size_t i = 1; i < k; i++)
        if (g->groups[i] < 2)
            return false;
    return k > 1;
}

/* (11) 91234-5678, (11) 1234-5678: of Brazil. 98765 43210: of India. */
static bool is_elsewhere(const grouped *g, size_t k)
{
    if (k == 3 && g->bracket && g->groups[0] == 2 && (g->groups[1] == 4 || g->groups[1] == 5) &&
        g->groups[2] == 4)
        return true;
    return k == 2 && g->groups[0] == 5 && g->groups[1] == 5 && g->digits[0] >= '6';
}

/* Digits alone, as North America has them: as likely the number of anything else. */
static bool is_bare_american(const grouped *g)
{
    const char *d = g->digits;
    const size_t first = g->n == 11 && d[0] == '1';
    return g->n - first == 10 && d[first] >= '2' && d[first + 3] >= '2';
}

/* Digits alone with a leading 0, which quantities and counted numbers have not; those that are filled up have several. */
static bool is_bare_trunk(const grouped *g)
{
    return g->n >= 10 && g->n <= 11 && g->digits[0] == '0' && g->digits[1] != '0';
}

/* ---- the text around ---- */

/* x123, ext. 123 */
static size_t take_extension(const aift__scanned *s, size_t end)
{
    size_t p = end;
    if (aift__char_at(s, p) == ' ')
        p++;
    if (p + 3 < s->size && aift__lower(s->text[p]) == 'e' && aift__lower(s->text[p + 1]) == 'x' &&
        aift__lower(s->text[p + 2]) == 't')
        p += 3;
    else if (aift__lower(aift__char_at(s, p)) == 'x')
        p++;
    else
        return end;
    while (aift__char_at(s, p) == '.' || aift__char_at(s, p) == ' ')
        p++;
    const size_t n = aift__count_digits(s, p);
    return n >= 1 && n <= MOST_EXTENSION && aift__word_ends(s, p + n) ? p + n : end;
}

static bool is_number(const grouped *g, size_t k, size_t from, bool plus)
{
    if (plus || from)
        return is_international(g, k, from);
    if (k == 1)
        return g->num_groups == 1 && (is_bare_trunk(g) || is_bare_american(g));
    return is_american(g, k) || is_trunk(g, k) || is_elsewhere(g, k);
}

/* Whether the words before allow it. */
static bool is_likely(const aift__scanned *s, size_t start, const grouped *g, size_t k, bool plus)
{
    if (plus)
        return true;
    if (k == 1 && !is_bare_trunk(g))
        return aift__has_context(s, start, telephones);
    return !aift__has_context(s, start, others);
}

/* Whether groups of digits stand before that make it longer than any number: the middle of a card's, say. */
static bool goes_on_before(const aift__scanned *s, size_t start, size_t digits)
{
    for (int signs = 0; start > 0 && signs < 3 && digits <= MOST_DIGITS; start--) {
        const char before = s->text[start - 1];
        if (!aift__is_digit(before) && !is_sign(before))
            return false;
        signs = is_sign(before) ? signs + 1 : 0;
        digits += is_sign(before) ? 0 : 1;
    }
    return digits > MOST_DIGITS;
}

/* Where it begins, with a bracket or plus in front; false: it is a part of something else. */
static bool begin_of(const aift__scanned *s, size_t at, size_t *start, grouped *g, bool *plus)
{
    *start = at;
    *plus = false;
    if (*start > 0 && s->text[*start - 1] == '(') {
        --*start;
        g->bracket = true;
    }
    if (*start > 0 && s->text[*start - 1] == '+') {
        --*start;
        *plus = true;
    }
    if (*start == 0)
        return true;
    const char before = s->text[*start - 1];
    if (aift__is_word(before) || before == '+' || before == '#')
        return false;
    const bool joins = before == '-' || before == '.' || before == '/';
    return !joins || *start < 2 || !aift__is_word(s->text[*start - 2]);
}

static bool find(const aift__scanned *s, size_t at, aift__match *out)
{
    grouped g = {.num_groups = 0};
    size_t start;
    bool plus;
    if (!begin_of(s, at, &start, &g, &plus))
        return false;
    take_groups(s, at, &g);
    const size_t from = !plus && g.n > 4 && g.digits[0] == '0' && g.digits[1] == '0' ? 2 : 0;
    for (size_t k = g.num_groups; k > 0; k--) {
        const size_t end = g.ends[k - 1];
        if (k < g.num_groups && s->text[end] != ' ')
            continue; /* it goes on */
        if (!is_number(&g, k, from, plus))
            continue;
        const size_t behind = take_extension(s, end);
        if (!aift__word_ends(s, behind))
            continue;
        *out = (aift__match){start, behind, 0.4};
        return is_likely(s, start, &g, k, plus) && (plus || !goes_on_before(s, start, g.n));
    }
    return false;
}

const aift__recogniser aift__recogniser_phone_number = {"PHONE_NUMBER", AIFT__AT_DIGIT, context, find};

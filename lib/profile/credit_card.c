/* CREDIT_CARD: 12 to 19 digits, perhaps in groups, of a length that the issuer has, with Luhn's check digit. */
#include "profile/recogniser.h"

enum { MOST_DIGITS = 19, MOST_GROUPS = 5 };

/* Issuers by their first digits. */
typedef struct issuer {
    int first, last, digits; /* prefixes from first to last, of so many digits */
    unsigned lengths;        /* a bit each */
} issuer;

#define LENGTH(n) (1u << (n))

static const issuer issuers[] = {
    {4, 4, 1, LENGTH(13) | LENGTH(16) | LENGTH(19)},                /* Visa */
    {50, 55, 2, LENGTH(16)},                                        /* Mastercard */
    {2221, 2720, 4, LENGTH(16)},                                    /* Mastercard */
    {5018, 5018, 4, LENGTH(12) | LENGTH(13)},                       /* Maestro */
    {5020, 5020, 4, LENGTH(12) | LENGTH(13)},                       /* Maestro */
    {5038, 5038, 4, LENGTH(12) | LENGTH(13)},                       /* Maestro */
    {34, 34, 2, LENGTH(15)},                                        /* American Express */
    {37, 37, 2, LENGTH(15)},                                        /* American Express */
    {30, 30, 2, LENGTH(14) | LENGTH(16)},                           /* Diners Club */
    {36, 36, 2, LENGTH(14)},                                        /* Diners Club */
    {38, 39, 2, LENGTH(14)},                                        /* Diners Club */
    {35, 35, 2, LENGTH(16)},                                        /* JCB */
    {1800, 1800, 4, LENGTH(15)},                                    /* JCB */
    {2131, 2131, 4, LENGTH(15)},                                    /* JCB */
    {60, 69, 2, LENGTH(12) | LENGTH(13) | LENGTH(16) | LENGTH(19)}, /* Discover, UnionPay, Maestro */
};

static bool is_issued(const char *digits, size_t n)
{
    for (size_t i = 0; i < AIFT__COUNT(issuers); i++) {
        int prefix = 0;
        for (int d = 0; d < issuers[i].digits; d++)
            prefix = prefix * 10 + digits[d] - '0';
        if (prefix >= issuers[i].first && prefix <= issuers[i].last && issuers[i].lengths & LENGTH(n))
            return true;
    }
    return false;
}

static bool passes_luhn(const char *digits, size_t n)
{
    int sum = 0;
    for (size_t i = 0; i < n; i++) {
        const int digit = digits[n - 1 - i] - '0', twice = digit * 2;
        sum += i % 2 == 0 ? digit : twice > 9 ? twice - 9 : twice;
    }
    return sum % 10 == 0;
}

/* Groups of digits with a blank or a dash between: after each one the number may end. */
static bool find(const aift__scanned *s, size_t at, aift__match *out)
{
    char digits[MOST_DIGITS];
    size_t n = 0, p = at;
    bool found = false;
    if (!aift__word_begins(s, at))
        return false;
    for (int group = 0; group < MOST_GROUPS; group++) {
        const size_t size = aift__count_digits(s, p);
        if (size < 3 || n + size > MOST_DIGITS || (group == 0 && size < 4))
            break;
        if (group > 0 && size > 6)
            break;
        memcpy(digits + n, s->text + p, size);
        n += size;
        p += size;
        if (n >= 12 && aift__word_ends(s, p) && is_issued(digits, n) && passes_luhn(digits, n)) {
            *out = (aift__match){at, p, 1};
            found = true;
        }
        const char next = aift__char_at(s, p);
        if (next != ' ' && next != '-')
            break;
        p++;
    }
    return found;
}

static const char *const context[] = {"credit",   "card", "visa",   "mastercard", "cc",           "amex",
                                      "discover", "jcb",  "diners", "maestro",    "instapayment", NULL};

const aift__recogniser aift__recogniser_credit_card = {"CREDIT_CARD", AIFT__AT_DIGIT, context, find};

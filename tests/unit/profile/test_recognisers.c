/* Recognisers: what each finds, with its place and score, and what only looks like it. */
#include <math.h>

#include "fixture.h"

#include "profile/scanner.h"

typedef struct example {
    const char *entity, *text, *found; /* NULL: nothing of that entity */
    double score;
} example;

static const example examples[] = {
    /* Numbers of the issuers' own tests. */
    {"CREDIT_CARD", "4111 1111 1111 1111", "4111 1111 1111 1111", 1},
    {"CREDIT_CARD", "pay 4012888888881881 now", "4012888888881881", 1},
    {"CREDIT_CARD", "3782-822463-10005", "3782-822463-10005", 1},
    {"CREDIT_CARD", "5555555555554444", "5555555555554444", 1},
    {"CREDIT_CARD", "4222222222222", "4222222222222", 1},
    {"CREDIT_CARD", "30569309025904", "30569309025904", 1},
    {"CREDIT_CARD", "12 4111 1111 1111 1111 99", "4111 1111 1111 1111", 1},
    {"CREDIT_CARD", "4111 1111 1111 1112", NULL, 0},
    {"CREDIT_CARD", "1748503543012", NULL, 0}, /* milliseconds */
    {"CREDIT_CARD", "x4111111111111111", NULL, 0},
    {"CREDIT_CARD", "978-0-306-40615-7", NULL, 0},
    {"CRYPTO", "to 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", 1},
    {"CRYPTO", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", 1},
    {"CRYPTO", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", 1},
    {"CRYPTO", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3", NULL, 0},
    {"CRYPTO", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", NULL, 0},
    {"DATE_TIME", "on 2026-11-23 at noon", "2026-11-23", 0.6},
    {"DATE_TIME", "11/23/2026", "11/23/2026", 0.6},
    {"DATE_TIME", "23.11.26", "23.11.26", 0.6},
    {"DATE_TIME", "23-Nov-2026", "23-Nov-2026", 0.6},
    {"DATE_TIME", "from Nov-2026 on", "Nov-2026", 0.6},
    {"DATE_TIME", "2026-11-23T10:20:30.5Z", "2026-11-23T10:20:30.5Z", 0.8},
    {"DATE_TIME", "date: 11/2026", "11/2026", 0.55},
    {"DATE_TIME", "11/2026", NULL, 0}, /* 0.2 */
    {"DATE_TIME", "10.11.12.13", NULL, 0},
    {"DATE_TIME", "2026-13-40", NULL, 0},
    {"EMAIL_ADDRESS", "write to anna.b+c@mail.example.co.uk.", "anna.b+c@mail.example.co.uk", 1},
    {"EMAIL_ADDRESS", "<bo@example.com>", "bo@example.com", 1},
    {"EMAIL_ADDRESS", "mailto:bo@ex-ample.org?x", "bo@ex-ample.org", 1},
    {"EMAIL_ADDRESS", "user@localhost", NULL, 0},
    {"EMAIL_ADDRESS", "a@b.notatld", NULL, 0},
    {"EMAIL_ADDRESS", "5 @ 3.com", NULL, 0},
    {"IBAN_CODE", "GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 32", 1},
    {"IBAN_CODE", "DE89370400440532013000", "DE89370400440532013000", 1},
    {"IBAN_CODE", "DE89370400440532013001", NULL, 0},
    {"IBAN_CODE", "DE8937040044053201300", NULL, 0},
    {"IBAN_CODE", "XX82WEST12345698765432", NULL, 0},
    {"IP_ADDRESS", "from 192.168.17.5 came", "192.168.17.5", 0.6},
    {"IP_ADDRESS", "ip 192.168.17.5", "192.168.17.5", 0.95},
    {"IP_ADDRESS", "2001:db8::ff00:42:8329", "2001:db8::ff00:42:8329", 0.6},
    {"IP_ADDRESS", "::1", "::1", 0.6},
    {"IP_ADDRESS", "version 1.2.3.4", NULL, 0},
    {"IP_ADDRESS", "version 172.20.133.4", NULL, 0},
    {"IP_ADDRESS", "1.2.3.4", NULL, 0},
    {"IP_ADDRESS", "10.2.3.4", "10.2.3.4", 0.6},
    {"IP_ADDRESS", "host 1.2.3.4", "1.2.3.4", 0.6},
    {"IP_ADDRESS", "v192.168.1.1", NULL, 0},
    {"IP_ADDRESS", "192.168.1.256", NULL, 0},
    {"IP_ADDRESS", "192.168.1.1.5", NULL, 0},
    {"IP_ADDRESS", "12:30:45", NULL, 0},
    {"IP_ADDRESS", "std::vector, abc::def", NULL, 0},
    {"MAC_ADDRESS", "00:1B:44:11:3A:B7", "00:1B:44:11:3A:B7", 0.6},
    {"MAC_ADDRESS", "mac aa-bb-cc-dd-ee-f0", "aa-bb-cc-dd-ee-f0", 0.95},
    {"MAC_ADDRESS", "001b.4411.3ab7", "001b.4411.3ab7", 0.6},
    {"MAC_ADDRESS", "00:1B:44-11:3A:B7", NULL, 0},
    {"MAC_ADDRESS", "00:00:00:00:00:00", NULL, 0},
    {"MAC_ADDRESS", "00:1B:44:11:3A:B7:AA:BB", NULL, 0},
    {"MEDICAL_LICENSE", "BB1388568", "BB1388568", 1},
    {"MEDICAL_LICENSE", "BB1388569", NULL, 0},
    {"MEDICAL_LICENSE", "ZZ1388568", NULL, 0},
    {"PHONE_NUMBER", "(415) 555-2671", "(415) 555-2671", 0.4},
    {"PHONE_NUMBER", "call 415-555-2671 x12", "415-555-2671 x12", 0.75},
    {"PHONE_NUMBER", "+1-415-555-2671x123", "+1-415-555-2671x123", 0.4},
    {"PHONE_NUMBER", "001-415-555-2671", "001-415-555-2671", 0.4},
    {"PHONE_NUMBER", "415.555.2671", "415.555.2671", 0.4},
    {"PHONE_NUMBER", "+49 30 901820", "+49 30 901820", 0.4},
    {"PHONE_NUMBER", "030 901820123", "030 901820123", 0.4},
    {"PHONE_NUMBER", "01 42 68 53 00", "01 42 68 53 00", 0.4},
    {"PHONE_NUMBER", "mobile 4155552671", "4155552671", 0.75},
    {"PHONE_NUMBER", "it says 04155552671", "04155552671", 0.4},
    {"PHONE_NUMBER", "0415555267", "0415555267", 0.4},
    {"PHONE_NUMBER", "tel 0049301234567", "0049301234567", 0.75},
    {"PHONE_NUMBER", "0049301234567", NULL, 0},
    {"PHONE_NUMBER", "0000012345", NULL, 0},
    {"PHONE_NUMBER", "parcel 04155552671", NULL, 0},
    {"PHONE_NUMBER", "4155552671", NULL, 0},
    {"PHONE_NUMBER", "order 415-555-2671", NULL, 0},
    {"PHONE_NUMBER", "ISBN 0-306-40615-2", NULL, 0},
    {"PHONE_NUMBER", "978-0-306-40615-7", NULL, 0},
    {"PHONE_NUMBER", "4111 1111 1111 1112", NULL, 0},
    {"PHONE_NUMBER", "4111 0111 1111 1113", NULL, 0}, /* from its middle on it would be one */
    {"PHONE_NUMBER", "17 0111 1111 113", "0111 1111 113", 0.4},
    {"PHONE_NUMBER", "4111 1111 1111 +49 30 901820", "+49 30 901820", 0.4},
    {"PHONE_NUMBER", "2026-11-23 10:20:30", NULL, 0},
    {"PHONE_NUMBER", "123-45-6789", NULL, 0},
    {"PHONE_NUMBER", "192.168.100.200", NULL, 0},
    {"URL", "see https://example.com/a?b=c.", "https://example.com/a?b=c", 0.6},
    {"URL", "http://192.168.1.1:8080/x", "http://192.168.1.1:8080/x", 0.6},
    {"URL", "www.example.museum", "www.example.museum", 0.5},
    {"URL", "link example.com/x, and", "example.com/x", 0.85},
    {"URL", "http://localhost/x", NULL, 0},
    {"URL", "anna@example.com", NULL, 0},
    {"URL", "readme.md", NULL, 0},
    {"URL", "e.g. this", NULL, 0},
    {"URL", "1.5.com", "1.5.com", 0.5},
};

static void examples_are_found(void **state)
{
    aift__scanner scanner;
    aift__findings found = {0};
    int wrong = 0;
    assert_ok(aift__scanner_init(&scanner, context, NULL, 0.4));
    for (size_t i = 0; i < AIFT__COUNT(examples); i++) {
        const example *e = &examples[i];
        const aift__scanned value = {e->text, strlen(e->text), "note"};
        const aift__finding *match = NULL;
        found.n = 0;
        assert_ok(aift__scan_value(&scanner, &value, 0, 0, &found));
        for (size_t k = 0; k < found.n; k++)
            if (strcmp(scanner.used[found.items[k].recogniser]->entity, e->entity) == 0)
                match = &found.items[k];
        const size_t size = match ? match->end - match->start : 0;
        if (!match != !e->found ||
            (match && (size != strlen(e->found) || memcmp(e->text + match->start, e->found, size) != 0 ||
                       match->score < e->score - 1e-9 || match->score > e->score + 1e-9))) {
            print_message("%s in \"%s\": \"%.*s\" %g, expected %s %g\n", e->entity, e->text, (int)size,
                          match ? e->text + match->start : "", match ? match->score : 0,
                          e->found ? e->found : "nothing", e->score);
            wrong++;
        }
    }
    aift__free(context, found.items);
    assert_int_equal(wrong, 0);
}

static void columns_are_context(void **state)
{
    aift__scanner scanner;
    aift__findings found = {0};
    const aift__scanned value = {"4155552671", 10, "home_phone"};
    assert_ok(aift__scanner_init(&scanner, context, "PHONE_NUMBER", 0.4));
    assert_ok(aift__scan_value(&scanner, &value, 0, 0, &found));
    assert_int_equal(found.n, 1);
    assert_close(found.items[0].score, 0.75, 1e-12);
    aift__free(context, found.items);
}

static void entities_are_chosen(void **state)
{
    aift__scanner scanner;
    assert_ok(aift__scanner_init(&scanner, context, "URL,IBAN_CODE,URL", 0));
    assert_int_equal(scanner.num_used, 2);
    assert_fails(aift__scanner_init(&scanner, context, "PERSON", 0.4), AIFT_E_UNSUPPORTED, "PERSON");
    assert_fails(aift__scanner_init(&scanner, context, "SSN", 0.4), AIFT_E_INVALID,
                 "\"SSN\" is none; known are CREDIT_CARD");
    assert_fails(aift__scanner_init(&scanner, context, "", 0.4), AIFT_E_INVALID, "names none");
    assert_fails(aift__scanner_init(&scanner, context, NULL, 1.5), AIFT_E_RANGE, "threshold");
    assert_fails(aift__scanner_init(&scanner, context, NULL, NAN), AIFT_E_RANGE, "threshold");
}

/* Every recogniser, at every place of bytes of all kinds: nothing beyond the value is read (ASan). */
static void no_place_is_too_near_the_end(void **state)
{
    aift__scanner scanner;
    aift__findings found = {0};
    assert_ok(aift__scanner_init(&scanner, context, NULL, 0));
    for (size_t i = 0; i < AIFT__COUNT(examples); i++)
        for (size_t size = 0; size <= strlen(examples[i].text); size++) {
            char *text = aift__malloc(context, size, 1);
            memcpy(text, examples[i].text, size);
            const aift__scanned value = {text, size, ""};
            found.n = 0;
            assert_ok(aift__scan_value(&scanner, &value, 0, 0, &found));
            aift__free(context, text);
        }
    aift__free(context, found.items);
}

int main(void)
{
    const struct CMUnitTest cases[] = {CASE(examples_are_found), CASE(columns_are_context),
                                       CASE(entities_are_chosen), CASE(no_place_is_too_near_the_end)};
    return cmocka_run_group_tests(cases, NULL, NULL);
}

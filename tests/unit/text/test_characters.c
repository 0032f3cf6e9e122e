/* text/characters: every code point as Hugging Face's tokenizers sees it, by digests of what it said. */
#include "support.h"

#include "base/sha256.h"
#include "codec/json.h"
#include "text/characters.h"

static void add(aift__sha256 *sha, uint32_t word)
{
    const unsigned char bytes[] = {word & 255, word >> 8 & 255, word >> 16 & 255, word >> 24};
    aift__sha256_add(sha, bytes, sizeof bytes);
}

/* What decomposes is never asked for the properties of marks. */
static bool is_whole(uint32_t code)
{
    uint32_t parts[AIFT__UNICODE_PARTS];
    aift__char_decompose(code, parts);
    return parts[0] == code;
}

static void flags_of(uint32_t code, aift__sha256 *sha)
{
    unsigned flags = aift__char_flags(code) & ~(unsigned)(AIFT__CHAR_STARTER | AIFT__CHAR_WHOLE);
    uint32_t parts[AIFT__UNICODE_PARTS];
    aift__char_decompose(code, parts);
    add(sha,
        parts[0] == code ? flags : flags & ~(unsigned)AIFT__CHAR_NONSPACING); /* not asked of the others */
}

static void lower_of(uint32_t code, aift__sha256 *sha)
{
    uint32_t parts[AIFT__LOWER_PARTS];
    for (unsigned i = 0, n = aift__char_lower(code, parts); i < n; i++)
        add(sha, parts[i]);
}

static void decomposition_of(uint32_t code, aift__sha256 *sha)
{
    uint32_t parts[AIFT__UNICODE_PARTS];
    for (unsigned i = 0, n = aift__char_decompose(code, parts); i < n; i++)
        add(sha, parts[i]);
}

static void combining_class_of(uint32_t code, aift__sha256 *sha)
{
    add(sha, is_whole(code) ? aift__char_combining_class(code) : 0);
}

static void check(const char *name, void (*property)(uint32_t, aift__sha256 *))
{
    aift__sha256 sha;
    aift__sha256_init(&sha);
    for (uint32_t code = 0; code <= AIFT__UNICODE_LAST; code++)
        if (code < 0xD800 || code > 0xDFFF)
            property(code, &sha);
    char hex[65];
    aift__sha256_hex(&sha, hex);
    size_t size;
    const char *text = aift_test_read(aift_test_path("golden/tokenizer/characters.json"), &size);
    aift__json *golden;
    assert_ok(aift__json_parse(text, size, "characters.json", &golden));
    assert_string_equal(hex, aift__json_text(aift__json_get(golden, name), NULL));
    aift__json_free(golden);
}

static void has_their_flags(void **state)
{
    check("flags", flags_of);
}

static void has_their_lower_case(void **state)
{
    check("lower", lower_of);
}

static void has_their_decompositions(void **state)
{
    check("decomposition", decomposition_of);
}

static void has_their_combining_classes(void **state)
{
    check("combining_class", combining_class_of);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_their_flags),
        cmocka_unit_test(has_their_lower_case),
        cmocka_unit_test(has_their_decompositions),
        cmocka_unit_test(has_their_combining_classes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

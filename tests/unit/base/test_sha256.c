/* base/sha256: the examples of FIPS 180-4 and of NIST's byte-oriented long messages. base/clock: sane values.
 */
#include "support.h"

#include "base/clock.h"
#include "base/sha256.h"

typedef struct example {
    const char *text;
    size_t times; /* the text, so often */
    const char *hex;
} example;

static const example examples[] = {
    {"", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrs"
     "t"
     "nopqrstu",
     1, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
    {"a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
};

static void gives_the_published_digests(void **state)
{
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        const example *e = &examples[i];
        aift__sha256 sha;
        char hex[65];
        aift__sha256_init(&sha);
        for (size_t n = 0; n < e->times; n++)
            aift__sha256_add(&sha, e->text, strlen(e->text));
        aift__sha256_hex(&sha, hex);
        assert_string_equal(hex, e->hex);
    }
}

static void pieces_do_not_matter(void **state)
{
    unsigned char bytes[300], whole[32], parts[32];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 7);
    for (size_t size = 0; size <= sizeof bytes; size++) {
        aift__sha256 a, b;
        aift__sha256_init(&a);
        aift__sha256_add(&a, bytes, size);
        aift__sha256_finish(&a, whole);
        aift__sha256_init(&b);
        for (size_t at = 0, n = 0; at < size; at += n) {
            n = 1 + (at * 13) % 70;
            n = n < size - at ? n : size - at;
            aift__sha256_add(&b, bytes + at, n);
        }
        aift__sha256_finish(&b, parts);
        assert_memory_equal(whole, parts, 32);
    }
}

static void clock_goes_on(void **state)
{
    double a = aift__clock_seconds(), b = aift__clock_seconds();
    assert_true(b >= a && a > 0 && b - a < 60);
    assert_true(aift__clock_peak_rss() > 1 << 19);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_published_digests),
        cmocka_unit_test(pieces_do_not_matter),
        cmocka_unit_test(clock_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

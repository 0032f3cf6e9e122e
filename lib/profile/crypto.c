/* CRYPTO: addresses of Bitcoin, with their check sums: Base58Check, and Bech32 (BIP 173, BIP 350). */
#include "base/sha256.h"
#include "profile/recogniser.h"

enum { LEAST = 26, MOST = 62, MOST_BASE58 = 35, PAYLOAD = 25 };

/* The address as 25 bytes; the last four are the beginning of the others' double hash. */
static bool is_base58(const char *text, size_t size)
{
    static const char digits[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    unsigned char bytes[PAYLOAD] = {0}, hash[32];
    if (size > MOST_BASE58)
        return false;
    for (size_t i = 0; i < size; i++) {
        const char *digit = strchr(digits, text[i]);
        if (!digit)
            return false;
        unsigned carry = (unsigned)(digit - digits);
        for (int k = PAYLOAD - 1; k >= 0; k--) {
            carry += 58u * bytes[k];
            bytes[k] = (unsigned char)(carry & 0xFF);
            carry >>= 8;
        }
        if (carry)
            return false;
    }
    aift__sha256 sha;
    aift__sha256_init(&sha);
    aift__sha256_add(&sha, bytes, PAYLOAD - 4);
    aift__sha256_finish(&sha, hash);
    aift__sha256_init(&sha);
    aift__sha256_add(&sha, hash, sizeof hash);
    aift__sha256_finish(&sha, hash);
    return (bytes[0] == 0 || bytes[0] == 5) && memcmp(hash, bytes + PAYLOAD - 4, 4) == 0;
}

static uint32_t polymod(uint32_t sum, unsigned value)
{
    static const uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    const uint32_t top = sum >> 25;
    sum = (sum & 0x1ffffff) << 5 ^ value;
    for (int i = 0; i < 5; i++)
        sum ^= top >> i & 1 ? generator[i] : 0;
    return sum;
}

/* "bc1" and what follows. */
static bool is_bech32(const char *text, size_t size)
{
    static const char digits[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    uint32_t sum = 1;
    static const unsigned expanded[] = {3, 3, 0, 'b' & 31, 'c' & 31};
    for (size_t i = 0; i < AIFT__COUNT(expanded); i++)
        sum = polymod(sum, expanded[i]);
    for (size_t i = 3; i < size; i++) {
        const char *digit = text[i] ? strchr(digits, text[i]) : NULL;
        if (!digit)
            return false;
        sum = polymod(sum, (unsigned)(digit - digits));
    }
    return sum == 1 || sum == 0x2bc830a3;
}

static bool find(const aift__scanned *s, size_t at, aift__match *out)
{
    const char *text = s->text;
    const bool bech32 = at >= 2 && text[at] == '1' && text[at - 2] == 'b' && text[at - 1] == 'c';
    const size_t start = bech32 ? at - 2 : at;
    size_t end = at;
    if ((!bech32 && text[at] != '1' && text[at] != '3') || !aift__word_begins(s, start))
        return false;
    while (end < s->size && end - start <= MOST && (aift__is_digit(text[end]) || aift__is_letter(text[end])))
        end++;
    const size_t size = end - start;
    if (size < LEAST || size > MOST || !aift__word_ends(s, end))
        return false;
    *out = (aift__match){start, end, 1};
    return bech32 ? is_bech32(text + start, size) : is_base58(text + start, size);
}

static const char *const context[] = {"wallet", "btc", "bitcoin", "crypto", NULL};

const aift__recogniser aift__recogniser_crypto = {"CRYPTO", AIFT__AT_DIGIT, context, find};

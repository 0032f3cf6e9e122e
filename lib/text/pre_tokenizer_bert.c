/* BertPreTokenizer: white space goes, each punctuation mark is a word of its own. */
#include "text/characters.h"
#include "text/part.h"

static bool split(const void *self, const aift__span *in, aift__word_fn word, void *arg)
{
    (void)self;
    size_t begin = 0;
    unsigned n;
    for (size_t i = 0; i < in->size; i += n) {
        unsigned flags = aift__char_flags(aift__utf8_get(in->text + i, &n));
        if (!(flags & (AIFT__CHAR_SPACE | AIFT__CHAR_PUNCTUATION)))
            continue;
        if (begin < i) {
            aift__span before = aift__span_part(in, begin, i);
            if (!word(arg, &before))
                return false;
        }
        begin = i + n;
        if (flags & AIFT__CHAR_PUNCTUATION) {
            aift__span mark = aift__span_part(in, i, begin);
            if (!word(arg, &mark))
                return false;
        }
    }
    if (begin == in->size)
        return true;
    aift__span rest = aift__span_part(in, begin, in->size);
    return word(arg, &rest);
}

const aift__part_type aift__pre_tokenizer_bert = {
    .field = "pre_tokenizer", .type = "BertPreTokenizer", .split = split};

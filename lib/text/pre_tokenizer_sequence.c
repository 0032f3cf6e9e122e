/* Sequence: pre-tokenizers one after the other, each cutting what the one before left whole. */
#include "text/part.h"

static aift_status read(aift__plan *plan, const aift__json *json, const char *where, void **self)
{
    return aift__part_read_list(plan, "pre_tokenizer", json, where, "pretokenizers");
}

const aift__part_type aift__pre_tokenizer_sequence = {
    .field = "pre_tokenizer", .type = "Sequence", .read = read};

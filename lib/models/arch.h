/* What an architecture is: one aift__arch a file, one line in archs.def.
 *
 * It reads its config.json, and builds its graph: a body from token ids to hidden states, and the head of
 * sequence classification on it. Parameters have the names of the checkpoint that transformers writes.
 */
#ifndef AIFT_LIB_MODELS_ARCH_H
#define AIFT_LIB_MODELS_ARCH_H

#include "codec/json.h"
#include "graph/graph.h"

enum { AIFT__CONFIG_BYTES = 256 };

/* The part of a config that every architecture has; an architecture's own begins with it. */
typedef struct aift__config {
    int64_t vocab_size, hidden_size, max_positions, type_vocab_size;
    double initializer_range;
} aift__config;

typedef struct aift__body_inputs {
    aift__value input_ids, token_type_ids; /* int32 [tokens] */
    aift__value offsets;                   /* int32 [rows + 1] */
} aift__body_inputs;

typedef struct aift__arch {
    const char *model_type;       /* of config.json */
    const char *classifier_class; /* what `architectures` names for sequence classification */
    const char *prefix;           /* of the body's names, which checkpoints of the bare body leave out */
    const char *const *head;      /* beginnings of the head's names, NULL-ended: what a new head draws */
    const char *classifier;       /* the matrix whose rows are the labels */

    /* Reads config.json into `config` (AIFT__CONFIG_BYTES). AIFT_E_FORMAT, AIFT_E_RANGE or
     * AIFT_E_UNSUPPORTED name the field. */
    aift_status (*read_config)(const aift__json *json, aift__config *config);

    /* The last hidden state, [tokens, hidden_size]. */
    aift__value (*body)(aift__graph *graph, const aift__config *config, const aift__body_inputs *inputs);

    /* Logits, [rows, num_labels]. */
    aift__value (*classify)(aift__graph *graph, const aift__config *config, const aift__body_inputs *inputs,
                            aift__value hidden, int64_t num_labels);
} aift__arch;

const aift__arch *aift__arch_find(const char *model_type); /* NULL if there is none */

/* "bert, roberta" into buf. */
const char *aift__arch_names(char *buf, size_t size);

#endif

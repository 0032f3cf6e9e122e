/* What an architecture is: one aift__arch a file, one line in archs.def.
 *
 * It reads its config.json, and builds its graph: a body from the inputs of its modality to hidden states, and the
 * head of classification on it. Parameters and buffers have the names of the checkpoint that transformers writes.
 */
#ifndef AIFT_LIB_MODELS_ARCH_H
#define AIFT_LIB_MODELS_ARCH_H

#include "codec/json.h"
#include "graph/graph.h"

enum { AIFT__CONFIG_BYTES = 1024 };

/* What a model takes. */
typedef enum aift__modality { AIFT__TEXT, AIFT__IMAGE, AIFT__AUDIO } aift__modality;

/* The part of a config that every architecture has; an architecture's own begins with it. */
typedef struct aift__config {
    int64_t hidden_size;
    double initializer_range;
    int64_t vocab_size, max_positions, type_vocab_size; /* text */
    /* Sizes of a picture or a spectrum: what config.json says, 0 where it leaves them open. Before a graph is built
     * the preprocessing has filled them in, and the two agree. */
    int64_t height, width, channels; /* image */
    int64_t frames, bins;            /* audio */
} aift__config;

/* A graph's inputs: those of the modality, the others are AIFT__NO_VALUE. The symbol "rows" is the batch's size. */
typedef struct aift__body_inputs {
    aift__value input_ids, token_type_ids; /* text: int32 [tokens] */
    aift__value offsets;                   /* of the rows' tokens: int32 [rows + 1]; an input of text */
    aift__value pixel_values;              /* image: float32 [rows, height, width, channels] */
    aift__value input_features;            /* audio: float32 [rows, frames, bins] */
} aift__body_inputs;

/* How a parameter begins that no checkpoint gives. */
typedef enum aift__init_kind {
    AIFT__INIT_CONSTANT, /* value */
    AIFT__INIT_NORMAL,   /* mean 0, deviation `value` */
    AIFT__INIT_UNIFORM   /* -value to value */
} aift__init_kind;

typedef struct aift__init {
    aift__init_kind kind;
    double value;
} aift__init;

typedef struct aift__arch {
    const char *model_type;       /* of config.json */
    const char *classifier_class; /* what `architectures` names for classification */
    aift__modality modality;
    const char
        *prefix; /* of the body's names, which checkpoints of the bare body leave out; "" if they do not */
    const char *const *head; /* beginnings of the head's names, NULL-ended: what a new head draws */
    const char *classifier;  /* the matrix whose rows are the labels */

    /* Reads config.json into `config` (AIFT__CONFIG_BYTES). AIFT_E_FORMAT, AIFT_E_RANGE or
     * AIFT_E_UNSUPPORTED name the field. */
    aift_status (*read_config)(const aift__json *json, aift__config *config);

    /* The last hidden state: [tokens, hidden_size]; of pictures and sounds any shape that begins with rows (or a
     * multiple of it) and ends in the width. Where it is tokens of pictures or sounds, the body sets inputs->offsets. */
    aift__value (*body)(aift__graph *graph, const aift__config *config, aift__body_inputs *inputs);

    /* Logits, [rows, num_labels]. */
    aift__value (*classify)(aift__graph *graph, const aift__config *config, const aift__body_inputs *inputs,
                            aift__value hidden, int64_t num_labels);

    /* How the parameter or buffer begins in a model that is trained from nothing; NULL, or false: as
     * aift__default_init has it. */
    bool (*init)(const aift__config *config, const char *name, int32_t rank, const int64_t *shape,
                 aift__init *out);
} aift__arch;

const aift__arch *aift__arch_find(const char *model_type); /* NULL if there is none */

/* The task that goes with a modality: Hugging Face's pipeline name. */
const char *aift__modality_task(aift__modality modality);

/* "bert, roberta" into buf. */
const char *aift__arch_names(char *buf, size_t size);

/* The inputs of the architecture's modality, made in the graph. */
void aift__arch_inputs(const aift__arch *arch, const aift__config *config, aift__graph *graph,
                       aift__body_inputs *out);

/* 0 for biases and counts, 1 for the other vectors but running means, else a normal distribution of initializer_range. */
aift__init aift__default_init(const aift__config *config, const char *name, int32_t rank);

#endif

/* The file of weights: which one it is, and its tensors by name. */
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/sha256.h"
#include "formats/pth.h"
#include "models/weights_file.h"

struct aift__weights_file {
    aift_context *context;
    atomic_size_t references;
    char *name;
    aift__safetensors *safetensors; /* one of them */
    aift__pth *pth;
};

static const char saved_name[] = "model.safetensors"; /* what is saved, and looked for first */
static const char torch_name[] = "pytorch_model.bin"; /* as transformers named its checkpoints before */

/* ---- which file ---- */

static aift_status refuse_parts(const aift__folder_files *files)
{
    static const char *const parts[] = {"model.safetensors.index.json", "pytorch_model.bin.index.json"};
    for (size_t i = 0; i < AIFT__COUNT(parts); i++) {
        aift__file_bytes bytes;
        bool found;
        AIFT__TRY(aift__files_read(files, parts[i], &bytes, &found));
        aift__file_unmap(&bytes);
        if (found)
            return aift__fail(AIFT_E_UNSUPPORTED,
                              "%s is missing, and %s is not supported: save the model again with "
                              "transformers' save_pretrained(), in one file",
                              saved_name, parts[i]);
    }
    return AIFT_OK;
}

/* The file that is there, first of all by its name; *name is the caller's. */
static aift_status choose(const aift__folder_files *files, char **name, aift__file_bytes *bytes)
{
    static const char *const names[] = {saved_name, torch_name};
    bool found = false;
    *name = NULL;
    for (size_t i = 0; i < AIFT__COUNT(names); i++) {
        AIFT__TRY(aift__files_map(files, names[i], bytes, &found));
        if (!found)
            continue;
        if ((*name = aift__strdup(files->context, names[i])))
            return AIFT_OK;
        aift__file_unmap(bytes);
        return AIFT_E_NOMEM;
    }
    AIFT__TRY(refuse_parts(files)); /* the .pth beside them is another thing: a trainer's state */
    AIFT__TRY(aift__files_ending(files, ".pth", name));
    if (!*name)
        return aift__fail(AIFT_E_IO,
                          "%s is missing: a model folder holds config.json, model.safetensors (or "
                          "pytorch_model.bin, or one .pth) and tokenizer.json or preprocessor_config.json; "
                          "from_config begins with drawn weights",
                          saved_name);
    aift_status status = aift__files_map(files, *name, bytes, &found);
    if (status == AIFT_OK && !found)
        status = aift__fail(AIFT_E_IO, "%s is there no more", *name);
    if (status == AIFT_OK)
        return AIFT_OK;
    aift__free(files->context, *name);
    *name = NULL;
    return status;
}

aift_status aift__weights_file_open(const aift__folder_files *files, aift__weights_file **out)
{
    char *name;
    aift__file_bytes bytes = {0};
    *out = NULL;
    AIFT__TRY(choose(files, &name, &bytes));
    aift__weights_file *f = aift__calloc(files->context, 1, sizeof *f);
    if (!f) {
        aift__file_unmap(&bytes);
        aift__free(files->context, name);
        return AIFT_E_NOMEM;
    }
    f->context = aift_context_retain(files->context);
    atomic_init(&f->references, 1);
    f->name = name;
    aift_status status = strcmp(name, saved_name) == 0
                             ? aift__safetensors_open(f->context, name, &bytes, &f->safetensors)
                             : aift__pth_open(f->context, name, &bytes, &f->pth);
    if (status == AIFT_OK)
        *out = f;
    else
        aift__weights_file_release(f);
    return status;
}

aift_status aift__weights_file_digest(const aift__folder_files *files, char hex[65])
{
    char *name;
    aift__file_bytes bytes = {0};
    aift__sha256 sha;
    AIFT__TRY(choose(files, &name, &bytes));
    aift__sha256_init(&sha);
    aift__sha256_add(&sha, bytes.data, bytes.size);
    aift__sha256_hex(&sha, hex);
    aift__file_unmap(&bytes);
    aift__free(files->context, name);
    return AIFT_OK;
}

void aift__weights_file_retain(aift__weights_file *file)
{
    atomic_fetch_add_explicit(&file->references, 1, memory_order_relaxed);
}

void aift__weights_file_release(void *file)
{
    aift__weights_file *f = file;
    if (!f || atomic_fetch_sub_explicit(&f->references, 1, memory_order_acq_rel) != 1)
        return;
    aift_context *context = f->context;
    aift__safetensors_close(f->safetensors);
    aift__pth_close(f->pth);
    aift__free(context, f->name);
    aift__free(context, f);
    aift_context_release(context);
}

/* ---- its tensors ---- */

const char *aift__weights_file_name(const aift__weights_file *file)
{
    return file->name;
}

const aift__safetensor *aift__weights_file_find(const aift__weights_file *file, const char *name)
{
    /* what training scripts put around the parameters: a dictionary, torch.nn.DataParallel, or both */
    static const char *const around[] = {"",       "state_dict.", "model_state_dict.",
                                         "model.", "module.",     "state_dict.module."};
    if (file->safetensors)
        return aift__safetensors_find(file->safetensors, name);
    const aift__safetensor *found = NULL;
    for (size_t i = 0; i < AIFT__COUNT(around) && !found; i++) {
        char inner[AIFT__PTH_MAX_NAME + 1];
        snprintf(inner, sizeof inner, "%s%s", around[i], name);
        found = aift__pth_find(file->pth, inner);
    }
    return found;
}

bool aift__weights_file_mapped(const aift__weights_file *file, const aift__safetensor *tensor)
{
    return file->safetensors ? aift__safetensors_mapped(file->safetensors)
                             : aift__pth_mapped(file->pth, tensor);
}

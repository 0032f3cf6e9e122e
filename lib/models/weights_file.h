/* The file that holds a folder's weights, whatever its format: model.safetensors, or a checkpoint of PyTorch. */
#ifndef AIFT_LIB_MODELS_WEIGHTS_FILE_H
#define AIFT_LIB_MODELS_WEIGHTS_FILE_H

#include "formats/safetensors.h"
#include "models/folder_files.h"

typedef struct aift__weights_file aift__weights_file;

/* model.safetensors; else pytorch_model.bin; else the only file that ends in .pth. Messages begin with its name.
 * @return AIFT_OK, AIFT_E_IO (there is none), AIFT_E_INVALID (there are several .pth, named), AIFT_E_UNSUPPORTED (a
 * checkpoint in several files, or what its format refuses), AIFT_E_FORMAT, AIFT_E_RANGE, AIFT_E_NOMEM. */
aift_status aift__weights_file_open(const aift__folder_files *files, aift__weights_file **out);

/* SHA-256 of that file's bytes; the same failures but those of its format. */
aift_status aift__weights_file_digest(const aift__folder_files *files, char hex[65]);

/* Whatever points into the file holds a reference. */
void aift__weights_file_retain(aift__weights_file *file);
void aift__weights_file_release(void *file); /* an aift__weights_file; NULL is accepted */

const char *aift__weights_file_name(const aift__weights_file *file);

/* NULL if there is none. A checkpoint may have its tensors in a dictionary of its own, and names as
 * torch.nn.DataParallel has them. */
const aift__safetensor *aift__weights_file_find(const aift__weights_file *file, const char *name);

/* Whether the tensor points into a mapped file. */
bool aift__weights_file_mapped(const aift__weights_file *file, const aift__safetensor *tensor);

#endif

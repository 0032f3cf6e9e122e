/* PyTorch's checkpoints (.pth, .pt, pytorch_model.bin): the ZIP format and the older stream of pickles.
 *
 * What torch.save writes of tensors and plain values is read, and nothing is run: a file that names any other function
 * or class is refused by its name (pickle.h). Dictionaries, lists and tuples within each other become one list of
 * tensors with names joined by points: {"state_dict": {"fc.weight": ...}} gives "state_dict.fc.weight". Other values
 * are left out.
 *
 * Tensors that lie row-major in the file point into it; others are copied, all together at most as many bytes
 * as the file has. Expanded tensors that would need more are refused.
 */
#ifndef AIFT_LIB_FORMATS_PTH_H
#define AIFT_LIB_FORMATS_PTH_H

#include "base/file.h"
#include "formats/safetensors.h"

typedef struct aift__pth aift__pth;

enum {
    AIFT__PTH_MAX_TENSORS = 100000,
    AIFT__PTH_MAX_NAME = 1023, /* bytes of a tensor's name */
    AIFT__PTH_MAX_DEPTH = 32   /* dictionaries and lists within each other */
};

/* Reads the file. `bytes` are taken over, also on failure; the tensors point into them. `name` stands in messages.
 * @return AIFT_OK, AIFT_E_FORMAT, AIFT_E_UNSUPPORTED (what is refused, with its name), AIFT_E_RANGE (a limit),
 * AIFT_E_NOMEM. */
aift_status aift__pth_open(aift_context *context, const char *name, aift__file_bytes *bytes, aift__pth **out);
void aift__pth_close(aift__pth *file); /* NULL is accepted */

/* Tensors as safetensors has them: in the order of their names' bytes, perhaps not aligned to the element. */
size_t aift__pth_size(const aift__pth *file);
const aift__safetensor *aift__pth_at(const aift__pth *file, size_t i);           /* NULL beyond the end */
const aift__safetensor *aift__pth_find(const aift__pth *file, const char *name); /* NULL if there is none */

/* Whether the tensor points into a mapped file: not if it is a copy. */
bool aift__pth_mapped(const aift__pth *file, const aift__safetensor *tensor);

#endif

/* A Jupyter notebook that repeats a validation's baseline on the same rows, with scikit-learn in the place of our head. What
 * a record or a path says stands in it as Python literals only. */
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/number.h"
#include "lifecycle/validation.h"

enum { MAX_CELL = 16 << 20 };

static const char about[] =
    "# Baseline\n"
    "How far does the simplest honest model get on this data? A sentence encoder as it is turns each text "
    "into a "
    "vector, and a linear head is trained on four fifths of a sample and tried on the rest. "
    "`aift usecase validate` measured it; this notebook repeats it on the same rows with scikit-learn.\n\n"
    "It needs the command `aift` (or its path in the environment variable `AIFT`), numpy and scikit-learn.";

static const char reading[] =
    "import csv, gzip, io, json, os, subprocess\n"
    "import numpy as np\n"
    "from sklearn.linear_model import LogisticRegression\n\n"
    "def read(path):\n"
    "    with open(path, 'rb') as f:\n"
    "        data = f.read()\n"
    "    if data[:2] == b'\\x1f\\x8b':\n"
    "        data, path = gzip.decompress(data), path.removesuffix('.gz')\n"
    "    text = data.decode('utf-8-sig')\n"
    "    if path.endswith(('.jsonl', '.ndjson')):\n"
    "        return [json.loads(line) for line in text.split('\\n') if line.strip()]\n"
    "    csv.field_size_limit(1 << 24)\n"
    "    lines = [line for line in csv.reader(io.StringIO(text, newline='')) if line]\n"
    "    return [dict(zip(lines[0], line)) for line in lines[1:]]\n\n"
    "def value(row, column):\n"
    "    cell = row[column]\n"
    "    return cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False, separators=(',', "
    "':'))\n\n"
    "rows = read(DATA)\n"
    "texts = [value(rows[i], TEXT_COLUMN) for i in TRAIN + TEST]\n"
    "labels = [value(rows[i], LABEL_COLUMN) for i in TRAIN + TEST]\n"
    "print(len(TRAIN), 'rows to train on,', len(TEST), 'to try;', len(set(labels)), 'labels')";

static const char embedding[] =
    "lines = ''.join(text.replace('\\n', ' ') + '\\n' for text in texts).encode('utf-8')\n"
    "command = [os.environ.get('AIFT', 'aift'), 'embed', '--model', MODEL]\n"
    "done = subprocess.run(command, input=lines, stdout=subprocess.PIPE, check=True)\n"
    "vectors = np.array([json.loads(line) for line in done.stdout.splitlines()], dtype=np.float64)\n"
    "vectors.shape";

static const char training[] =
    "n = len(TRAIN)\n"
    "head = LogisticRegression(C=1.0, tol=1e-6, max_iter=10000).fit(vectors[:n], labels[:n])\n"
    "accuracy = head.score(vectors[n:], labels[n:])\n"
    "print(json.dumps({'accuracy': accuracy, 'measured': MEASURED}))\n"
    "# Both heads are fitted until they agree; on another machine a row may be a tie.\n"
    "assert abs(accuracy - MEASURED) <= max(0.001, 1.5 / len(TEST)), 'the baseline is not what was measured'";

/* ---- what differs from notebook to notebook ---- */

static aift_status put_text(aift__buf *out, const char *name, const char *text)
{
    char *literal = NULL;
    aift__json *value = aift__json_new_string(text);
    aift_status status = value ? aift__json_write(out->context, value, 0, &literal) : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = aift__buf_addf(out, "%s = %s\n", name, literal);
    aift__free(out->context, literal);
    aift__json_free(value);
    return status;
}

static aift_status put_rows(aift__buf *out, const char *name, const size_t *rows, size_t n)
{
    AIFT__TRY(aift__buf_addf(out, "%s = [", name));
    for (size_t i = 0; i < n; i++)
        AIFT__TRY(aift__buf_addf(out, "%s%zu", i ? (i % 20 ? ", " : ",\n  ") : "\n  ", rows[i]));
    return aift__buf_add_text(out, "]\n");
}

static aift_status put_facts(aift__buf *out, const char *usecase, const aift_validate_options *options,
                             const aift__baseline *baseline)
{
    char number[32];
    AIFT__TRY(put_text(out, "USECASE", usecase));
    AIFT__TRY(put_text(out, "DATA", options->data_path));
    AIFT__TRY(put_text(out, "TEXT_COLUMN", options->text_column ? options->text_column : "text"));
    AIFT__TRY(put_text(out, "LABEL_COLUMN", options->label_column ? options->label_column : "label"));
    AIFT__TRY(put_text(out, "MODEL", options->model_path));
    AIFT__TRY(aift__buf_addf(out, "MEASURED = %s\n", aift__dtoa(number, baseline->accuracy)));
    AIFT__TRY(aift__buf_add_text(out, "# Rows of the data, from 0, as the seed has split them.\n"));
    AIFT__TRY(put_rows(out, "TRAIN", baseline->rows, baseline->num_train));
    return put_rows(out, "TEST", baseline->rows + baseline->num_train, baseline->n - baseline->num_train);
}

/* ---- the notebook ---- */

static aift_status put_cell(aift__json *cells, const char *type, const char *source)
{
    aift__json *cell = aift__json_new_object();
    AIFT__TRY(aift__json_push(cells, cell));
    AIFT__TRY(aift__json_set(cell, "cell_type", aift__json_new_string(type)));
    AIFT__TRY(aift__json_set(cell, "metadata", aift__json_new_object()));
    AIFT__TRY(aift__json_set(cell, "source", aift__json_new_string(source)));
    if (type[0] == 'm')
        return AIFT_OK;
    AIFT__TRY(aift__json_set(cell, "execution_count", aift__json_new_null()));
    return aift__json_set(cell, "outputs", aift__json_new_array());
}

static aift_status put_metadata(aift__json *to)
{
    aift__json *metadata = aift__json_new_object(), *kernel;
    AIFT__TRY(aift__json_set(to, "metadata", metadata));
    kernel = aift__json_new_object();
    AIFT__TRY(aift__json_set(metadata, "kernelspec", kernel));
    AIFT__TRY(aift__json_set(kernel, "name", aift__json_new_string("python3")));
    AIFT__TRY(aift__json_set(kernel, "display_name", aift__json_new_string("Python 3")));
    AIFT__TRY(aift__json_set(kernel, "language", aift__json_new_string("python")));
    AIFT__TRY(aift__json_set(to, "nbformat", aift__json_new_int(4)));
    return aift__json_set(to, "nbformat_minor", aift__json_new_int(4));
}

static aift_status put_notebook(aift__json *to, const char *facts)
{
    aift__json *cells = aift__json_new_array();
    AIFT__TRY(aift__json_set(to, "cells", cells));
    AIFT__TRY(put_cell(cells, "markdown", about));
    AIFT__TRY(put_cell(cells, "code", facts));
    AIFT__TRY(put_cell(cells, "code", reading));
    AIFT__TRY(put_cell(cells, "code", embedding));
    AIFT__TRY(put_cell(cells, "code", training));
    return put_metadata(to);
}

aift_status aift__validation_notebook(aift_context *context, const char *usecase,
                                      const aift_validate_options *options, const aift__baseline *baseline)
{
    aift__buf facts;
    char *text = NULL;
    aift__json *notebook = aift__json_new_object();
    aift__buf_init(&facts, context, MAX_CELL);
    aift_status status = notebook ? put_facts(&facts, usecase, options, baseline) : aift__fail_nomem(0);
    if (status == AIFT_OK)
        status = put_notebook(notebook, facts.data);
    if (status == AIFT_OK)
        status = aift__json_write(context, notebook, 1, &text);
    if (status == AIFT_OK)
        status = aift__file_write_atomic(context, options->notebook, text, strlen(text));
    aift__free(context, text);
    aift__buf_finish(&facts);
    aift__json_free(notebook);
    return status;
}

/* Trains a model on a folder of recordings, which has a folder for each label, and saves it:
 * recordings MODEL-FOLDER DATA-FOLDER OUTPUT-FOLDER */
#include <stdio.h>

#include <aift/aift.h>

int main(int argc, char **argv)
{
    aift_context *context = NULL;
    aift_dataset *data = NULL, *train = NULL, *test = NULL;
    aift_model *model = NULL;
    aift_train_report *report = NULL;
    aift_train_options options = AIFT_TRAIN_OPTIONS_INIT;
    options.num_train_epochs = 3;
    options.per_device_train_batch_size = 32;
    options.on_error = AIFT_ON_ERROR_SKIP; /* a damaged file is left out, and named in the report */
    if (argc != 4)
        return fprintf(stderr, "usage: recordings MODEL-FOLDER DATA-FOLDER OUTPUT-FOLDER\n"), 2;

    int failed = aift_context_create(NULL, &context) || aift_dataset_load(context, argv[2], NULL, &data) ||
                 aift_dataset_train_test_split(data, 0.1, 42, "label", &train, &test) ||
                 aift_model_load(context, argv[1], NULL, &model) ||
                 aift_train(model, train, test, &options, &report) || aift_model_save(model, argv[3], NULL);
    if (failed)
        fprintf(stderr, "%s\n", aift_last_error());
    else
        printf("%s\n", aift_train_report_json(report));

    aift_train_report_release(report);
    aift_model_release(model);
    aift_dataset_release(test);
    aift_dataset_release(train);
    aift_dataset_release(data);
    aift_context_release(context);
    return failed ? 1 : 0;
}

/* The tasks, as data. A new one is an entry here; categories are proposed from `about`. */
#include "lifecycle/templates.h"

const aift__template aift__templates[] = {
    {
        .name = "text-classification",
        .title = "Text classification",
        .modality = "text",
        .about =
            "Sort short texts such as e-mails, support tickets, reviews, complaints or messages into "
            "categories, or decide whether a text is spam, urgent, toxic, positive or negative. Staff read "
            "every message today and route it by hand to the right team or topic.",
        .objectives = {"route each text to the right category without a person reading it first",
                       "shorten the time until the right team answers"},
        .requirements = {"texts with the category that a person gave them",
                         "at least some hundred texts of the rarest category"},
        .risks = {"a text of an important category is sorted away unseen",
                  "texts hold personal data of those who wrote them"},
        .kpis = {{"texts sorted rightly", "share", "accuracy", false},
                 {"balance over the categories", "share", "f1_macro", false}},
    },
    {
        .name = "token-classification",
        .title = "Entity extraction",
        .modality = "text",
        .about = "Find and mark pieces inside documents: names of people, companies, places, dates, amounts, "
                 "invoice numbers, product codes, clauses or medical terms. People copy these values from "
                 "contracts, invoices, forms and letters into another system by hand.",
        .objectives = {"fill in fields from documents without typing",
                       "mark personal data before texts are shared"},
        .requirements = {"documents in which the pieces are marked",
                         "a written rule of where each piece begins and ends"},
        .risks = {"a wrong amount or name is taken over unnoticed", "documents hold personal data"},
        .kpis = {{"pieces found and named rightly", "share", "overall_f1", false},
                 {"found pieces that are right", "share", "overall_precision", false},
                 {"right pieces that are found", "share", "overall_recall", false}},
    },
    {
        .name = "text-generation",
        .title = "Text generation and summaries",
        .modality = "text",
        .about =
            "Write a text from other texts: summarize long reports and meetings, draft replies and product "
            "descriptions, translate, or answer questions from manuals and a knowledge base. Writing, "
            "rewording or looking up an answer takes people hours.",
        .objectives = {"give a first draft that a person only has to check",
                       "answer questions from the company's own texts"},
        .requirements = {"source texts with good answers or summaries", "a list of questions for acceptance"},
        .risks = {"the text says what the sources do not", "confidential text is repeated to others"},
        .kpis = {{"overlap with a person's text", "share", "rougeL", false},
                 {"answers supported by the sources", "share", "faithfulness", false}},
    },
    {
        .name = "image-classification",
        .title = "Image classification",
        .modality = "image",
        .about = "Tell what a whole photograph or scan shows: good or defective part, kind of product, plant "
                 "disease, blood cell, type of document. Somebody looks at every single picture and puts it "
                 "into one of a few classes.",
        .objectives = {"sort pictures as well as an expert does",
                       "let people look only at the doubtful ones"},
        .requirements = {"pictures of every class, taken as they will be in use",
                         "labels of two people for some of them"},
        .risks = {"light, camera or background changes after training", "a rare defect is taken for good"},
        .kpis = {{"pictures sorted rightly", "share", "accuracy", false},
                 {"balance over the classes", "share", "f1_macro", false}},
    },
    {
        .name = "object-detection",
        .title = "Object detection",
        .modality = "image",
        .about = "Find where things are in pictures or video and draw a box around each: people, vehicles, "
                 "helmets, cracks, items on a shelf, parts on a conveyor. Cameras are watched by people who "
                 "count, locate or look for missing objects.",
        .objectives = {"find and count objects in each picture",
                       "raise an alarm when something is missing or in the wrong place"},
        .requirements = {"pictures with boxes drawn around all objects", "pictures without any object"},
        .risks = {"people are recorded and may be identified", "small or hidden objects are missed"},
        .kpis = {{"mean average precision", "share", "map", false},
                 {"objects found", "share", "mar_100", false}},
    },
    {
        .name = "automatic-speech-recognition",
        .title = "Speech recognition",
        .modality = "audio",
        .about =
            "Turn spoken words into written text: phone calls, dictation, interviews, meetings, voice notes, "
            "subtitles. Recordings are typed out by hand, or nobody can search in them.",
        .objectives = {"write down what is said, word by word", "make recordings searchable"},
        .requirements = {"recordings with their exact transcripts", "speakers, accents and noise as in use"},
        .risks = {"voices are personal data and need consent",
                  "some accents are understood worse than others"},
        .kpis = {{"word error rate", "share", "wer", true}, {"character error rate", "share", "cer", true}},
    },
    {
        .name = "audio-classification",
        .title = "Sound and keyword recognition",
        .modality = "audio",
        .about =
            "Tell a sound by listening: a wake word or spoken command, the noise of a failing machine or "
            "bearing, breaking glass, an alarm, an animal's call. A microphone records all the time and one "
            "of a few kinds of sound has to be noticed.",
        .objectives = {"notice the sound within a second", "tell it from the usual noise of the place"},
        .requirements = {"recordings of each sound, at the place of use",
                         "hours of ordinary background noise"},
        .risks = {"the microphone records people's talk", "false alarms make people switch it off"},
        .kpis = {{"sounds recognised", "share", "accuracy", false},
                 {"balance over the sounds", "share", "f1_macro", false}},
    },
    {
        .name = "tabular-classification",
        .title = "Scoring of records",
        .modality = "tabular",
        .about = "Predict an outcome for a row of a table about a customer, order, claim or loan: will the "
                 "customer leave, is the payment fraud, will the invoice be paid late, which offer fits. The "
                 "columns are numbers and categories out of a database or CRM.",
        .objectives = {"rank cases so that people look at the right ones first",
                       "give the reasons for each score"},
        .requirements = {"past records with their known outcome",
                         "only columns that are known before the outcome"},
        .risks = {"people are treated unequally by a protected trait", "a column leaks the outcome"},
        .kpis = {{"area under the ROC curve", "share", "roc_auc", false},
                 {"balance over the classes", "share", "f1_macro", false}},
    },
    {
        .name = "time-series-forecasting",
        .title = "Forecasting",
        .modality = "time series",
        .about =
            "Forecast numbers over the coming days, weeks or months from their history: demand, sales, "
            "stock, "
            "energy load, prices, visitors, staff needed per shift. Planners estimate next month's figures "
            "in a spreadsheet.",
        .objectives = {"plan stock, staff or energy from a forecast", "say how sure each forecast is"},
        .requirements = {"the figures of at least two seasons",
                         "known future events such as holidays and campaigns"},
        .risks = {"a break in the series makes history useless", "a forecast is taken as a promise"},
        .kpis = {{"error against a naive forecast", "ratio", "mase", true},
                 {"mean absolute percentage error", "share", "mape", true}},
    },
    {
        .name = "anomaly-detection",
        .title = "Anomaly detection",
        .modality = "time series",
        .about =
            "Notice what is unusual in readings of sensors, machines, logs, network traffic or transactions: "
            "predict a breakdown before it happens, find a leak, an intrusion or odd bookings. Normal data "
            "is plenty, failures are rare and hardly labelled.",
        .objectives = {"warn early enough to act", "keep false alarms to what people can look at"},
        .requirements = {"long recordings of normal operation", "the times of known faults"},
        .risks = {"alarms are ignored when there are too many", "a fault of a new kind is not noticed"},
        .kpis = {{"average precision", "share", "average_precision", false},
                 {"faults found", "share", "recall", false}},
    },
    {
        .name = "robotics-control",
        .title = "Robotics control",
        .modality = "robotics",
        .about =
            "Let a robot, drone, vehicle, gripper or machine decide its next movement from its sensors: pick "
            "and place parts, drive along a path, avoid obstacles, balance, tune a controller. It is "
            "programmed point by point today and stops when something lies differently.",
        .objectives = {"finish the task without a person's help", "keep to the deadline of the control loop"},
        .requirements = {"a simulation or recorded runs",
                         "limits of force, speed and space, kept outside the model"},
        .risks = {"a person comes into the robot's reach",
                  "behaviour differs between simulation and machine"},
        .kpis = {{"tasks finished", "share", "success_rate", false},
                 {"mean return of an episode", "reward", "mean_return", false},
                 {"missed deadlines", "share", "deadline_miss_rate", true}},
    },
    {
        .name = "human-machine-interaction",
        .title = "Human-machine interaction",
        .modality = "multimodal",
        .about =
            "Let people talk with, point at or be understood by a machine: a voice assistant or chatbot in "
            "dialogue, gestures, gaze or emotion in front of a display, help at a kiosk, in a car or for "
            "people with disabilities. Users struggle with menus and buttons today.",
        .objectives = {"let users reach their goal in their own words or gestures",
                       "hand over to a person when it does not understand"},
        .requirements = {"recorded interactions of real users, with consent",
                         "users of all groups that it is for"},
        .risks = {"users do not know that they talk to a machine",
                  "some groups of users are understood worse"},
        .kpis = {{"goals reached", "share", "task_success_rate", false},
                 {"turns until the goal", "turns", "mean_turns", true}},
    },
    {.name = NULL},
};

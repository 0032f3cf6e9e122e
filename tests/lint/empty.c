/* Nothing much: what is compiled is the header that -include names. */
typedef int empty;

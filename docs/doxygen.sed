# What doxygen is given of a header: its first comment is the file's, and a comment behind several fields is each one's.
1s|^/\* *|/** @file\n * |
s#^( +[a-z0-9_]+) ([a-z_]+), ([a-z_]+);( */\*\*<.*\*/)$#\1 \2;\4 \1 \3;\4#
s#^( +[a-z0-9_]+) ([a-z_]+), ([a-z_]+), ([a-z_]+);( */\*\*<.*\*/)$#\1 \2;\5 \1 \3;\5 \1 \4;\5#

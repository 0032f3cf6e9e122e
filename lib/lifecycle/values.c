/* What texts of a kind look like. */
#include <string.h>

#include "lifecycle/values.h"

bool aift__is_email(const char *text)
{
    const char *at = strchr(text, '@');
    return at && at > text && at[1] && !strchr(at + 1, '@') && !strpbrk(text, " \t\r\n<>,;");
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The form of the text is that of the pattern, in which a 0 is any digit. */
static bool has_form(const char *text, const char *pattern)
{
    for (; *pattern; pattern++, text++)
        if (*pattern == '0' ? !is_digit(*text) : *text != *pattern)
            return false;
    return true;
}

static int number(const char *text, int digits)
{
    int value = 0;
    for (int i = 0; i < digits; i++)
        value = value * 10 + text[i] - '0';
    return value;
}

static bool is_day(const char *text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const int year = number(text, 4), month = number(text + 5, 2), day = number(text + 8, 2);
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}

bool aift__is_date(const char *text)
{
    return has_form(text, "0000-00-00") && !text[10] && is_day(text);
}

bool aift__is_time(const char *text)
{
    if (!has_form(text, "0000-00-00T00:00:00") || !is_day(text))
        return false;
    if (number(text + 11, 2) > 23 || number(text + 14, 2) > 59 || number(text + 17, 2) > 60)
        return false;
    text += 19;
    if (*text == '.' && is_digit(text[1]))
        for (text++; is_digit(*text); text++)
            ;
    return text[0] == 'Z' && !text[1];
}

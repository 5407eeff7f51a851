#include "ses_id.h"
#include "field_date.h"

/* Lower-case digits, and where the dashes are. */
static const char shape[] =
    "xxxxxxxxxxxxxxxx-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx-xxxxxx";

enum { ID_SIZE = sizeof(shape) - 1, TIME_AT = 4, TIME_END = 16 };

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct td_span
td_ses_reply_id(struct td_span reply)
{
	static const char code[] = "250 ", ok[] = "Ok ";
	const struct td_span none = { NULL, 0 };
	const char *p = reply.p, *end;

	if (reply.n == 0)
		return none;
	end = p + reply.n;
	if (reply.n > sizeof(code) - 1 &&
	    memcmp(p, code, sizeof(code) - 1) == 0)
		p += sizeof(code) - 1;
	if ((size_t)(end - p) < sizeof(ok) - 1 + ID_SIZE ||
	    memcmp(p, ok, sizeof(ok) - 1) != 0)
		return none;
	p += sizeof(ok) - 1;
	for (size_t i = 0; i < ID_SIZE; i++)
		if (shape[i] == 'x' ? hex(p[i]) < 0 : p[i] != shape[i])
			return none;
	return (struct td_span){ p, ID_SIZE };
}

int64_t
td_ses_reply_time(struct td_span reply)
{
	struct td_span id = td_ses_reply_id(reply);
	int64_t ms = 0;

	if (id.n == 0)
		return TD_NO_TIME;
	for (size_t i = TIME_AT; i < TIME_END; i++)
		ms = ms * 16 + hex(id.p[i]);
	return ms * 1000;
}

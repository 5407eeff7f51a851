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

int64_t
td_ses_reply_time(struct td_span reply)
{
	static const char ok[] = "250 Ok ";
	const size_t head = sizeof(ok) - 1;
	int64_t ms = 0;
	const char *id;

	if (reply.n < head + ID_SIZE || memcmp(reply.p, ok, head) != 0)
		return TD_NO_TIME;
	id = reply.p + head;
	for (size_t i = 0; i < ID_SIZE; i++)
		if (shape[i] == 'x' ? hex(id[i]) < 0 : id[i] != shape[i])
			return TD_NO_TIME;
	for (size_t i = TIME_AT; i < TIME_END; i++)
		ms = ms * 16 + hex(id[i]);
	return ms * 1000;
}

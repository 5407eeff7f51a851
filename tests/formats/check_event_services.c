/*
 * Whose an event is: no object of any sample in samples/event/ is taken by the
 * reader of another service than its folder's.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/event.h"
#include "tests/run.h"

enum { MOST = 1 << 16, OUTCOMES = 16, SCRATCH = 4096 };

static const struct {
	td_event_reader *reader;
	enum td_service service;
} readers[] = {
	{ td_ses_event, TD_SERVICE_SES },
	{ td_kumomta_event, TD_SERVICE_KUMOMTA },
	{ td_m365_event, TD_SERVICE_M365 },
	{ td_sendgrid_event, TD_SERVICE_SENDGRID },
	{ td_mailgun_event, TD_SERVICE_MAILGUN },
	{ td_postmark_event, TD_SERVICE_POSTMARK },
	{ td_sparkpost_event, TD_SERVICE_SPARKPOST },
};

enum { N_READERS = sizeof(readers) / sizeof(readers[0]) };

static char text[MOST + TD_PAD];
static unsigned n_taken[TD_N_SERVICES];

/* The service in "sendgrid" and "ses-array". */
static enum td_service
service_of(const char *folder)
{
	const size_t n = strcspn(folder, "-");

	for (unsigned s = TD_SERVICE_NONE + 1; s < TD_N_SERVICES; s++)
		if (strlen(td_service_name(s)) == n &&
		    strncmp(td_service_name(s), folder, n) == 0)
			return s;
	return TD_SERVICE_NONE;
}

static void
check_object(const struct td_json_value *object, enum td_service service,
    const char *path)
{
	static struct td_outcome outcome[OUTCOMES];
	static char scratch[SCRATCH + TD_PAD];
	struct td_outcomes to;

	for (size_t i = 0; i < N_READERS; i++) {
		struct td_batch b = { .base = text,
			.cap_outcomes = OUTCOMES,
			.outcome = outcome,
			.cap_scratch = SCRATCH,
			.scratch = scratch };
		enum td_event_is is;

		td_outcomes_begin(&to, &b);
		is = readers[i].reader(object, &to);
		ck_assert_msg(
		    is == TD_EVENT_FOREIGN || readers[i].service == service,
		    "%s: %.*s: %s", path, (int)object->raw.n, object->raw.p,
		    td_service_name(readers[i].service));
		for (size_t k = 0; is == TD_EVENT_READ && k < b.n_outcomes; k++)
			ck_assert_int_eq(outcome[k].service, service);
		n_taken[service] += is != TD_EVENT_FOREIGN;
	}
}

static void
check_stream(size_t n, enum td_service service, const char *path)
{
	const char *p = text, *end = text + n;
	struct td_json_value v, element;
	struct td_json j, list;

	while (p < end) {
		td_json_begin(&j, p, end);
		if (!td_json_value(&j, &v) || v.kind < TD_JSON_ARRAY) {
			p = memchr(p, '\n', (size_t)(end - p));
			p = p == NULL ? end : p + 1;
			continue;
		}
		p = j.p;
		if (v.kind == TD_JSON_OBJECT) {
			check_object(&v, service, path);
			continue;
		}
		td_json_open(&list, &v);
		while (td_json_more(&list) && td_json_value(&list, &element))
			check_object(&element, service, path);
	}
}

static void
check_sample(const char *folder, const char *name, enum td_service service)
{
	char path[1024];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "rb");
	ck_assert_ptr_nonnull(f);
	check_stream(fread(text, 1, MOST, f), service, path);
	fclose(f);
}

static void
check_folder(const char *root, const char *name)
{
	const enum td_service service = service_of(name);
	char path[512];
	struct dirent *d;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	dir = opendir(path);
	ck_assert_ptr_nonnull(dir);
	while ((d = readdir(dir)) != NULL) {
		const size_t n = strlen(d->d_name);

		if (n > 5 && strcmp(d->d_name + n - 5, ".json") == 0)
			check_sample(path, d->d_name, service);
	}
	closedir(dir);
}

START_TEST(samples_have_one_reader)
{
	const char *source = getenv("TODOKU_SOURCE_ROOT");
	char root[256];
	struct dirent *d;
	DIR *dir;

	snprintf(root, sizeof(root), "%s/samples/event",
	    source == NULL ? "." : source);
	dir = opendir(root);
	ck_assert_ptr_nonnull(dir);
	while ((d = readdir(dir)) != NULL)
		if (service_of(d->d_name) != TD_SERVICE_NONE)
			check_folder(root, d->d_name);
	closedir(dir);
	for (size_t i = 0; i < N_READERS; i++)
		ck_assert_msg(n_taken[readers[i].service] > 0,
		    "no sample of %s", td_service_name(readers[i].service));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("event_services");
	TCase *t = tcase_create("samples");

	tcase_add_test(t, samples_have_one_reader);
	suite_add_tcase(s, t);
	return run_suite(s);
}

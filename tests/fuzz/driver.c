/*
 * Runs a fuzz harness over its corpus without libFuzzer, so that every input
 * which once was interesting stays a normal test.
 *
 *	fuzz_authres tests/fuzz/corpus/authres extra.bin
 *
 * Arguments are files or folders of files (folders within are not entered).
 * Fails when a file cannot be read or when there was none.
 */
#include <sys/stat.h>

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* No corpus file of ours is larger; a wrong argument may well be. */
#define FILE_MAX ((size_t)64 << 20)

static unsigned long n_files;

static int
complain(const char *path)
{
	perror(path);
	return -1;
}

/* The harness gets a block of exactly n bytes: ASan sees each byte too far. */
static int
feed(FILE *f, size_t n, const char *path)
{
	uint8_t *data = malloc(n > 0 ? n : 1);
	int rc = 0;

	if (data == NULL)
		return complain(path);
	if (fread(data, 1, n, f) != n) {
		rc = complain(path);
	} else {
		LLVMFuzzerTestOneInput(data, n);
		n_files++;
	}
	free(data);
	return rc;
}

static int
run_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	int rc;

	if (f == NULL)
		return complain(path);
	if (fstat(fileno(f), &st) != 0) {
		rc = complain(path);
	} else if (!S_ISREG(st.st_mode) || (size_t)st.st_size > FILE_MAX) {
		fprintf(stderr, "%s: not a small file\n", path);
		rc = -1;
	} else {
		rc = feed(f, (size_t)st.st_size, path);
	}
	fclose(f);
	return rc;
}

static int
run_folder(const char *path)
{
	struct dirent **name;
	int n = scandir(path, &name, NULL, alphasort);
	int rc = 0;

	if (n < 0)
		return complain(path);
	for (int i = 0; i < n; i++) {
		char file[4096];
		struct stat st;

		snprintf(file, sizeof(file), "%s/%s", path, name[i]->d_name);
		if (stat(file, &st) != 0)
			rc = complain(file);
		else if (!S_ISDIR(st.st_mode) && run_file(file) != 0)
			rc = -1;
		free(name[i]);
	}
	free(name);
	return rc;
}

int
main(int argc, char **argv)
{
	int rc = 0;

	for (int i = 1; i < argc; i++) {
		struct stat st;

		if (stat(argv[i], &st) != 0)
			rc = complain(argv[i]);
		else if (S_ISDIR(st.st_mode) ? run_folder(argv[i]) != 0 :
		                               run_file(argv[i]) != 0)
			rc = -1;
	}
	printf("%lu files\n", n_files);
	return rc == 0 && n_files > 0 ? 0 : 1;
}

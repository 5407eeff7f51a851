/*
 * The walk.  Each open directory is a sorted list of names; the path is one
 * buffer that is written over, so a file costs a copy of its name.
 */
#include "analyzer/input/walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analyzer/input/bookkeeping.h"
#include "analyzer/input/path_list.h"
#include "analyzer/input/visited.h"

/* An open directory. */
struct level {
	struct td_path_list names; /* tags are d_type */
	size_t next;
	size_t path_len; /* of td_walk.path up to the slash and with it */
	bool maildir;    /* has cur, new and tmp */
};

struct td_walk {
	struct td_path_list operands;
	size_t n_expanded;
	struct td_path_list top; /* the same, but of @LIST its paths */
	size_t next;
	bool sorted, stdin_is_list;
	struct level *level;
	size_t depth, cap_level;
	char *path;
	size_t cap_path;
	struct td_visited visited;
};

struct td_walk *
td_walk_new(const char *const *paths, size_t n)
{
	struct td_walk *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(paths[i]);

		if (td_paths_add(&w->operands, paths[i], len, 0) != 0) {
			td_walk_free(w);
			return NULL;
		}
	}
	td_paths_unique(&w->operands);
	return w;
}

/* path = its first `at` bytes and the name; 0 and errno if that fails. */
static size_t
set_path(struct td_walk *w, size_t at, const char *name)
{
	size_t n = strlen(name);

	if (at + n + 2 > w->cap_path) { /* a slash may follow */
		size_t cap = (at + n + 2) * 2;
		char *p = realloc(w->path, cap);

		if (p == NULL)
			return 0;
		w->path = p;
		w->cap_path = cap;
	}
	memcpy(w->path + at, name, n + 1);
	return at + n;
}

/* Which of the three folders of a Maildir that is. */
static unsigned
maildir_part(const struct dirent *d)
{
	if (d->d_type == DT_REG || strlen(d->d_name) != 3)
		return 0;
	return (strcmp(d->d_name, "cur") == 0) << 0 |
	    (strcmp(d->d_name, "new") == 0) << 1 |
	    (strcmp(d->d_name, "tmp") == 0) << 2;
}

/* What could be read before an error is kept; 0 or errno. */
static int
read_names(DIR *dir, struct level *l)
{
	unsigned parts = 0;
	const struct dirent *d;

	while (errno = 0, (d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		parts |= maildir_part(d);
		if (td_paths_add(&l->names, d->d_name, strlen(d->d_name),
		        d->d_type) != 0)
			return ENOMEM;
	}
	l->maildir = parts == 7;
	return errno;
}

/* Room for one level more. */
static struct level *
new_level(struct td_walk *w)
{
	if (w->depth == w->cap_level) {
		size_t cap = w->cap_level == 0 ? 8 : w->cap_level * 2;
		struct level *p = realloc(w->level, cap * sizeof(*p));

		if (p == NULL)
			return NULL;
		w->level = p;
		w->cap_level = cap;
	}
	w->level[w->depth] = (struct level){ 0 };
	return &w->level[w->depth];
}

static int
fail(struct td_error *e, const char *what, int number)
{
	td_error_sys(e, what, number);
	return -1;
}

/* Enter the directory w->path[0, len), unless that was done before: a link may
 * lead anywhere. */
static int
enter(struct td_walk *w, size_t len, struct td_error *e)
{
	struct level *l = new_level(w);
	DIR *dir = l != NULL ? opendir(w->path) : NULL;
	struct stat st;
	int r;

	if (dir == NULL)
		return fail(e, "cannot open the directory", errno);
	r = fstat(dirfd(dir), &st) != 0 ?
	    -1 :
	    td_visited_add(&w->visited, st.st_dev, st.st_ino);
	if (r <= 0) {
		closedir(dir);
		return r == 0 ? 0 : fail(e, "cannot walk", ENOMEM);
	}
	r = read_names(dir, l);
	closedir(dir);
	td_paths_sort(&l->names);
	l->path_len = len;
	if (len > 0 && w->path[len - 1] != '/')
		w->path[l->path_len++] = '/', w->path[l->path_len] = '\0';
	w->depth++;
	return r == 0 ? 0 : fail(e, "cannot read the directory", r);
}

static enum td_walked
refuse(struct td_error *e)
{
	td_error_set(e, "cannot read", "not a regular file");
	return TD_WALK_ERROR;
}

/* By stat(2), which follows links.  What is `named` by the user may be of any
 * kind: opening it tells. */
static enum td_walked
look(struct td_walk *w, size_t len, bool named, struct td_error *e)
{
	struct stat st;

	if (stat(w->path, &st) != 0) {
		fail(e, "cannot open", errno);
		return TD_WALK_ERROR;
	}
	if (S_ISDIR(st.st_mode))
		return enter(w, len, e) == 0 ? TD_WALK_END : TD_WALK_ERROR;
	return named || S_ISREG(st.st_mode) ? TD_WALK_FILE : refuse(e);
}

/* The next name of the innermost directory; TD_WALK_END: nothing to tell. */
static enum td_walked
next_name(struct td_walk *w, struct level *l, struct td_error *e)
{
	size_t i = l->next++;
	const char *name = td_paths_name(&l->names, i);
	size_t len = set_path(w, l->path_len, name);

	if (len == 0) {
		fail(e, "cannot walk", ENOMEM);
		return TD_WALK_ERROR;
	}
	if (td_is_bookkeeping(name) || (l->maildir && strcmp(name, "tmp") == 0))
		return TD_WALK_PASSED;
	switch (l->names.path[i].tag) {
	case DT_REG:
		return TD_WALK_FILE;
	case DT_DIR:
		return enter(w, len, e) == 0 ? TD_WALK_END : TD_WALK_ERROR;
	case DT_LNK:
	case DT_UNKNOWN:
		return look(w, len, false, e);
	default:
		return refuse(e);
	}
}

static void
leave(struct td_walk *w)
{
	td_paths_free(&w->level[--w->depth].names);
}

/* The next operand into the list of all, or all those of a file. */
static int
expand(struct td_walk *w, const char **path, struct td_error *e)
{
	const char *name = td_paths_name(&w->operands, w->n_expanded++);

	*path = name;
	if (name[0] == '@') {
		*path = name + 1;
		w->stdin_is_list |= strcmp(name, "@-") == 0;
		return td_paths_read(&w->top, name + 1, e);
	}
	if (td_paths_add(&w->top, name, strlen(name), 0) != 0)
		return fail(e, "cannot walk", ENOMEM);
	return 0;
}

static enum td_walked
next_operand(struct td_walk *w, struct td_error *e)
{
	const char *name = td_paths_name(&w->top, w->next++);
	size_t len = set_path(w, 0, name);

	if (len == 0) {
		fail(e, "cannot open", name[0] == '\0' ? ENOENT : ENOMEM);
		return TD_WALK_ERROR;
	}
	if (strcmp(name, "-") != 0)
		return look(w, len, true, e);
	if (!w->stdin_is_list)
		return TD_WALK_FILE;
	td_error_set(e, "cannot read", "it was read as a list of paths");
	return TD_WALK_ERROR;
}

enum td_walked
td_walk_next(struct td_walk *w, const char **path, struct td_error *e)
{
	enum td_walked r = TD_WALK_END;

	while (w->n_expanded < w->operands.n)
		if (expand(w, path, e) != 0)
			return TD_WALK_ERROR;
	if (!w->sorted)
		td_paths_unique(&w->top);
	w->sorted = true;
	while (r == TD_WALK_END) {
		struct level *l = w->depth > 0 ? &w->level[w->depth - 1] : NULL;

		if (l != NULL && l->next == l->names.n)
			leave(w);
		else if (l != NULL)
			r = next_name(w, l, e);
		else if (w->next < w->top.n)
			r = next_operand(w, e);
		else
			break;
	}
	*path = w->path;
	return r;
}

void
td_walk_free(struct td_walk *w)
{
	if (w == NULL)
		return;
	while (w->depth > 0)
		leave(w);
	td_paths_free(&w->operands);
	td_paths_free(&w->top);
	td_visited_free(&w->visited);
	free(w->level);
	free(w->path);
	free(w);
}

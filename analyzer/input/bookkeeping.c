/*
 * Names of bookkeeping files: indexes, caches, locks.  Mail that lies in
 * hidden files is read, so a name stands here only if a program is known to
 * write no mail to it.
 */
#include "analyzer/input/bookkeeping.h"

#include <stddef.h>
#include <string.h>

enum match { WHOLE, PREFIX, SUFFIX };

static const struct {
	enum match match;
	const char *name;
} known[] = {
	/* Dovecot; dovecot.log and dovecot-list.mbox are not its own */
	{ PREFIX, "dovecot-uidlist" }, { PREFIX, "dovecot-uidvalidity" },
	{ PREFIX, "dovecot-keywords" }, { PREFIX, "dovecot-acl" },
	{ WHOLE, "dovecot-attributes" }, { WHOLE, "dovecot-shared" },
	{ PREFIX, "dovecot.index" }, { PREFIX, "dovecot.list.index" },
	{ PREFIX, "dovecot.map.index" }, { PREFIX, "dovecot.mailbox.log" },
	{ PREFIX, ".dovecot." }, { WHOLE, "subscriptions" },
	{ WHOLE, ".subscriptions" },
	{ WHOLE, "maildirfolder" }, /* Maildir++, also Courier */
	{ WHOLE, "maildirsize" }, { WHOLE, ".uidvalidity" }, /* mbsync */
	{ WHOLE, ".mbsyncstate" }, { WHOLE, ".isyncuidmap.db" },
	/* Courier */
	{ PREFIX, "courierimap" }, { PREFIX, "courierpop3" },
	{ WHOLE, "shared-maildirs" },
	/* Cyrus */
	{ WHOLE, "cyrus.header" }, { WHOLE, "cyrus.index" },
	{ WHOLE, "cyrus.cache" }, { WHOLE, "cyrus.expunge" },
	{ WHOLE, "cyrus.squat" }, { WHOLE, "cyrus.annotations" },
	/* UW IMAP and Alpine */
	{ WHOLE, ".mailboxlist" }, { WHOLE, ".mixindex" },
	{ WHOLE, ".mixstatus" }, { WHOLE, ".mixmeta" },
	/* MH, nmh, and what reads their folders */
	{ WHOLE, ".mh_sequences" }, { WHOLE, ".xmhcache" }, { PREFIX, ".mew-" },
	{ PREFIX, ".sylpheed_" }, { PREFIX, ".claws_" },
	/* Gnus */
	{ WHOLE, ".nnmaildir" }, { WHOLE, ".overview" }, { WHOLE, ".marks" },
	{ WHOLE, ".nov" },
	/* Notmuch, KMail, Evolution, Thunderbird */
	{ WHOLE, ".notmuch" }, { SUFFIX, ".index.ids" },
	{ SUFFIX, ".index.sorted" }, { SUFFIX, ".ibex.index" },
	{ SUFFIX, ".ibex.index.data" }, { SUFFIX, ".cmeta" },
	{ SUFFIX, ".ev-summary" }, { SUFFIX, ".msf" },
	{ WHOLE, "msgFilterRules.dat" }, { WHOLE, "popstate.dat" },
	/* Locks, and what file managers leave */
	{ SUFFIX, ".lock" }, { PREFIX, ".#" },    /* Emacs */
	{ WHOLE, ".DS_Store" }, { PREFIX, "._" }, /* AppleDouble */
};

static bool
is_known(size_t i, const char *name, size_t len)
{
	const char *want = known[i].name;
	size_t n;

	if (known[i].match == SUFFIX) {
		n = strlen(want);
		return len > n && memcmp(name + len - n, want, n) == 0;
	}
	if (want[0] != name[0])
		return false;
	if (known[i].match == PREFIX)
		return strncmp(name, want, strlen(want)) == 0;
	return strcmp(name, want) == 0;
}

bool
td_is_bookkeeping(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (is_known(i, name, len))
			return true;
	return false;
}

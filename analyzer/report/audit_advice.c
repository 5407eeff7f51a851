/*
 * See audit_advice.h.  Records of Amazon SES: "Using a custom MAIL FROM domain"
 * and "Easy DKIM", docs.aws.amazon.com/ses/latest/dg/.
 */
#include "analyzer/report/audit_advice.h"

#include "analyzer/report/escape.h"

const char *
td_advice_name(enum td_advice_id a)
{
	static const char *const name[TD_N_ADVICE] = {
		[TD_ADVICE_SPF] = "spf",
		[TD_ADVICE_DKIM] = "dkim",
		[TD_ADVICE_SPF_DKIM] = "spf-dkim",
		[TD_ADVICE_ALIGN] = "align",
		[TD_ADVICE_POLICY] = "dmarc-record",
		[TD_ADVICE_TLS] = "tls",
		[TD_ADVICE_RDNS] = "rdns",
		[TD_ADVICE_FORM] = "form",
		[TD_ADVICE_OWN_FROM] = "own-from",
		[TD_ADVICE_ONE_CLICK] = "one-click",
		[TD_ADVICE_SIGNED_OFF] = "one-click-signed",
		[TD_ADVICE_ARC] = "arc",
		[TD_ADVICE_COMPLAINTS] = "complaints",
		[TD_ADVICE_BOUNCES] = "bounces",
		[TD_ADVICE_REFUSED] = "refused",
	};

	return name[a];
}

/* Those that need nothing but words; the others have functions below. */
static const char *const words[TD_N_ADVICE] = {
	[TD_ADVICE_SPF] =
	    "SPF: name every host that sends in the record of MAIL FROM's "
	    "domain; todoku explain of the example shows which domain was "
	    "asked and what came of it.",
	[TD_ADVICE_TLS] =
	    "TLS: let the sending host use it where it is offered (Postfix: "
	    "smtp_tls_security_level = may).",
	[TD_ADVICE_RDNS] =
	    "Reverse DNS: give each sending address a PTR record with a name "
	    "whose A or AAAA record is that address; who rents out the "
	    "address does it.",
	[TD_ADVICE_FORM] =
	    "Header: correct the program that writes the mail: From, Date and "
	    "Message-ID once each, and what RFC 5322 allows once, once.",
	[TD_ADVICE_OWN_FROM] =
	    "From: write from a domain of your own; only Gmail's own servers "
	    "may send as gmail.com.  A form on the web puts its visitors into "
	    "Reply-To.",
	[TD_ADVICE_ONE_CLICK] =
	    "One click: give bulk mail the fields List-Unsubscribe: "
	    "<https://...> and List-Unsubscribe-Post: "
	    "List-Unsubscribe=One-Click, and unsubscribe on POST without "
	    "asking again.",
	[TD_ADVICE_SIGNED_OFF] =
	    "One click: have List-Unsubscribe and List-Unsubscribe-Post in h= "
	    "of the DKIM signature, and see that it passes.",
	[TD_ADVICE_ARC] =
	    "ARC: have whoever forwards seal what goes on (OpenARC, rspamd).",
	[TD_ADVICE_COMPLAINTS] =
	    "Complaints: mail only who asked for it; take out who complains "
	    "(feedback loop) and who never opens.",
	[TD_ADVICE_BOUNCES] =
	    "Bounces: take out addresses that bounce for good; todoku scan "
	    "--by carrier,reason shows why they do.",
	[TD_ADVICE_REFUSED] =
	    "Refused: todoku scan --by carrier,status,rule shows with which "
	    "words; the record or signature that they name is to be mended.",
};

/* The author domain, or words for it. */
static void
put_author(FILE *f, const struct td_audit_domain *d)
{
	if (d->author.n > 0 && d->author.p[0] != '(')
		td_put_text(f, d->author);
	else
		fputs("the author domain", f);
}

/* ---- Amazon SES ---- */

/* "ap-northeast-1" of "ap-northeast-1.amazonses.com"; that of SES's first
 * region has no name in front.  n 0: it is not of SES. */
static struct td_span
ses_region(struct td_span mailfrom)
{
	static const struct td_span ses = TD_LIT("amazonses.com");

	if (td_span_eq(mailfrom, ses))
		return TD_SPAN("us-east-1");
	if (mailfrom.n < ses.n + 2 ||
	    mailfrom.p[mailfrom.n - ses.n - 1] != '.' ||
	    !td_span_eq(
	        (struct td_span){ mailfrom.p + mailfrom.n - ses.n, ses.n },
	        ses))
		return (struct td_span){ NULL, 0 };
	return (struct td_span){ mailfrom.p, mailfrom.n - ses.n - 1 };
}

static void
put_ses_mailfrom(
    FILE *f, const struct td_audit_domain *d, struct td_span region)
{
	fputs("MAIL FROM is of Amazon SES (", f);
	td_put_text(f, d->mailfrom);
	fputs("): give the identity ", f);
	put_author(f, d);
	fputs(" a custom MAIL FROM domain, as bounce.", f);
	put_author(f, d);
	fputs(", and publish\n    bounce.", f);
	put_author(f, d);
	fputs(". MX 10 feedback-smtp.", f);
	td_put_text(f, region);
	fputs(".amazonses.com.\n    bounce.", f);
	put_author(f, d);
	fputs(". TXT \"v=spf1 include:amazonses.com ~all\"\n", f);
}

/* ---- who is helped ---- */

/* Those that ask SPF of the domain that readers see. */
#define BY_HEADER \
	((UINT32_C(1) << TD_ASKS_DOCOMO) | (UINT32_C(1) << TD_ASKS_AU))

static void
put_askers(FILE *f, uint32_t askers)
{
	size_t n = 0;

	for (int a = 0; a < TD_N_ASKS; a++)
		if ((askers & UINT32_C(1) << a) != 0)
			fprintf(
			    f, "%s%s", n++ > 0 ? ", " : "", td_askers[a].title);
}

static void
put_moves(FILE *f, const struct td_audit_domain *d, uint32_t askers)
{
	const bool unaligned = d->unaligned != NULL && d->unaligned[0] != '\0';
	const bool by_header = (askers & BY_HEADER) != 0;

	if (!unaligned && !by_header)
		return;
	fputs("It moves: ", f);
	if (by_header) {
		put_askers(f, askers & BY_HEADER);
		fputs(" (SPF)", f);
	}
	if (unaligned) {
		fputs(by_header ? ", " : "", f);
		td_put_text(
		    f, (struct td_span){ d->unaligned, strlen(d->unaligned) });
		fputs(" (DMARC)", f);
	}
	fputs(".\n", f);
}

static void
put_by_header(FILE *f, const struct td_audit_domain *d, uint32_t askers,
    struct td_span region)
{
	if ((askers & BY_HEADER) == 0)
		return;
	put_askers(f, askers & BY_HEADER);
	fputs(" may ask the SPF record of ", f);
	put_author(f, d);
	fputs(" itself: ", f);
	if (region.n > 0)
		fputs("put include:amazonses.com into it, before its \"all\"."
		      "\n",
		    f);
	else
		fputs("name the sending hosts there, too.\n", f);
}

static void
put_align(FILE *f, const struct td_audit_domain *d, const struct td_todo *todo)
{
	const struct td_span region = ses_region(d->mailfrom);

	if (region.n > 0) {
		put_ses_mailfrom(f, d, region);
	} else if (d->mailfrom.n > 0) {
		fputs("MAIL FROM is of ", f);
		td_put_text(f, d->mailfrom);
		fputs(": have the sending service use a return path of ", f);
		put_author(f, d);
		fputs(", and publish the SPF record that it names.\n", f);
	} else {
		fputs("Alignment: let SPF pass for a MAIL FROM of ", f);
		put_author(f, d);
		fputs(", or sign with DKIM as d=", f);
		put_author(f, d);
		fputs(".\n", f);
	}
	put_by_header(f, d, todo->askers, region);
	put_moves(f, d, todo->askers);
}

static void
put_dkim(FILE *f, const struct td_audit_domain *d)
{
	fputs("DKIM: sign all mail as d=", f);
	put_author(f, d);
	if (ses_region(d->mailfrom).n == 0) {
		fputs(" and publish the key that the signing program or "
		      "service names.\n",
		    f);
		return;
	}
	fputs(" with SES's Easy DKIM; for each of its three tokens publish\n"
	      "    TOKEN._domainkey.",
	    f);
	put_author(f, d);
	fputs(". CNAME TOKEN.dkim.amazonses.com.\n", f);
}

static void
put_policy(FILE *f, const struct td_audit_domain *d)
{
	fputs("DMARC: publish a record, and add rua= to get reports\n"
	      "    _dmarc.",
	    f);
	put_author(f, d);
	fputs(". TXT \"v=DMARC1; p=none\"\n", f);
}

void
td_advice_put(
    FILE *f, const struct td_audit_domain *d, const struct td_todo *todo)
{
	switch ((enum td_advice_id)todo->advice) {
	case TD_ADVICE_ALIGN:
		put_align(f, d, todo);
		return;
	case TD_ADVICE_DKIM:
		put_dkim(f, d);
		return;
	case TD_ADVICE_POLICY:
		put_policy(f, d);
		return;
	default:
		fprintf(f, "%s\n", words[todo->advice]);
	}
}

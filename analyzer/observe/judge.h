/*
 * One message by what receivers ask of senders: each test is met, not met, or
 * not told by this message; or it does not concern it.  Who asks for what
 * stands in audit/requirement.c.
 */
#ifndef TD_OBSERVE_JUDGE_H
#define TD_OBSERVE_JUDGE_H

#include "reading.h"

enum td_test {
	TD_TEST_SPF,      /* spf=pass */
	TD_TEST_DKIM,     /* dkim=pass of any signature */
	TD_TEST_EITHER,   /* one of them */
	TD_TEST_BOTH,     /* both of them */
	TD_TEST_POLICY,   /* the author domain has a DMARC record */
	TD_TEST_DMARC,    /* dmarc=pass, as the receiver says */
	TD_TEST_ALIGNED,  /* td_observation.alignment */
	TD_TEST_IDENTITY, /* MAIL FROM is of From's organization */
	TD_TEST_PRA,      /* MAIL FROM is of the PRA's organization */
	TD_TEST_TLS,
	TD_TEST_RDNS,       /* forward-confirmed */
	TD_TEST_FORM,       /* all of the next four */
	TD_TEST_ONE_FROM,   /* one field, one author domain */
	TD_TEST_ONE_DATE,   /* one, that can be read */
	TD_TEST_ONE_ID,     /* one Message-ID, <left@right> */
	TD_TEST_ONCE,       /* no field twice that may stand once */
	TD_TEST_OWN_FROM,   /* From is gmail.com only if Gmail sent it */
	TD_TEST_ONE_CLICK,  /* bulk mail: RFC 8058 3.1 */
	TD_TEST_SIGNED_OFF, /* where met: RFC 8058 4, covered by DKIM */
	TD_TEST_ARC,        /* forwarded mail: sealed */
	TD_TEST_REFUSED,    /* not for its authentication: in counters only */
	TD_N_TESTS
};

#define TD_TEST_BIT(t) (UINT32_C(1) << (t))

/* A test that is in no set does not concern the message. */
struct td_tested {
	uint32_t met, not_met, untold;
	/*
	 * It bears a mark of bulk mail: List-Unsubscribe, List-Id, Precedence
	 * bulk or list, or a Feedback-ID of the sender's own.  Receivers go by
	 * numbers a day, which an archive of some mailboxes cannot show.
	 */
	bool bulk;
};

/* TD_BIT of the header fields that td_judge_mail needs, beyond
 * td_observe_headers(). */
uint64_t td_judge_headers(void);

/* Mail that was read from a batch. */
void td_judge_mail(struct td_orgs *orgs, const struct td_batch *b,
    const struct td_record *record, const struct td_reading *r,
    struct td_tested *out);

/* What a log or a report tells: no header. */
void td_judge_told(const struct td_observation *o, struct td_tested *out);

#endif

/*
 * analyzer/report/report_*.c: every kind of report of a cube made by hand.  The
 * expectations follow OUTPUT.md; rates are fractions worked out by hand, the
 * ends of intervals the roots of Wilson's quadratic, computed with 40 digits.
 */
#include "tests/report/example.h"

#include "analyzer/report/escape.h"

/* ---- JSON ---- */

/* In the expectations ' stands for ". */
static void
assert_json(const char *got, const char *const *want)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	ck_assert_ptr_nonnull(f);
	for (; *want != NULL; want++)
		for (const char *p = *want; *p != '\0'; p++)
			putc(*p == '\'' ? '"' : *p, f);
	fclose(f);
	ck_assert_str_eq(got, text);
	free(text);
}

#define RESULTS(p, f, s, none, t, missing)                                    \
	"'pass':" p ",'fail':" f ",'softfail':" s ",'neutral':0,'none':" none \
	",'policy':0,'temperror':" t                                          \
	",'permerror':0,'other':0,'missing':" missing
#define RATES(coverage, rate, low, high, all)                      \
	",'coverage':" coverage ",'pass_rate':" rate ",'low':" low \
	",'high':" high ",'pass_of_all':" all
#define MISSING(n, all)                     \
	RESULTS("0", "0", "0", "0", "0", n) \
	RATES("0", "null", "null", "null", "0")
#define NO_DELIVERY                                                         \
	",'delivery':{'attempts':0,'accepted':0,'deferred':0,'failed':0,"   \
	"'expired':0,'suppressed':0,'complained':0,'acceptance_rate':null," \
	"'low':null,'high':null,'hard_bounce_rate':null,"                   \
	"'complaint_rate':null},'reasons':{}"
#define DELIVERY                                                           \
	",'delivery':{'attempts':12,'accepted':9,'deferred':0,'failed':1," \
	"'expired':0,'suppressed':0,'complained':0,'acceptance_rate':0.9," \
	"'low':0.59585,'high':0.982124,'hard_bounce_rate':0.1,"            \
	"'complaint_rate':0},'reasons':{'userunknown':1}"

#define DOCOMO                                                                \
	"{'carrier':'docomo','domain':'docomo.ne.jp','messages':10,"          \
	"'forwarded':0,'spf':{" RESULTS("8", "1", "0", "0", "0", "1") RATES(  \
	    "0.9", "0.888889", "0.565", "0.980109",                           \
	    "0.8") "},'dkim':{" RESULTS("8", "1", "0", "0", "0",              \
	    "1") RATES("0.9", "0.888889", "0.565", "0.980109",                \
	    "0.8") ",'aligned_pass':7},'dmarc':{" RESULTS("8", "1", "0", "0", \
	    "0", "1") RATES("0.9", "0.888889", "0.565", "0.980109",           \
	    "0.8") "},'arc':{" MISSING("10",                                  \
	    "0") "},'sender_id':{" MISSING("10",                              \
	    "0") "},'alignment':{'aligned':7,'unaligned':2,'unknown':1},"     \
	         "'pra':{'aligned':3,'unaligned':6,'unknown':1}" DELIVERY     \
	         ",'transport':{'tls_yes':9,'tls_no':1,'tls_unknown':0,"      \
	         "'tls_rate':0.9,'fcrdns_pass':9,'fcrdns_fail':0,'fcrdns_"    \
	         "none':1,"                                                   \
	         "'fcrdns_unknown':0,'hops_median':3},"                       \
	         "'delay':{'n':9,'p50':1,'p95':31.299805,'max':31.299805}}"

#define GMAIL                                                                  \
	"{'carrier':'gmail','domain':'gmail.com','messages':20,"               \
	"'forwarded':2,'spf':{" RESULTS("15", "0", "1", "1", "1", "2") RATES(  \
	    "0.9", "0.9375", "0.716713", "0.988881",                           \
	    "0.75") "},'dkim':{" RESULTS("19", "1", "0", "0", "0",             \
	    "0") RATES("1", "0.95", "0.763869", "0.991119",                    \
	    "0.95") ",'aligned_pass':19},'dmarc':{" RESULTS("18", "0", "0",    \
	    "1", "0", "1") RATES("0.95", "1", "0.824121", "1",                 \
	    "0.9") "},'arc':{" RESULTS("1", "0", "0", "19", "0",               \
	    "0") RATES("1", "1", "0.206549", "1",                              \
	    "0.05") "},'sender_id':{" MISSING("20",                            \
	    "0") "},'alignment':{'aligned':20,'unaligned':0,'unknown':0},"     \
	         "'pra':{'aligned':20,'unaligned':0,'unknown':0}" NO_DELIVERY  \
	         ",'transport':{'tls_yes':20,'tls_no':0,'tls_unknown':0,"      \
	         "'tls_rate':1,'fcrdns_pass':20,'fcrdns_fail':0,'fcrdns_none'" \
	         ":0,"                                                         \
	         "'fcrdns_unknown':0,'hops_median':2},"                        \
	         "'delay':{'n':20,'p50':1.5,'p95':8,'max':31}}"

#define OTHER                                                                 \
	"{'carrier':'other','domain':'=a,\\'b\\u001b[2J\xef\xbf\xbd',"        \
	"'messages':3,'forwarded':0,'spf':{" RESULTS(                         \
	    "1", "2", "0", "0", "0", "0") RATES("1", "0.333333", "0.061492",  \
	    "0.79234", "0.333333") "},'dkim':{" MISSING("3",                  \
	    "0") ",'aligned_pass':0},'dmarc':{" MISSING("3",                  \
	    "0") "},'arc':{" MISSING("3", "0") "},'sender_id':{" MISSING("3", \
	    "0") "},'alignment':{'aligned':1,'unaligned':2,'unknown':0},"     \
	         "'pra':{'aligned':0,'unaligned':0,'unknown':3}" NO_DELIVERY  \
	         ",'transport':{'tls_yes':0,'tls_no':0,'tls_unknown':3,"      \
	         "'tls_rate':null,'fcrdns_pass':0,'fcrdns_fail':0,'fcrdns_"   \
	         "none':0,"                                                   \
	         "'fcrdns_unknown':3,'hops_median':null},"                    \
	         "'delay':{'n':0,'p50':null,'p95':null,'max':null}}"

#define TOTALS                                                                 \
	"{'messages':33,'forwarded':2,'spf':{" RESULTS("24", "3", "1", "1",    \
	    "1", "3") RATES("0.909091", "0.857143", "0.685102", "0.94301",     \
	    "0.727273") "},'dkim':{" RESULTS("27", "2", "0", "0", "0", "4")    \
	    RATES("0.878788", "0.931034", "0.780354", "0.980879",              \
	        "0.818182") ",'aligned_pass':26},'dmarc':{" RESULTS("26", "1", \
	        "0", "1", "0", "5") RATES("0.848485", "0.962963", "0.817165",  \
	        "0.993432", "0.787879") "},'arc':{" RESULTS("1", "0", "0",     \
	        "19", "0", "13") RATES("0.606061", "1", "0.206549", "1",       \
	        "0.030303") "},'sender_id':{" MISSING("33",                    \
	        "0") "},'alignment':{'aligned':28,'unaligned':4,'unknown':1}," \
	             "'pra':{'aligned':23,'unaligned':6,'unknown':4}" DELIVERY \
	             ",'transport':{'tls_yes':29,'tls_no':1,'tls_unknown':3,"  \
	             "'tls_rate':0.966667,'fcrdns_pass':29,'fcrdns_fail':0,"   \
	             "'fcrdns_none':1,'fcrdns_unknown':3,'hops_median':2},"    \
	             "'delay':{'n':29,'p50':1.5,'p95':31,'max':31.299805}}"

/* In pieces: C99 promises 4095 bytes a string only. */
static const char *const full_json[] = {
	"{'todoku':'" TD_VERSION "','schema':1,'report':'scan',"
	"'by':['carrier','domain'],\n"
	"'window':{'since':'2026-11-01T00:00:00Z','until':null,'zone':'UTC',"
	"'first':'2026-11-01T00:00:00Z','last':'2026-11-01T23:59:59.250000Z'},"
	"\n"
	"'options':{'trust':'auto','authserv_ids':['mx.example.net','.example']"
	","
	"'org_rule':'psl','psl_date':'2023-02-09','carriers':'built-in',"
	"'forwarded':'missing','null_sender':false},\n"
	"'balance':{'sources':3,'failed_sources':1,'bytes':{'read':12345,"
	"'decoded':100000,'counted':80000,'other':15000,'outside_window':0,"
	"'duplicate':0,'defect':5000},"
	"'records':{'message':33,'deliver':12,'other':14,'reject':6},"
	"'defects':["
	"{'format':'eml','reason':'NUL bytes','count':1,'first':'a\\n.eml:0'},"
	"{'format':'mbox','reason':'no header field','count':2,"
	"'first':'b.mbox:1234'}],'keys_dropped':0,'null_sender':2,'repeated':"
	"11,"
	"'untrusted_ids':[{'id':'mx.example.jp','messages':3},"
	"{'id':'$(id)','messages':1}],"
	"'recipient_ranks':{'given':0,'x-original-to':30,'envelope-to':0,"
	"'received-for':0,'delivered-to':0,'x-apparently-to':0,'to-cc':0,"
	"'other':0,'none':3},'recipient_conflicts':1,"
	"'fields':{'believed_configured':0,'believed_same_admd':0,"
	"'believed_builtin':28,'believed_no_id':0,'believed_all':0,"
	"'believed_arc':0,'refused_zone':0,'refused_id':3,'refused_no_id':0,"
	"'refused_no_received':0,'refused_arc':0,'refused_unused':5},"
	"'z2_only':6,'spf_disagreements':7,'no_received':8,'undated':9,'"
	"reports':1,'relayed':3,'unjoined':1234,'open_dropped':5},\n"
	"'totals':",
	TOTALS, ",\n'rows':[\n", DOCOMO, ",\n", GMAIL, ",\n", OTHER, "]}\n",
	NULL
};

START_TEST(test_json)
{
	const struct td_span ids[] = { TD_LIT("mx.example.net"),
		TD_LIT(".example") };
	struct example x;
	char *got;

	example_full(&x);
	x.report.options.ids = ids;
	x.report.options.n_ids = 2;
	x.report.options.since = x.balance.first;
	got = example_print(&x, "json");
	assert_json(got, full_json);
	free(got);
	example_clear(&x);
}
END_TEST

/* ---- CSV ---- */

#define METHOD_COLUMNS(m)                                                      \
	"," m "_pass," m "_fail," m "_softfail," m "_neutral," m "_none," m    \
	"_policy," m "_temperror," m "_permerror," m "_other," m "_missing," m \
	"_coverage," m "_pass_rate," m "_low," m "_high," m "_pass_of_all"

static void
put_csv_header(FILE *f)
{
	fputs(
	    "carrier,domain,messages,forwarded" METHOD_COLUMNS("spf")
	        METHOD_COLUMNS("dkim") ",dkim_aligned_pass" METHOD_COLUMNS(
	            "dmarc") METHOD_COLUMNS("arc")
	            METHOD_COLUMNS(
	                "sender_id") ",alignment_aligned,alignment_unaligned,"
	                             "alignment_unknown"
	                             ",pra_aligned,pra_unaligned,pra_unknown"
	                             ",delivery_attempts,delivery_accepted,"
	                             "delivery_deferred"
	                             ",delivery_failed,delivery_expired,"
	                             "delivery_suppressed"
	                             ",delivery_complained,delivery_acceptance_"
	                             "rate,delivery_low"
	                             ",delivery_high,delivery_hard_bounce_rate"
	                             ",delivery_complaint_rate",
	    f);
	for (int i = 0; i < TD_N_REASONS; i++)
		fprintf(f, ",reasons_%s", td_reason_name((enum td_reason)i));
	fputs(",transport_tls_yes,transport_tls_no,transport_tls_unknown"
	      ",transport_tls_rate,transport_fcrdns_pass,transport_fcrdns_fail"
	      ",transport_fcrdns_none,transport_fcrdns_unknown"
	      ",transport_hops_median,delay_n,delay_p50,delay_p95,delay_max"
	      "\r\n",
	    f);
}

static void
put_csv_row(FILE *f, const char *before, int reason, const char *after)
{
	fputs(before, f);
	for (int i = 0; i < TD_N_REASONS; i++)
		fputs(i == reason ? ",1" : ",0", f);
	fprintf(f, ",%s\r\n", after);
}

START_TEST(test_csv)
{
	struct example x;
	char *want = NULL, *got;
	size_t n = 0;
	FILE *f = open_memstream(&want, &n);

	ck_assert_ptr_nonnull(f);
	put_csv_header(f);
	put_csv_row(f,
	    "docomo,docomo.ne.jp,10,0"
	    ",8,1,0,0,0,0,0,0,0,1,0.9,0.888889,0.565,0.980109,0.8"
	    ",8,1,0,0,0,0,0,0,0,1,0.9,0.888889,0.565,0.980109,0.8,7"
	    ",8,1,0,0,0,0,0,0,0,1,0.9,0.888889,0.565,0.980109,0.8"
	    ",0,0,0,0,0,0,0,0,0,10,0,,,,0,0,0,0,0,0,0,0,0,0,10,0,,,,0"
	    ",7,2,1,3,6,1,12,9,0,1,0,0,0,0.9,0.59585,0.982124,0.1,0",
	    1, "9,1,0,0.9,9,0,1,0,3,9,1,31.299805,31.299805");
	put_csv_row(f,
	    "gmail,gmail.com,20,2"
	    ",15,0,1,0,1,0,1,0,0,2,0.9,0.9375,0.716713,0.988881,0.75"
	    ",19,1,0,0,0,0,0,0,0,0,1,0.95,0.763869,0.991119,0.95,19"
	    ",18,0,0,0,1,0,0,0,0,1,0.95,1,0.824121,1,0.9"
	    ",1,0,0,0,19,0,0,0,0,0,1,1,0.206549,1,0.05"
	    ",0,0,0,0,0,0,0,0,0,20,0,,,,0"
	    ",20,0,0,20,0,0,0,0,0,0,0,0,0,,,,,",
	    -1, "20,0,0,1,20,0,0,0,2,20,1.5,8,31");
	put_csv_row(f,
	    "other,\"'=a,\"\"b\xef\xbf\xbd[2J\xef\xbf\xbd\",3,0"
	    ",1,2,0,0,0,0,0,0,0,0,1,0.333333,0.061492,0.79234,0.333333"
	    ",0,0,0,0,0,0,0,0,0,3,0,,,,0,0,0,0,0,0,0,0,0,0,0,3,0,,,,0"
	    ",0,0,0,0,0,0,0,0,0,3,0,,,,0,0,0,0,0,0,0,0,0,0,3,0,,,,0"
	    ",1,2,0,0,0,3,0,0,0,0,0,0,0,,,,,",
	    -1, "0,0,3,,0,0,0,3,,0,,,");
	fclose(f);
	example_full(&x);
	got = example_print(&x, "csv");
	ck_assert_str_eq(got, want);
	free(got);
	free(want);
	example_clear(&x);
}
END_TEST

/* ---- the table ---- */

#define DASH "\xe2\x80\x93"
#define TEN_DASHES "----------"

/* SEMANTICS.md 10: no data is not 0 %. */
static const char full_table[] =
    "                                  SPF      DKIM     DMARC       PRA\n"
    "carrier  domain        msgs  pass% of  align of  pass% of  align of\n"
    "docomo   docomo.ne.jp    10   88.9  9   77.8  9   88.9  9   33.3  9\n"
    "gmail    gmail.com       20   93.8 16   95.0 20  100.0 18  100.0 20\n"
    "other    =a,\"b?[2J?       3   33.3  3      " DASH "  0      " DASH
    "  0      " DASH
    "  0\n" TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES
    "-------\n"
    "total                    33   85.7 28   89.7 29   96.3 27   79.3 29\n"
    "\n"
    "                                    accepted\n"
    "carrier  domain        msgs  tries  rate% of  open  failed\n"
    "docomo   docomo.ne.jp    10     12   90.0 10     0       1\n"
    "gmail    gmail.com       20      0      " DASH "  0     0       0\n"
    "other    =a,\"b?[2J?       3      0      " DASH
    "  0     0       0\n" TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES
    "--------\n"
    "total                    33     12   90.0 10     0       1\n"
    "\n"
    "                                top reason  hard bounce  delay s\n"
    "carrier  domain        msgs              n     rate% of  p50 p95\n"
    "docomo   docomo.ne.jp    10  userunknown 1      10.0 10  1.0  31\n"
    "gmail    gmail.com       20            " DASH " 0         " DASH
    "  0  1.5 8.0\n"
    "other    =a,\"b?[2J?       3            " DASH " 0         " DASH
    "  0    " DASH "   " DASH
    "\n" TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES
    "----\n"
    "total                    33  userunknown 1      10.0 10  1.5  31\n"
    "\n";

START_TEST(test_table)
{
	struct example x;
	char *got;

	example_full(&x);
	got = example_print(&x, "table");
	ck_assert_uint_gt(strlen(got), strlen(full_table));
	got[strlen(full_table)] = '\0';
	ck_assert_str_eq(got, full_table);
	free(got);
	example_clear(&x);
}
END_TEST

/* ---- logs alone ---- */

#define SILENT(n)                                                              \
	{ TD_C_MESSAGES, n }, { TD_C_SPF + TD_R_MISSING, n },                  \
	    { TD_C_DKIM + TD_R_MISSING, n }, { TD_C_DMARC + TD_R_MISSING, n }, \
	    { TD_C_ARC + TD_R_MISSING, n },                                    \
	{                                                                      \
		TD_C_SENDER_ID + TD_R_MISSING, n                               \
	}

static void
example_logs(struct example *x)
{
	static const struct example_count au[] = { SILENT(100),
		{ TD_C_ATTEMPTS, 150 }, { TD_C_ACCEPTED, 80 },
		{ TD_C_DEFERRED, 5 }, { TD_C_FAILED, 9 }, { TD_C_EXPIRED, 4 },
		{ TD_C_SUPPRESSED, 2 }, { TD_C_HARD, 6 },
		{ TD_C_REASON + TD_REASON_USERUNKNOWN, 6 },
		{ TD_C_REASON + TD_REASON_BLOCKED, 3 },
		{ TD_C_REASON + TD_REASON_EXPIRED, 4 },
		{ TD_C_TLS + TD_TLS_UNKNOWN, 100 }, { TD_N_COUNTERS, 0 } };
	/* Equally frequent: the first of the vocabulary. */
	static const struct example_count gmail[] = { SILENT(2),
		{ TD_C_ATTEMPTS, 2 }, { TD_C_FAILED, 2 },
		{ TD_C_REASON + TD_REASON_AUTHFAILURE, 1 },
		{ TD_C_REASON + TD_REASON_RATELIMITED, 1 },
		{ TD_C_TLS + TD_TLS_UNKNOWN, 2 }, { TD_N_COUNTERS, 0 } };
	struct td_cell *c;

	example_empty(x);
	c = example_cell(x->report.cube, TD_SPAN("au"), TD_SPAN("au.com"), au);
	example_hist(c, TD_HIST_DELAY, 2 * TD_DELAY_UNIT, 76);
	example_hist(c, TD_HIST_DELAY, 3600 * TD_DELAY_UNIT, 4);
	example_cell(
	    x->report.cube, TD_SPAN("gmail"), TD_SPAN("gmail.com"), gmail);
	x->balance.records[TD_DELIVER] = 152;
}

/* 80 of 80 + 9 + 4 is 86.0 %, 80 of 95 84.2 %; 6 of 93 is 6.5 %. */
static const char logs_table[] =
    "                                 accepted\n"
    "carrier  domain     msgs  tries  rate% of  open  failed  expired  "
    "suppr.\n"
    "au       au.com      100    150   86.0 93     5       9        4       "
    "2\n"
    "gmail    gmail.com     2      2    0.0  2     0       2        0       "
    "0\n" TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES
        TEN_DASHES "--\n"
    "total                102    152   84.2 95     5      11        4       "
    "2\n"
    "\n"
    "                             top reason  hard bounce  delay s\n"
    "carrier  domain     msgs              n     rate% of  p50 p95\n"
    "au       au.com      100  userunknown 6       6.5 93  2.0 2.0\n"
    "gmail    gmail.com     2  authfailure 1       0.0  2    " DASH "   " DASH
    "\n" TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES TEN_DASHES "-\n"
    "total                102  userunknown 6       6.3 95  2.0 2.0\n"
    "\n"
    "These logs hold no result of SPF, DKIM or DMARC.\n"
    "Accepted is not delivered at au: ";

START_TEST(test_logs)
{
	struct example x;
	char *got;

	example_logs(&x);
	got = example_print(&x, "table");
	ck_assert_uint_gt(strlen(got), strlen(logs_table));
	got[strlen(logs_table)] = '\0';
	ck_assert_str_eq(got, logs_table);
	free(got);
	example_clear(&x);
}
END_TEST

/* What logs alone lack is no gap, and all fits where there is room. */
START_TEST(test_logs_wide)
{
	static const char *const absent[] = { "Low coverage", "Not one trusted",
		"Result fields", "SPF  ", "PRA", "expired: none" };
	struct example x;
	char *got;

	example_logs(&x);
	x.report.columns = 300;
	got = example_print(&x, "table");
	for (size_t i = 0; i < sizeof(absent) / sizeof(*absent); i++)
		ck_assert_msg(strstr(got, absent[i]) == NULL, "\"%s\" in\n%s",
		    absent[i], got);
	ck_assert_ptr_nonnull(strstr(got,
	    "\nau       au.com      100    150   86.0 93     5       9        "
	    "4       2  userunknown 6       6.5 93  2.0 2.0\n"));
	free(got);
	example_clear(&x);
}
END_TEST

/* A result in the logs is shown; what none tells is not. */
START_TEST(test_logs_with_results)
{
	struct example x;
	struct td_cell *c;
	char *got;

	example_logs(&x);
	c = example_cell(x.report.cube, TD_SPAN("au"), TD_SPAN("au.com"),
	    (const struct example_count[]){ { TD_N_COUNTERS, 0 } });
	c->counter[TD_C_SPF + TD_R_MISSING] = 60;
	c->counter[TD_C_SPF + TD_R_PASS] = 30;
	c->counter[TD_C_SPF + TD_R_FAIL] = 10;
	x.report.columns = 300;
	got = example_print(&x, "table");
	ck_assert_ptr_nonnull(strstr(got,
	    "\nau       au.com      100   75.0 40"
	    "    150   86.0 93     5  "));
	ck_assert_ptr_null(strstr(got, "PRA"));
	ck_assert_ptr_null(strstr(got, "DMARC  "));
	ck_assert_ptr_nonnull(strstr(got, "\nLow coverage: of 102 messages "));
	free(got);
	example_clear(&x);
}
END_TEST

/* Without author domains nothing is aligned with them: that is no failure. */
START_TEST(test_logs_without_authors)
{
	struct example x;
	struct td_cell *c;
	char *got;

	example_logs(&x);
	c = example_cell(x.report.cube, TD_SPAN("au"), TD_SPAN("au.com"),
	    (const struct example_count[]){ { TD_N_COUNTERS, 0 } });
	c->counter[TD_C_DKIM + TD_R_MISSING] = 60;
	c->counter[TD_C_DKIM + TD_R_PASS] = 38;
	c->counter[TD_C_DKIM + TD_R_FAIL] = 2;
	got = example_print(&x, "table");
	ck_assert_ptr_nonnull(strstr(got, "     DKIM\n"));
	ck_assert_ptr_nonnull(strstr(got, "  pass% of\n"));
	ck_assert_ptr_nonnull(strstr(got,
	    "\nau       au.com      100   95.0 40"
	    "\n"));
	ck_assert_ptr_null(strstr(got, "align"));
	free(got);

	c->counter[TD_C_ALIGNMENT + TD_ALIGNED] = 10;
	c->counter[TD_C_DKIM_ALIGNED] = 10;
	got = example_print(&x, "table");
	ck_assert_ptr_nonnull(strstr(got, "  align of\n"));
	ck_assert_ptr_nonnull(strstr(got,
	    "\nau       au.com      100   25.0 40"
	    "\n"));
	free(got);
	example_clear(&x);
}
END_TEST

/* BOUNCES.md 4: docomo since 2025-03-13 00:00 JST; not others. */
START_TEST(test_drops)
{
	static const struct {
		const char *carrier;
		int64_t last;
		uint64_t accepted, relayed;
		bool told;
	} rows[] = {
		{ "docomo", INT64_C(1741791600) * 1000000, 1, 0, true },
		{ "docomo", INT64_C(1741791600) * 1000000 - 1, 1, 0, false },
		{ "docomo", INT64_C(1793491200) * 1000000, 0, 0, false },
		{ "softbank", 0, 1, 0, true },
		{ "au", TD_NO_TIME, 1, 0, true },
		/* A relay took it, so docomo accepted nothing. */
		{ "docomo", INT64_C(1793491200) * 1000000, 1, 1, false },
		{ "gmail", INT64_C(1793491200) * 1000000, 1, 0, false },
	};
	const size_t i = (size_t)_i;
	const struct example_count count[] = { SILENT(1),
		{ TD_C_ACCEPTED, rows[i].accepted },
		{ TD_C_FAILED, 1 - rows[i].accepted }, { TD_N_COUNTERS, 0 } };
	struct example x;
	char *got;

	example_empty(&x);
	example_cell(x.report.cube,
	    (struct td_span){ rows[i].carrier, strlen(rows[i].carrier) },
	    TD_SPAN("x.example"), count);
	x.balance.last = rows[i].last;
	x.balance.relayed = rows[i].relayed;
	got = example_print(&x, "table");
	ck_assert_msg((strstr(got, "Accepted is not delivered at ") != NULL) ==
	        rows[i].told,
	    "row %zu:\n%s", i, got);
	free(got);
	example_clear(&x);
}
END_TEST

/* DECISIONS.md 16: names that are none are explained where they stand. */
START_TEST(test_domains)
{
	static const struct {
		const char *domain;
		bool none, unknown;
	} rows[] = { { "(none)", true, false }, { "(unknown)", false, true },
		{ "example.jp", false, false } };
	static const struct example_count count[] = { SILENT(1),
		{ TD_C_ACCEPTED, 1 }, { TD_N_COUNTERS, 0 } };
	const char *domain = rows[_i].domain;
	struct example x;
	char *got;

	example_empty(&x);
	example_cell(x.report.cube, TD_SPAN("other"),
	    (struct td_span){ domain, strlen(domain) }, count);
	got = example_print(&x, "table");
	ck_assert_int_eq(strstr(got,
	                     "\n(none): recipients without a domain, such as "
	                     "root.\n") != NULL,
	    rows[_i].none);
	ck_assert_int_eq(
	    strstr(got, "\n(unknown): nothing tells the recipient.\n") != NULL,
	    rows[_i].unknown);
	free(got);
	example_clear(&x);
}
END_TEST

/* The sentences under the table, each a line where there is room. */
START_TEST(test_notes)
{
	static const char *const line[] = {
		"Forwarded on the way: 2 messages. SPF and DMARC measure the "
		"forwarder there and count as missing.",
		"Sources: 3, of which 1 could not be read, or not to the end.",
		"Messages: 33 counted, from 2026-11-01T00:00:00Z to "
		"2026-11-01T23:59:59.250000Z; left out: 2 with a null sender, "
		"1 report about other mail.",
		"Without a date, so outside the window: 9 messages.",
		"Log lines that tell of deliveries: 12.",
		"Log lines said to be repeated: 11.",
		"Accepted by a relay (a sending service such as Amazon SES, a "
		"gateway, a private address), not by the recipient's own "
		"host: 3 of 9 accepted messages. What became of them there is "
		"not in these logs.",
		"Refused before they were queued, so not counted: 6 lines of "
		"logs.",
		"Deliveries whose recipient is not in these logs, so not "
		"counted: 1,234.",
		"Too many open queue entries: 5 were counted as they stood.",
		"Accepted is not delivered at docomo: what filters there "
		"refuse is taken all the same, and dropped or put aside "
		"without a word.",
		"tries: Attempts to deliver for which a connection was tried.",
		"top reason: The most frequent reason of what failed or "
		"expired, and how many messages have it.",
		"expired: none.",
		"suppr.: none.",
		"Bytes: 12,345 read, which are 100,000 decoded: 80,000 "
		"counted + 15,000 other + 0 outside the window + 0 duplicate "
		"+ 5,000 defect = 100,000.",
		"Defects, each with its first place, file:byte (--rejects has "
		"all):",
		"  NUL bytes in eml: 1, at a?.eml:0",
		"  no header field in mbox: 2, at b.mbox:1234",
		"Recipient taken from: x-original-to 30, none 3.",
		"Result fields believed: 28",
		"Result fields not believed: 3",
		"Result fields not needed: 5",
		"Without any Received field: 8 messages; no result is "
		"believed there unless --authserv-id names its id.",
		"  --authserv-id mx.example.jp (3 messages)",
		"  $(id) (1 message)", /* nothing to paste into a shell */
		"of: how many messages a rate is made of; " DASH ": no data.",
	};
	struct example x;
	char *got;

	example_full(&x);
	x.report.columns = 300;
	got = example_print(&x, "table");
	for (size_t i = 0; i < sizeof(line) / sizeof(*line); i++) {
		char *whole = NULL;

		ck_assert_int_ge(asprintf(&whole, "\n%s\n", line[i]), 0);
		ck_assert_msg(strstr(got, whole) != NULL,
		    "no line \"%s\" in\n%s", line[i], got);
		free(whole);
	}
	ck_assert_ptr_null(strstr(got, "Low coverage"));
	ck_assert_ptr_null(strstr(got, "Not one trusted result"));
	/* The rates are explained by their own table's sentence. */
	ck_assert_ptr_nonnull(strstr(got, td_rates[1].doc));
	free(got);
	example_clear(&x);
}
END_TEST

START_TEST(test_low_coverage)
{
	static const struct example_count silent[] = {
		{ TD_C_MESSAGES, 1200 },
		{ TD_C_SPF + TD_R_MISSING, 1200 },
		{ TD_C_DKIM + TD_R_MISSING, 1200 },
		{ TD_C_DMARC + TD_R_MISSING, 1200 },
		{ TD_N_COUNTERS, 0 },
	};
	struct example x;
	char *got;

	example_full(&x);
	example_cell(x.report.cube, TD_SPAN("au"), TD_SPAN("au.com"), silent);
	/* Eleven small ones: the largest come first, the last is left out. */
	for (char c = 'a'; c <= 'k'; c++) {
		const struct example_count few[] = {
			{ TD_C_MESSAGES, c < 'f' ? 1 : 2 },
			{ TD_C_SPF + TD_R_MISSING, c < 'f' ? 1 : 2 },
			{ TD_C_DKIM + TD_R_MISSING, c < 'f' ? 1 : 2 },
			{ TD_C_DMARC + TD_R_MISSING, c < 'f' ? 1 : 2 },
			{ TD_N_COUNTERS, 0 },
		};

		example_cell(x.report.cube, TD_SPAN("m"),
		    (struct td_span){ &c, 1 }, few);
	}
	x.report.columns = 300;
	got = example_print(&x, "table");
	ck_assert_ptr_nonnull(strstr(got,
	    "\nLow coverage: of 1,250 messages only 30 tell a trusted SPF "
	    "result, 29 a DKIM result, 28 a DMARC result. The rates are of "
	    "these; they say nothing about the others.\n"));
	ck_assert_ptr_nonnull(strstr(got,
	    "\nNot one trusted result in 12 rows: au au.com (1,200), "
	    "m f (2), m g (2), m h (2), m i (2), m j (2), m k (2), "
	    "m a (1), m b (1), m c (1), ...\n"));
	free(got);
	example_clear(&x);
}
END_TEST

/* 100.0 and 0.0 are said of all and of none only; large numbers are short. */
START_TEST(test_nearly)
{
	static const struct example_count a[] = {
		{ TD_C_MESSAGES, 1234567 },
		{ TD_C_SPF + TD_R_PASS, 1234566 },
		{ TD_C_SPF + TD_R_FAIL, 1 },
		{ TD_C_DKIM + TD_R_PASS, 1 },
		{ TD_C_DKIM + TD_R_FAIL, 45678 },
		{ TD_C_DKIM_ALIGNED, 1 },
		{ TD_C_DMARC + TD_R_FAIL, 9999 },
		{ TD_N_COUNTERS, 0 },
	};
	struct example x;
	char *got;

	example_empty(&x);
	example_cell(x.report.cube, TD_SPAN("au"), TD_SPAN("au.com"), a);
	ck_assert_int_eq(
	    td_tally_add(x.balance.untrusted, TD_SPAN("-x.example"), 2), 0);
	ck_assert_int_eq(
	    td_tally_add(x.balance.untrusted, TD_SPAN("mx-1.example"), 1), 0);
	got = example_print(&x, "table");
	ck_assert_ptr_nonnull(strstr(got,
	    "\nau       au.com  1,234,567   99.9 1.2M    0.1 45k    0.0 9999"
	    "      " DASH "  0\n"));
	/* What looks like an option is none. */
	ck_assert_ptr_nonnull(strstr(got, "\n  -x.example (2 messages)\n"));
	ck_assert_ptr_nonnull(
	    strstr(got, "\n  --authserv-id mx-1.example (1 message)\n"));
	free(got);
	example_clear(&x);
}
END_TEST

/* No line is wider than the terminal, whatever the input calls itself. */
START_TEST(test_width)
{
	static const struct example_count many[] = {
		{ TD_C_MESSAGES, UINT64_C(12345678901) },
		{ TD_C_SPF + TD_R_PASS, UINT64_C(12345678901) },
		{ TD_C_DEFERRED, UINT64_C(999999999999) },
		{ TD_C_ATTEMPTS, UINT64_MAX },
		{ TD_C_EXPIRED, UINT64_C(999999999999) },
		{ TD_C_SUPPRESSED, UINT64_C(999999999999) },
		{ TD_C_REASON + TD_REASON_POLICYVIOLATION, UINT64_MAX },
		{ TD_N_COUNTERS, 0 },
	};
	char name[256];
	struct example x;

	memset(name, 'x', sizeof name);
	for (size_t i = 0; i + 2 < 255; i += 3)
		memcpy(name + i, "\xe4\xbe\x8b", 3);
	example_full(&x);
	example_cell(x.report.cube, TD_SPAN("google-workspace"),
	    (struct td_span){ name, 255 }, many);
	ck_assert_int_eq(
	    td_tally_add(x.balance.untrusted, (struct td_span){ name, 255 }, 7),
	    0);
	for (unsigned columns = 42; columns < 260; columns++) {
		char *got, *line, *next;

		x.report.columns = columns;
		got = example_print(&x, "table");
		for (line = got; *line != '\0'; line = next + 1) {
			next = strchr(line, '\n');
			ck_assert_ptr_nonnull(next);
			ck_assert_msg(
			    td_text_width(td_span(line, next)) <= columns,
			    "%u: %.*s", columns, (int)(next - line), line);
		}
		free(got);
	}
	example_clear(&x);
}
END_TEST

START_TEST(test_color)
{
	struct example x;
	char *got;

	example_full(&x);
	got = example_print(&x, "table");
	ck_assert_ptr_null(strchr(got, '\033'));
	free(got);
	x.report.color = true;
	got = example_print(&x, "table");
	ck_assert_ptr_nonnull(strchr(got, '\033'));
	free(got);
	example_clear(&x);
}
END_TEST

/* ---- an empty run: a report, not nothing ---- */

START_TEST(test_empty)
{
	static const char table[] =
	    "                            SPF      DKIM     DMARC       PRA";
	struct example x;
	char *got;

	example_empty(&x);
	got = example_print(&x, "csv");
	ck_assert_int_eq(strncmp(got, "carrier,domain,messages,", 24), 0);
	ck_assert_ptr_eq(strstr(got, "\r\n") + 2, got + strlen(got));
	free(got);

	got = example_print(&x, "json");
	ck_assert_ptr_nonnull(strstr(got,
	    ",\n\"totals\":{\"messages\":0,\"forwarded\":0,\"spf\":{\"pass\":"
	    "0"));
	ck_assert_ptr_nonnull(strstr(got,
	    "\"missing\":0,\"coverage\":null,\"pass_rate\":null,\"low\":null,"
	    "\"high\":null,\"pass_of_all\":null"));
	ck_assert_ptr_nonnull(strstr(got, "\"first\":null,\"last\":null},\n"));
	ck_assert_str_eq(strstr(got, ",\n\"rows\":"), ",\n\"rows\":[]}\n");
	free(got);

	got = example_print(&x, "table");
	ck_assert_ptr_nonnull(strstr(got, table));
	ck_assert_ptr_nonnull(strstr(
	    got, "\ntotal               0      " DASH "  0      " DASH "  0"));
	ck_assert_ptr_nonnull(
	    strstr(got, "\nSources: 0.\nMessages: 0 counted.\nBytes: 0 read,"));
	ck_assert_ptr_nonnull(strstr(got, "\nDefects: none.\n"));
	free(got);

	got = example_print(&x, "cells");
	ck_assert_int_eq(strncmp(got, "todoku-cells 1\t", 15), 0);
	free(got);
	example_clear(&x);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("report");
	TCase *t = tcase_create("report");

	tcase_add_test(t, test_json);
	tcase_add_test(t, test_csv);
	tcase_add_test(t, test_table);
	tcase_add_test(t, test_logs);
	tcase_add_test(t, test_logs_wide);
	tcase_add_test(t, test_logs_with_results);
	tcase_add_test(t, test_logs_without_authors);
	tcase_add_loop_test(t, test_drops, 0, 7);
	tcase_add_loop_test(t, test_domains, 0, 3);
	tcase_add_test(t, test_notes);
	tcase_add_test(t, test_low_coverage);
	tcase_add_test(t, test_nearly);
	tcase_add_test(t, test_width);
	tcase_add_test(t, test_color);
	tcase_add_test(t, test_empty);
	tcase_set_timeout(t, 120);
	suite_add_tcase(s, t);
	return example_run(s);
}

/*
 * analyzer/report/report_*.c: every kind of report of a cube made by hand.  The
 * expectations follow OUTPUT.md; rates are fractions worked out by hand, the
 * ends of intervals the roots of Wilson's quadratic, computed with 40 digits.
 */
#include "tests/report/example.h"

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
	"'complaint_rate':null,'untold':0},'reasons':{}"
#define DELIVERY                                                           \
	",'delivery':{'attempts':12,'accepted':9,'deferred':0,'failed':1," \
	"'expired':0,'suppressed':0,'complained':0,'acceptance_rate':0.9," \
	"'low':0.59585,'high':0.982124,'hard_bounce_rate':0.1,"            \
	"'complaint_rate':0,'untold':0},'reasons':{'userunknown':1}"

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
	"'records':{'message':33,'deliver':12,'other':14,'reject':6,"
	"'outcome':21},"
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
	"reports':1,'unread_reports':20,'relayed':3,'unjoined':1234,'open_"
	"dropped':5,'unzoned':13,"
	"'joined':14,'unheard':15,'simulated':16,'notices':25,'noticed':22,"
	"'overruled':23,'unasked_logs':24,'ses':{'messages':17,"
	"'bounced':18,'complained':19},'tls_reports':{'reports':22,'rows':["
	"{'policy_domain':'example.jp','organization':'Example \\'Mail\\'',"
	"'policy_type':'sts','sessions_ok':5326,'sessions_failed':303,"
	"'failures':{'starttls-not-supported':200,'certificate-expired':104}},"
	"{'policy_domain':'x\\u001b[2J','organization':'Example \\'Mail\\'',"
	"'policy_type':'sts','sessions_ok':1,'sessions_failed':0,'failures':{}}"
	",{'policy_domain':'(other)','organization':'(other)',"
	"'policy_type':'(other)','sessions_ok':0,'sessions_failed':0,"
	"'failures':{'unspecified':1}}]}},"
	"\n"
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
	                             ",delivery_complaint_rate"
	                             ",delivery_untold",
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
	    ",7,2,1,3,6,1,12,9,0,1,0,0,0,0.9,0.59585,0.982124,0.1,0,0",
	    1, "9,1,0,0.9,9,0,1,0,3,9,1,31.299805,31.299805");
	put_csv_row(f,
	    "gmail,gmail.com,20,2"
	    ",15,0,1,0,1,0,1,0,0,2,0.9,0.9375,0.716713,0.988881,0.75"
	    ",19,1,0,0,0,0,0,0,0,0,1,0.95,0.763869,0.991119,0.95,19"
	    ",18,0,0,0,1,0,0,0,0,1,0.95,1,0.824121,1,0.9"
	    ",1,0,0,0,19,0,0,0,0,0,1,1,0.206549,1,0.05"
	    ",0,0,0,0,0,0,0,0,0,20,0,,,,0"
	    ",20,0,0,20,0,0,0,0,0,0,0,0,0,,,,,,0",
	    -1, "20,0,0,1,20,0,0,0,2,20,1.5,8,31");
	put_csv_row(f,
	    "other,\"'=a,\"\"b\xef\xbf\xbd[2J\xef\xbf\xbd\",3,0"
	    ",1,2,0,0,0,0,0,0,0,0,1,0.333333,0.061492,0.79234,0.333333"
	    ",0,0,0,0,0,0,0,0,0,3,0,,,,0,0,0,0,0,0,0,0,0,0,0,3,0,,,,0"
	    ",0,0,0,0,0,0,0,0,0,3,0,,,,0,0,0,0,0,0,0,0,0,0,3,0,,,,0"
	    ",1,2,0,0,0,3,0,0,0,0,0,0,0,,,,,,0",
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
	tcase_add_test(t, test_empty);
	tcase_set_timeout(t, 120);
	suite_add_tcase(s, t);
	return run_suite(s);
}

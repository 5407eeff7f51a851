/*
 * The style of pages.  The letters are the system's; colours are told apart
 * with any colour vision, and in grey by lightness (Okabe and Ito's blue and
 * vermilion, darkened to a contrast of 7:1 on white); marks differ in shape as
 * well.
 *
 * SHA-256 in base64 of all pieces together; tests/report/page.py computes it.
 */
#include "analyzer/report/html.h"

const char td_html_style_hash[] =
    "sakjsUNtB/4FJi8bniN4RMXTZ/z19WK8bnJ5DXwqJE4=";

const char *const td_html_style[] = {
	/* colours, letters, lines */
	"\n:root{--bg:#fff;--ink:#1b1b1b;--dim:#575757;--rule:#bdbdbd;"
	"--grid:#e4e4e4;--blue:#00538f;--pale:#5b9cd0;--red:#a03000;"
	"--soft:#f5f5f2}\n"
	"@media (prefers-color-scheme:dark){:root{--bg:#151515;--ink:#e8e8e8;"
	"--dim:#adadad;--rule:#555;--grid:#303030;--blue:#82c3ff;"
	"--pale:#3f7cb0;--red:#ff9c6b;--soft:#202020}}\n"
	"*{box-sizing:border-box}\n"
	"html{color-scheme:light dark;-webkit-text-size-adjust:100%}\n"
	"body{margin:0;background:var(--bg);color:var(--ink);"
	"font:1rem/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,"
	"\"Noto Sans\",\"Noto Sans CJK JP\",sans-serif;"
	"font-variant-numeric:tabular-nums}\n"
	"main,footer{max-width:76rem;margin:0 auto;padding:.5rem 1rem}\n"
	"h1{font-size:1.6rem;line-height:1.25;margin:.75rem 0}\n"
	"h2{font-size:1.25rem;line-height:1.3;margin:2.5rem 0 .5rem;"
	"padding-top:.75rem;border-top:2px solid var(--ink)}\n"
	"h3{font-size:1rem;margin:1.75rem 0 .25rem}\n"
	"p,ul,dl{margin:.5rem 0;max-width:46rem;overflow-wrap:anywhere}\n"
	"ul{padding-left:1.25rem}\n"
	"dl{display:grid;grid-template-columns:max-content minmax(0,1fr);"
	"gap:.1rem 1rem}\n"
	"dt{color:var(--dim)}\ndd{margin:0}\n"
	"footer{color:var(--dim);font-size:.875rem;margin-top:2rem}\n"
	".doc{color:var(--dim)}\n"
	".warn{border-left:4px solid var(--red);padding-left:.75rem}\n",
	/* verdicts: a shape and a word each */
	".v,td.better,td.worse{font-weight:600}\n.better{color:var(--blue)}\n"
	".worse{color:var(--red)}\n"
	".verdicts{list-style:none;padding:0}\n"
	".verdicts li{margin:.35rem 0;padding-left:1.5rem;"
	"text-indent:-1.5rem}\n"
	".verdicts b::before{display:inline-block;width:1.5rem;"
	"text-indent:0;content:\"\\b7\"}\n"
	".verdicts .better::before{content:\"\\25cf\"}\n"
	".verdicts .worse::before{content:\"\\25a0\"}\n"
	".verdicts .unsure::before{content:\"\\25cb\"}\n",
	/* tables */
	".wide{overflow-x:auto;margin:.75rem 0}\n"
	".wide:focus-visible{outline:2px solid var(--blue)}\n"
	"table{border-collapse:collapse;min-width:min(100%,24rem);font-size:."
	"875rem;line-height:1.35}\n"
	"caption{text-align:left;color:var(--dim);padding:.25rem 0}\n"
	"caption span{position:sticky;left:0;display:inline-block;"
	"max-width:min(40rem,calc(100vw - 2rem))}\n"
	"th,td{padding:.25rem .45rem;text-align:right;vertical-align:top;"
	"white-space:nowrap}\n"
	"th.l,td.l,tbody th,tfoot th{text-align:left}\n"
	"td.w{white-space:normal;min-width:7.5rem;font-weight:400}\n"
	"thead th{border-bottom:1px solid var(--ink);vertical-align:bottom;"
	"font-weight:600}\n"
	"tbody th{font-weight:400}\n"
	"tbody tr+tr>*{border-top:1px solid var(--grid)}\n"
	"tfoot>tr>*{border-top:1px solid var(--ink)}\ntfoot "
	"th{font-weight:600}\n"
	"tbody th:first-child,tfoot th:first-child,thead th:first-child{"
	"position:sticky;left:0;background:var(--bg);padding-left:0}\n"
	"@media (max-width:30rem){tbody "
	"th:first-child{min-width:5.5rem;max-width:9rem;"
	"white-space:normal;overflow-wrap:anywhere}}\n",
	/* charts */
	"figure{margin:1rem 0;min-width:0;padding:0 6px}\n"
	"figcaption{margin-left:-6px;font-size:.875rem;color:var(--dim);margin-"
	"bottom:.5rem}\n"
	"figcaption b{color:var(--ink);display:block}\n"
	"svg{display:block;overflow:visible}\n"
	"svg text{font-size:13px;fill:var(--ink)}\n"
	"svg .x{font-size:11px;fill:var(--dim)}\n"
	"svg .d{fill:var(--dim)}\n"
	".g{stroke:var(--grid)}\n.z{stroke:var(--rule)}\n"
	".i{stroke:var(--dim);stroke-width:2}\n"
	".j{stroke:var(--dim);stroke-width:2;stroke-dasharray:2 3}\n"
	".c{stroke:var(--rule);stroke-width:3}\n"
	".f{fill:var(--blue)}\n"
	".r{fill:var(--bg);stroke:var(--dim);stroke-width:2}\n"
	".h{fill:none;stroke:var(--dim);stroke-width:2}\n"
	"svg .better{fill:var(--blue);stroke:none}\n"
	"svg .worse{fill:var(--red);stroke:none}\n"
	"svg .v{font-weight:600}\n"
	"line.better{stroke:var(--blue);stroke-width:3}\n"
	"line.worse{stroke:var(--red);stroke-width:3}\n"
	".acc,.bad,.dim{stroke:var(--bg)}\n"
	".acc{fill:var(--pale)}\n.bad{fill:var(--red)}\n"
	".dim{fill:var(--dim)}\n"
	".open{fill:var(--bg);stroke:var(--dim)}\n"
	".day,.gap{stroke:var(--blue);stroke-width:2}\n"
	".gap{stroke-dasharray:2 4}\n"
	".s{stroke:var(--ink);stroke-dasharray:5 4}\n"
	".e{stroke:var(--rule)}\n.kacc{color:var(--pale)}\n"
	".kbad{color:var(--red)}\n",
	/* wide windows, paper */
	".charts{display:grid;gap:1rem 3rem;"
	"grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr));"
	"max-width:76rem}\n"
	".charts figure{max-width:36rem}\n"
	"@media (min-width:70rem){.pair{display:grid;gap:0 2.5rem;"
	"grid-template-columns:minmax(0,25rem) minmax(0,1fr);"
	"align-items:start}}\n"
	"@media print{:root{--bg:#fff;--ink:#000;--dim:#444;--rule:#999;"
	"--grid:#ddd;--blue:#00538f;--pale:#5b9cd0;--red:#a03000}\n"
	"html{color-scheme:light}body{font-size:10pt}"
	"main,footer{max-width:none;padding:0}"
	".wide{overflow:visible}caption "
	"span{max-width:none}table{font-size:8pt}"
	"th,td{padding:.15rem "
	".3rem;white-space:normal}"
	"tr:has(th:nth-child(12)) th[data-column]:not(.l){"
	"writing-mode:vertical-rl}"
	"tr,figure,h2,h3{break-inside:avoid}tfoot{"
	"display:table-row-"
	"group}"
	"h2,h3,caption,.doc{break-after:avoid}figure{max-width:15cm}}\n",
	NULL,
};

package ledger

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"followthrough/casework"
)

// Wrong is a no that a person can act on, by its key in the list of sentences.
type Wrong struct {
	Key  string
	Args []string
}

func wrong(key string, args ...string) error { return &Wrong{key, args} }

func (w *Wrong) Error() string { return speech("en").f("wrong."+w.Key, w.Args...) }

// sentence is an error in the reader's language; the chain behind it stays.
type sentence struct {
	text  string
	cause error
}

func (s *sentence) Error() string { return s.text }
func (s *sentence) Unwrap() error { return s.cause }

// speech says sentences in one language.
type speech string

// f says the sentence of a key; %s stand for the arguments in their order.
func (s speech) f(key string, args ...string) string {
	pair, ok := sentences[key]
	if !ok {
		return strings.Join(append([]string{key}, args...), " ")
	}
	text := pair[0]
	if s == "en" {
		text = pair[1]
	}
	values := make([]any, len(args))
	for i, a := range args {
		values[i] = a
	}
	return fmt.Sprintf(text, values[:min(len(values), strings.Count(text, "%s"))]...)
}

// or says the sentence of a key, or the words as they are when there is none.
func (s speech) or(key, words string) string {
	if _, ok := sentences[key]; ok {
		return s.f(key)
	}
	return words
}

// about turns an error into a sentence where it has one.
func (s speech) about(err error) error {
	var w *Wrong
	if errors.As(err, &w) {
		return &sentence{s.f("wrong."+w.Key, w.Args...), err}
	}
	if r := casework.Refused(err); r != nil {
		text := s.or("refused."+r.Code, r.Error())
		for _, i := range r.Items {
			text += " " + s.or("item."+i.Key, i.Key) + strings.Join(i.Args, ", ")
		}
		return &sentence{text, err}
	}
	return err
}

// pad fills a cell of a table to n columns of a terminal, where Chinese characters take two.
func pad(text string, n int) string {
	if w := columns(text); w < n {
		text += strings.Repeat(" ", n-w)
	}
	return text
}

func columns(text string) int {
	n := utf8.RuneCountInString(text)
	for _, r := range text {
		if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}

// number writes an integer with its thousands apart.
func count(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// sentences are what the import says: zh-CN, then English.
var sentences = map[string][2]string{
	"wrong.no-file":               {"打不开文件 %s。", "The file %s cannot be opened."},
	"wrong.empty-file":            {"文件 %s 是空的。", "The file %s is empty."},
	"wrong.file-too-large":        {"文件超过 %s，请分成几个文件导入。", "The file is larger than %s: bring it in as several."},
	"wrong.old-or-locked":         {"%s 是旧版 .xls 或带密码的工作簿：请另存为不带密码的 .xlsx 后再导入。", "%s is an old .xls or has a password: save it as .xlsx without a password."},
	"wrong.unreadable":            {"%s 读不出来：不是完好的 .xlsx 或 .csv。", "%s cannot be read: it is no sound .xlsx or .csv."},
	"wrong.bomb":                  {"文件展开后超过 %s，或压缩得不合常理，不予读取。", "Unpacked, the file exceeds %s or is packed beyond reason; it is not read."},
	"wrong.too-many-columns":      {"第 %s 行超过 %s 列，不予读取。", "Row %s has more than %s columns; the file is not read."},
	"wrong.too-many-rows":         {"超过 %s 行，请分成几个文件导入。", "There are more than %s rows: bring them in as several files."},
	"wrong.no-sheet":              {"没有工作表“%s”。现有：%s。", "There is no sheet %s. There are: %s."},
	"wrong.no-rows":               {"标题下面没有任何一行。", "There is no row under the headings."},
	"wrong.no-headings":           {"前 %s 行里找不到标题行（如：主题、内容、登记日期）。", "No row among the first %s has headings such as title, content, received."},
	"wrong.no-such-field":         {"没有字段“%s”。可用：%s。", "There is no field %s. There are: %s."},
	"wrong.no-such-heading":       {"没有标题为“%s”的列。现有：%s。", "No column is headed %s. There are: %s."},
	"wrong.denied-mapping":        {"列“%s”描述信访人本身，按产品规则任何字段都不接收。", "The column %s describes the petitioner; by the product's rule no field takes it."},
	"wrong.no-matter-column":      {"没有写明事项的列（主题或内容）。可用 --map content=标题 指定。现有：%s。", "No column says what the matter is. Name one with --map content=HEADING. There are: %s."},
	"wrong.no-received-column":    {"没有收到日期的列。可用 --map received=标题 指定。现有：%s。", "No column says when a matter came in. Name one with --map received=HEADING. There are: %s."},
	"wrong.reply-without-its-day": {"列“%s”是答复，却没有答复日期的列：用 --map replied=标题 指定，或用 --unmap reply 不取。", "The column %s holds answers, but none holds their days: name it with --map replied=HEADING, or leave the answers out with --unmap reply."},
	"wrong.no-such-order":         {"--dates %s：应为 字段=ymd、mdy 或 dmy。", "--dates %s: it is FIELD=ymd, mdy or dmy."},
	"wrong.no-such-matter":        {"--matter %s：应为 claim（申诉求决）或 report（检举控告）。", "--matter %s: it is claim or report."},
	"wrong.no-such-day":           {"--catch-up %s：应为 2006-01-02 这样的日期。", "--catch-up %s: it is a day such as 2006-01-02."},
	"wrong.no-such-person":        {"没有在岗人员“%s”。", "Nobody active is called %s."},
	"wrong.who":                   {"请用 --as 登录名 说明由谁导入：%s。", "Say with --as LOGIN who brings the file in: %s."},
	"wrong.no-such-batch":         {"没有可处理的导入批次“%s”。", "There is no import %s to act on."},
	"wrong.bad-rows":              {"有 %s 处问题，整个文件一行也没有导入。改好文件，或用 --unmap 不取有问题的列，然后重来。", "There are %s errors; not one row of the file went in. Mend the file, or leave a column out with --unmap, and try again."},
	"wrong.touched":               {"导入后已经有人办理，一件也没有撤回。已办理的（文件行号）：%s。加 --rest 则撤回其余各件。", "Somebody has acted on cases since; nothing was taken back. Touched (row of the file): %s. With --rest the others are taken back."},
	"wrong.elsewhere":             {"同一个文件正由另一处导入。请等它结束后再试。", "The same file is being brought in elsewhere. Wait for that to end and try again."},
	"wrong.interrupted":           {"中断：已暂存到第 %s 行。再次运行同一命令即从此处继续。", "Interrupted: staged up to row %s. The same command goes on from there."},

	"portal.wrong.no-such-heading":       {"没有这一列：%s。", "There is no column %s."},
	"portal.wrong.no-matter-column":      {"还没有哪一列写明事项：请在“列对应”里选出主题或内容的一列。", "No column says yet what the matter is: choose one for title or content under “Columns”."},
	"portal.wrong.no-received-column":    {"还没有哪一列是收到日期：请在“列对应”里选出来。", "No column says yet when a matter came in: choose it under “Columns”."},
	"portal.wrong.reply-without-its-day": {"列“%s”是答复，却没有答复日期的列：请选出答复日期，或把答复设为不导入。", "The column %s holds answers, but none holds their days: choose it, or leave the answers out."},
	"portal.wrong.no-headings":           {"前 %s 行里找不到标题行。请在文件里写上标题（如：主题、内容、登记日期）后重新上传。", "No row among the first %s has headings. Write some into the file (such as title, content, received) and upload it again."},
	"portal.why.unmapped":                {"您选了不导入", "you left it out"},
	"portal.wrong.no-such-day":           {"%s 不是日期", "%s is no date"},
	"broken":                             {"读取时出了意外，已记入运行日志；文件没有导入任何内容。可以再试一次，或换一个文件。", "Something unexpected happened over this file; it is in the operator's log, and nothing went in. Try again, or take another file."},
	"refused.under-way":                  {"同一个文件正由同事导入，请稍后再看。", "A colleague is bringing the same file in; look again later."},

	"refused.wrong-role":       {"此人不是该单位的信访接待员或督查人员，不能办理导入。", "This person is neither intake officer nor supervisor for the unit and may not do this."},
	"refused.not-found":        {"没有这个人员，或已不在岗。", "There is no such person, or they are no longer active."},
	"refused.invalid":          {"不成立：", "Not valid:"},
	"refused.incomplete":       {"缺少：", "Missing:"},
	"refused.already-approved": {"起算日已经批准：", "A catch-up date is already approved:"},
	"item.day":                 {"", ""},
	"item.unit":                {"单位", "the unit"},
	"item.catch-up":            {"起算日须在今天之后 ", "the catch-up date, which must lie ahead "},
	"item.reason":              {"理由", "the reason"},

	"file":            {"文件      %s · %s · SHA-256 %s", "File      %s · %s · SHA-256 %s"},
	"sheet":           {"工作表    %s", "Sheet     %s"},
	"sheets":          {"          另有工作表未读：%s（用 --sheet 指定）", "          not read: sheets %s (choose one with --sheet)"},
	"head":            {"标题      第 %s 行", "Headings  row %s"},
	"kept":            {"          列的对应沿用上次同样标题的文件；--fresh 重新识别", "          columns as in the last file with these headings; --fresh reads them anew"},
	"columns":         {"列", "Columns"},
	"not-taken":       {"不取：%s", "not taken: %s"},
	"why.denied":      {"描述信访人本身，按产品规则不导入", "it describes the petitioner; by the product's rule it is dropped"},
	"why.other-fits":  {"已有更合适的列", "another column fits better"},
	"why.unknown":     {"案件没有这个字段", "a case has no such field"},
	"why.unmapped":    {"按 --unmap", "left out with --unmap"},
	"no-heading":      {"（无标题）", "(no heading)"},
	"derived.title":   {"没有主题列：主题取内容的第一句。", "There is no title column: titles are the first sentence of the content."},
	"derived.content": {"没有内容列：内容与主题相同。", "There is no content column: the content is the title."},
	"matter":          {"没有性质列：全部作为 %s（--matter 可改）。", "There is no column for the kind of matter: all are taken as %s (--matter changes it)."},
	"matter.claim":    {"申诉求决", "claims"},
	"matter.report":   {"检举控告（保密）", "reports of wrongdoing (sealed)"},
	"channel-words":   {"形式一列有 %s 行认不出，作为“其他”。", "The channel of %s rows is not known; they are taken as “other”."},

	"field.title":       {"主题", "title"},
	"field.content":     {"内容", "content"},
	"field.received":    {"收到日期", "received"},
	"field.replied":     {"答复日期", "replied"},
	"field.reply":       {"答复内容", "reply"},
	"field.category":    {"类别", "category"},
	"field.channel":     {"形式", "channel"},
	"field.original-no": {"原编号", "original-no"},
	"field.name":        {"姓名（加密保存）", "name (kept encrypted)"},
	"field.matter":      {"性质", "matter"},

	"dates":            {"日期", "Dates"},
	"style.year-first": {"%s 个 2020/11/27 式", "%s like 2020/11/27"},
	"style.compact":    {"%s 个 20201127 式", "%s like 20201127"},
	"style.serial":     {"%s 个电子表格序列数", "%s spreadsheet serials"},
	"style.named":      {"%s 个英文月份", "%s with the month's name"},
	"style.short":      {"%s 个 09-03-20 式", "%s like 09-03-20"},
	"style.year-last":  {"%s 个 03/09/2020 式", "%s like 03/09/2020"},
	"style.unread":     {"%s 个不是日期", "%s that are no dates"},
	"order.only":       {"按%s读（别的读法会出现不存在或未来的日期）", "read as %s (any other order makes days that are not, or are yet to come)"},
	"order.range":      {"按%s读（别的读法落在本列其他日期之外）", "read as %s (any other order falls outside the column's other dates)"},
	"order.assumed":    {"假定按%s读，本列没有依据；不对请用 --dates %s=ymd|mdy|dmy", "ASSUMED to be %s, nothing in the column tells; if not, say --dates %s=ymd|mdy|dmy"},
	"order.told":       {"按%s读（--dates）", "read as %s (--dates)"},
	"order.ymd":        {"年-月-日", "year-month-day"},
	"order.mdy":        {"月-日-年", "month-day-year"},
	"order.dmy":        {"日-月-年", "day-month-year"},

	"progress.read":       {"读取并检查 %s / %s 行 · %s 行/秒 · 用时 %s", "read and checked %s of %s rows · %s rows/s · %s"},
	"progress.open":       {"建立案件 %s / %s · %s 件/秒 · 用时 %s", "cases opened %s of %s · %s cases/s · %s"},
	"resumed":             {"接着上次中断处：第 %s 行以前已经暂存。", "Going on where it was interrupted: staged up to row %s."},
	"as":                  {"导入人    %s（%s），为单位 %s", "By        %s (%s), for unit %s"},
	"rows":                {"行        事项 %s · 合格 %s · 有问题 %s · 空行 %s", "Rows      %s matters · %s good · %s bad · %s empty"},
	"rows.headings-again": {"          重复的标题行 %s 行：%s", "          %s repeated headings: %s"},
	"rows.nothing-mapped": {"          所取各列都空的 %s 行：%s", "          %s empty in every column taken: %s"},
	"rows.total":          {"          合计行 %s 行：%s", "          %s totals: %s"},
	"errors":              {"问题（%s 处）", "Errors (%s)"},
	"errors.head":         {"单元格|列|值|原因", "cell|column|value|reason"},
	"twins":               {"疑似重复（同一事项，只供核对，不妨碍导入）：%s 对", "Suspected duplicates (the same matter; for checking, they hinder nothing): %s pairs"},
	"twins.row":           {"第 %s 行 ≈ 第 %s 行    %s", "row %s ≈ row %s    %s"},
	"twins.case":          {"第 %s 行 ≈ 已有案件 %s    %s", "row %s ≈ case %s    %s"},
	"twins.number":        {"原编号相同", "same original number"},
	"twins.much":          {"文字相同 %s%%", "%s%% of the words agree"},
	"twins.title":         {"主题相同 %s%%", "%s%% of the title agrees"},
	"twins.more":          {"……另有 %s 对", "… and %s more"},

	"dry":              {"试运行：没有导入任何内容。", "A dry run: nothing went in."},
	"already":          {"这个文件已经导入过，这次没有增加任何内容：", "This file is in already; nothing was added:"},
	"otherwise":        {"那次各列的读法与这次不同。要按这次的读法导入，请先撤回。", "Its columns were read another way then. To take it in as now, undo that import first."},
	"done":             {"已导入", "In"},
	"receipt.cases":    {"案件      %s 件，%s 至 %s：%s", "Cases     %s, %s to %s: %s"},
	"receipt.dates":    {"收到日期  %s 至 %s", "Received  %s to %s"},
	"receipt.batch":    {"批次      %s · %s · %s · 用时 %s", "Batch     %s · %s · %s · took %s"},
	"receipt.catch":    {"起算日    %s：在此之前不提醒、不问责", "Catch-up  %s: before it nobody is reminded or called to account"},
	"receipt.open":     {"起算日    待督查人员批准（建议 %s）：批准以前不提醒、不问责", "Catch-up  waits for a supervisor's approval (proposed %s): until then nobody is reminded or called to account"},
	"receipt.undone":   {"已撤回    %s 件", "Taken back  %s"},
	"receipt.undo":     {"撤回      import undo --reason 理由 %s（未经办理的案件）", "To undo   import undo --reason WHY %s (cases nobody has touched)"},
	"receipt.approve":  {"          由督查人员运行 import approve %s", "          by a supervisor: import approve %s"},
	"stage.registered": {"已登记", "registered"},
	"stage.replied":    {"已答复", "replied"},

	"undone.more": {"%s 等 %s 件", "%s and %s more"},
	"undone":      {"已撤回 %s 件。", "%s cases were taken back."},
	"undone.kept": {"以下 %s 件已经办理过，继续保留：%s", "%s cases were touched since and stay: %s"},
	"approved":    {"起算日已批准：%s 件案件自 %s 起计时提醒。", "The catch-up date is approved: the clocks of %s cases may escalate from %s."},

	"code.missing":                 {"空白", "empty"},
	"code.too-long":                {"%s 个字，超过上限 %s", "%s characters, the limit is %s"},
	"code.formula-error":           {"公式出错的值", "a formula's error"},
	"code.unknown-word":            {"认不出是申诉求决还是检举控告", "neither a claim nor a report of wrongdoing"},
	"code.not-a-date":              {"不是日期", "not a date"},
	"code.no-such-day":             {"没有这一天", "there is no such day"},
	"code.no-such-time":            {"没有这个时刻", "there is no such time"},
	"code.date-without-day":        {"只有年月，没有日", "the day is missing"},
	"code.in-the-future":           {"%s 还没有到", "%s lies ahead"},
	"code.replied-before-received": {"答复早于收到（%s）", "answered before it came in (%s)"},
	"code.reply-without-its-day":   {"有答复，没有答复日期", "an answer without its day"},
	"code.incomplete":              {"缺少", "missing"},
	"code.invalid":                 {"不成立", "not valid"},
}

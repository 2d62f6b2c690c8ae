package ledger

import (
	"cmp"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The fields of the move import that a column may fill, in the order people read them.
var fieldNames = []string{"title", "content", "received", "replied", "reply", "category", "channel", "original-no", "name", "matter"}

// column is one column of the sheet under its headings.
type column struct {
	index   int
	heading string // as people read it; the headings of merged rows joined by a slash
	field   string // of the move import; empty when it is not taken
	rank    int    // how sure the heading is: 0 says the field by name
	why     string // why it is not taken: denied, other-fits, unknown, unmapped
	sure    string // why it is: named, guessed, kept, told
}

// says is a way in which headings say a field; not names what else the same words could be about.
type says struct {
	field string
	rank  int
	is    *regexp.Regexp
	not   *regexp.Regexp
}

func say(field string, rank int, is, not string) says {
	s := says{field: field, rank: rank, is: regexp.MustCompile(is)}
	if not != "" {
		s.not = regexp.MustCompile(not)
	}
	return s
}

const (
	zhDate  = `(时间|日期|年月日|日)$`
	askers  = `(信访|上访|来信|来访|来电|投诉|反映|留言|申诉|举报|诉求|申请|网民|群众|市民|当事|联系)`
	arrives = `(留言|来信|来访|来电|来件|登记|收到|收件|收信|受理|接收|接访|接件|信访|提交|投诉|反映|诉求|创建|提出|录入|交办)`
)

// vocabulary is what headings in Chinese and English call the fields.
var vocabulary = []says{
	say("replied", 0, `(答复|回复).*`+zhDate+`|^(replied|answered|responded)( (on|at|date|time))?$|^(reply|response|answer)( (date|time))$|date (of )?(reply|replied|answer|answered|response)$`, `限|应|要求|截止`),
	say("replied", 2, `(办理|办结|反馈|处理).*`+zhDate+`|^(resolved|completed)( (on|at|date))?$`, `限|应|要求|截止`),
	say("reply", 0, `(答复|回复)(意见|内容|情况|正文|详情)?$|(答复|回复).*(意见|内容|情况|正文|详情)$|^(reply|response|answer)( (text|content|details))?$`, `是否|满意|单位|部门`),
	say("reply", 1, `(处理|办理|反馈)(结果|意见|情况|内容)$|^(结论|处理结论)$|^(result|resolution)$`, ``),
	say("received", 0, arrives+`.*`+zhDate+`|^(received|registered|submitted|filed|lodged|posted)( (on|at|date|time))?$|^date (of )?(receipt|received|registered|registration|submitted|submission|filed)$|^(receipt|registration|submission|message) (date|time)$`, `限|应|截止|答复|回复`),
	say("received", 2, `^(时间|日期|date|time)$`, ``),
	say("title", 0, `(主题|标题|题目|题名|案由|事项名称|问题名称)$|^(title|subject|topic)$|^(message|case|matter|petition) (title|subject|topic)$`, ``),
	say("content", 0, `(详情|内容|事由|正文|原文)$|(反映|信访|投诉|诉求).*(事项|问题|诉求)$|(主要|具体|基本)(诉求|问题|情况|事项)$|(问题|事项)(描述|摘要|概述)$|^诉求$|^(content|contents|description|details|detail|message|text|body|narrative)$|^(message|case|matter|petition|complaint) (content|contents|text|body|details|description)$`, `答复|回复|办理|处理|性质|类别|分类|类型|名称`),
	say("category", 0, `(类别|分类|类型|种类)$|^(category|type|class|classification)$|^(case|matter|message|petition) (category|type)$`, `信访人|人员`),
	say("category", 1, `(一级|二级|三级)?(标签|类目)$|^(label|tag)s?$`, ``),
	say("channel", 0, `(形式|渠道|途径|来源|方式)$|^(channel|source|origin|medium)$`, `联系|办理|处理|答复|回复`),
	say("original-no", 0, `(编号|件号|案号|流水号|登记号|文号)$|^(original )?(no|nr|number|id|ref|reference)$|^(message|case|petition|matter|registration|reference|file) (no|nr|number|id)$`, `答复|回复|交办|身份|证件|电话|手机|人员`),
	say("original-no", 2, `^(序号|号)$|^(serial|seq|row|index)( (no|number))?$`, ``),
	say("name", 0, askers+`(人|者|用户)?(的)?(姓名|名字|称呼)$|`+askers+`(人|者|用户)$|^(姓名|用户|用户名|网名)$|^(name|user|username|petitioner|complainant|sender|author)( name)?$|^name of (the )?(petitioner|complainant|sender)$`, `领导|责任|经办|承办|包案`),
	say("matter", 0, `(事项|问题|信访)?性质$|(信访|诉求)目的$|^(kind|nature)( of (the )?matter)?$|^matter$`, ``),
}

var (
	brackets = regexp.MustCompile(`[(\[（【「].*?[)\]）】」]`)
	notWord  = regexp.MustCompile(`[^\p{L}\p{N}]+`)
	han      = regexp.MustCompile(`(\p{Han}) +|() +(\p{Han})`)
)

// heading is a heading for comparing: no line breaks, remarks in brackets or spaces between
// Chinese characters; English in lower case with single spaces.
func heading(s string) string {
	s = strings.ToLower(norm.NFKC.String(clean(s)))
	if short := strings.TrimSpace(brackets.ReplaceAllString(s, "")); short != "" {
		s = short
	}
	s = strings.TrimSpace(notWord.ReplaceAllString(s, " "))
	return han.ReplaceAllString(s, "$1$3")
}

// recognise says which field a heading names, and how surely.
func recognise(text string) (field string, rank int) {
	text = heading(text)
	rank = 9
	if text == "" || utf8.RuneCountInString(text) > 40 {
		return "", rank
	}
	for _, s := range vocabulary {
		if s.rank < rank && s.is.MatchString(text) && (s.not == nil || !s.not.MatchString(text)) {
			field, rank = s.field, s.rank
		}
	}
	return field, rank
}

// head is where the headings of a sheet stand and what they are.
type head struct {
	from, to int // rows as people see them
	columns  []column
	known    int // how many fields were recognised
	named    int // how many columns have a heading
}

// fits says whether h is the better guess: more fields, then more headings, then fewer rows.
func (h head) fits(than head) bool {
	return cmp.Or(cmp.Compare(h.known, than.known), cmp.Compare(h.named, than.named), cmp.Compare(than.to-than.from, h.to-h.from)) > 0
}

// line is a row near the top of the sheet.
type line struct {
	no    int
	cells []string
}

const headLines = 40 // how far down the headings are looked for

// findHead looks for the row, or the two or three rows merged into each other, under which
// the most columns say a field. Title lines above say none. wanted are headings that a
// person named: they count as known.
func findHead(top []line, wanted []string) head {
	var best head
	for i := range top {
		for depth := 1; depth <= 3 && i+depth <= len(top); depth++ {
			if top[i+depth-1].no != top[i].no+depth-1 || looksLikeData(top[i+depth-1].cells) {
				break
			}
			h := head{from: top[i].no, to: top[i+depth-1].no, columns: joined(top[i : i+depth])}
			h.known, h.named = known(h.columns, wanted)
			if h.known > 0 && h.fits(best) {
				best = h
			}
		}
	}
	return best
}

// joined reads headings over several rows: a group's heading stands over all columns up to
// the next group, a heading merged downwards stands alone.
func joined(rows []line) []column {
	width := 0
	for _, r := range rows {
		width = max(width, len(r.cells))
	}
	columns := make([]column, width)
	for i := range columns {
		columns[i].index = i
		var parts []string
		for depth, r := range rows {
			text := cell(r.cells, i)
			if text == "" && below(rows[depth+1:], i) {
				text = group(rows[:depth+1], i)
			}
			if text != "" && (len(parts) == 0 || parts[len(parts)-1] != text) {
				parts = append(parts, text)
			}
		}
		columns[i].heading = strings.Join(parts, "/")
	}
	return columns
}

func cell(cells []string, i int) string {
	if i >= len(cells) {
		return ""
	}
	return strings.Join(strings.Fields(clean(cells[i])), "")
}

func below(rows []line, i int) bool {
	for _, r := range rows {
		if cell(r.cells, i) != "" {
			return true
		}
	}
	return false
}

// group is the heading to the left in the last of the rows, when it spans to column i: a
// merged cell's text stands in its first column only.
func group(rows []line, i int) string {
	last := rows[len(rows)-1]
	for j := i - 1; j >= 0; j-- {
		if text := cell(last.cells, j); text != "" {
			return text
		}
	}
	return ""
}

func known(columns []column, wanted []string) (fields, named int) {
	found := map[string]bool{}
	for _, c := range columns {
		if c.heading != "" {
			named++
		}
		if f, _ := recognise(c.heading); f != "" {
			found[f] = true
		}
		for _, w := range wanted {
			if heading(w) == heading(c.heading) && c.heading != "" {
				found["wanted "+w] = true
			}
		}
	}
	return len(found), named
}

// looksLikeData reports whether a row is none of headings: long text, or a date.
func looksLikeData(cells []string) bool {
	filled := 0
	for _, c := range cells {
		text := oneLine(c)
		if text == "" {
			continue
		}
		filled++
		if utf8.RuneCountInString(text) > 60 {
			return true
		}
		if m := readMoment(text, orders{}, false); m.style != "" && m.style != styleSerial {
			return true
		}
	}
	return filled == 0
}

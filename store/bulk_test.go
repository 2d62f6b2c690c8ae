package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
	"followthrough/store"
)

// Words of petitions, the more usual first: a text takes them by Zipf's law. Together with
// what stands between them they give the pairs of characters of ordinary Chinese.
var vocabulary = strings.Fields(`医院 患者 收费 住院 医生 门诊 护士 检查 手术 药品 医保 报销 夜间 排队 退费 押金 态度 投诉 病房 急诊
	卫生院 中医 体检 疫苗 接种 噪声 停车 电梯 食堂 探视 陪护 病历 复印 证明 出生证 奖励金 村医 补助 工龄 待遇 工资 拖欠 施工 锅炉
	设备 采购 废水 垃圾 消毒 感染 隔离 转诊 救护车 预约 挂号 窗口 电话 网上 来信 答复 处理 解释 说明 整改 调查 核实 协调 落实 承诺
	负责人 科室 主任 院长 镇政府 居民 老人 儿童 孕妇 残疾 低保 签约 上门 服务 家庭 公示 价格 清单 发票 材料 耗材 进口 国产 康复
	理疗 针灸 煎药 中药 西药 处方 过敏 误诊 延误 赔偿 鉴定 调解 诉讼 仲裁 法律 规定 政策 文件 通知 会议 培训 考核 轮班 值班 安全
	消防 通道 照明 配电 氧气 空调 热水 卫生间 保洁 绿化 围墙 道路 灯光 气味 油烟 高压氧 化验 影像 核磁 超声 内镜 血透 输液 输血`)

// bulk writes n cases as a county keeps them after years: an eighth open, most texts short,
// common words very common. It goes by COPY, past the table, with the words' index built afterwards.
func bulk(t testing.TB, dsn string, n int, now time.Time) {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	exec := func(sql string) { _, err := conn.Exec(ctx, sql); must(err) }
	exec(`SET maintenance_work_mem = '256MB'`)
	exec(`DROP INDEX case_texts_by_gram`)
	g := &generator{rand: rand.New(rand.NewPCG(7, 7)), now: now}
	g.zipf = rand.NewZipf(g.rand, 1.2, 12, uint64(len(vocabulary)-1))
	for done := 0; done < n; done += 5000 {
		g.chunk(done, min(n, done+5000))
		for _, table := range []string{"cases", "petitioners", "case_roles", "dues", "timeline", "case_texts"} {
			rows := g.rows[table]
			_, err := conn.CopyFrom(ctx, pgx.Identifier{table}, g.columns(table), pgx.CopyFromRows(rows))
			must(err)
		}
	}
	exec(`CREATE INDEX case_texts_by_gram ON case_texts USING gin (grams) WITH (fastupdate = off)`)
	exec(`VACUUM ANALYZE`)
}

type generator struct {
	rand *rand.Rand
	zipf *rand.Zipf
	now  time.Time
	rows map[string][][]any
}

func (*generator) columns(table string) []string {
	return map[string][]string{
		"cases":       strings.Fields(`id no kind title unit stage visit seq epoch opened entered ended facts dues due_no traits result parties sealed hidden next_ask hash`),
		"petitioners": strings.Fields(`case_id data mask`), "case_roles": strings.Fields(`case_id role person`),
		"dues":       strings.Fields(`case_id no name term starts at ask generation provisional role`),
		"timeline":   strings.Fields(`case_id seq action move to_stage visit actor role at fields prev hash`),
		"case_texts": strings.Fields(`case_id seq text grams`),
	}[table]
}

// text makes a text of so many words, with a comma every few.
func (g *generator) text(words int) string {
	var b strings.Builder
	for i := range words {
		b.WriteString(vocabulary[g.zipf.Uint64()])
		if g.rand.IntN(4) == 0 {
			b.WriteRune(rune(0x4e00 + g.rand.IntN(3000))) // a character that stands between
		}
		if i%4 == 3 {
			b.WriteString("，")
		}
	}
	return b.String()
}

func pick[T any](r *rand.Rand, all ...T) T { return all[r.IntN(len(all))] }

func (g *generator) chunk(from, to int) {
	g.rows = map[string][][]any{}
	for i := from; i < to; i++ {
		g.one(i)
	}
}

func (g *generator) add(table string, values ...any) { g.rows[table] = append(g.rows[table], values) }

func (g *generator) one(i int) {
	r := g.rand
	id, no := fmt.Sprintf("%026d", i), fmt.Sprintf("P-%d-%05d", 2020+i/20000, i)
	opened := g.now.Add(-time.Duration(r.Int64N(int64(5 * 365 * 24 * time.Hour))))
	open := r.IntN(8) == 0
	unit := pick(r, "U2", "U2", "U2", "U2", "U3", "U3", "U4", "U5", "U5", "U6")
	stage, due, role, result := pick(r, "closed", "final", "final", "final", "transferred"), "", "", pick(r, "resolved", "explained", "explained", "partly-resolved", "not-granted")
	if open {
		step := r.IntN(5)
		stage = []string{"registered", "accepted", "led", "resolving", "closing"}[step]
		due, role, result = []string{"decide", "opinion", "submit-analysis", "contact", "decide-closure"}[step], []string{"intake", "handler", "leader", "leader", "approver"}[step], ""
		opened = g.now.Add(-time.Duration(r.Int64N(int64(120 * 24 * time.Hour))))
	}
	parties := casework.Parties{Unit: unit, Holders: map[casework.Role][]string{"handler": {pick(r, "P07", "P08", "P09", "P10")}}}
	track := "simple"
	if stage != "registered" && r.IntN(2) == 0 || stage == "led" {
		track = "led"
		parties.Holders["leader"] = []string{pick(r, "P01", "P02", "P02", "P03")}
	}
	if r.IntN(200) == 0 {
		parties.Sealed, parties.Hidden = true, []string{unit}
	}
	dues := []casework.Due{}
	if due != "" {
		at := g.now.Add(time.Duration(r.Int64N(int64(40*24*time.Hour))) - 4*24*time.Hour)
		dues = append(dues, casework.Due{Owed: casework.Owed{Name: due, Role: casework.Role(role)}, No: 1, Term: casework.Term{At: at}, Generation: 1, Ask: at})
		g.add("dues", id, 1, due, "petition.handle", opened, at, at, 1, false, role)
	}
	category := pick(r, "医疗服务", "医疗服务", "医疗收费", "计生奖扶", "环境噪声", "劳动报酬")
	title, content := g.text(3+r.IntN(4)), g.text(25+r.IntN(60))
	facts, _ := json.Marshal(map[string]any{"title": title, "matter": "claim", "channel": "letter", "category": category, "unit": unit, "received": opened,
		"opinion": map[string]any{"claims": 1}, "closure": map[string]any{"proposed": opened}})
	g.add("cases", id, no, "petition", title, unit, stage, 2, 3, 1, opened, opened.AddDate(0, 0, r.IntN(60)), !open && stage != "closed", facts, dues, 1,
		map[string]string{"track": track, "category": category, "matter": "claim"}, result, parties, parties.Sealed, append([]string{}, parties.Hidden...), nil, []byte{})
	g.add("petitioners", id, []byte{1}, "王*")
	for role, holders := range parties.Holders {
		g.add("case_roles", id, string(role), holders[0])
	}
	g.add("case_texts", id, 0, title+"\n"+no, store.Grams(title+"\n"+no))
	g.line(id, 1, "register", opened, "content", content)
	for seq := 2; seq < 2+r.IntN(3); seq++ {
		g.line(id, seq, "record-contact", opened.AddDate(0, 0, seq), "note", g.text(6+r.IntN(16)))
	}
}

func (g *generator) line(id string, seq int, move string, at time.Time, field, text string) {
	g.add("timeline", id, seq, fmt.Sprint("bulk-", seq), move, "registered", 1, "P06", "intake", at, map[string]string{field: text}, []byte{}, []byte{})
	g.add("case_texts", id, seq, text, store.Grams(text))
}

// Package demo is the demo world: 青梧县卫生健康委员会, Qingwu County Health Commission,
// with its institutions, its people and their cases. Every name, place and matter in it
// is invented. Its days are relative to D, the day of the first start.
package demo

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"followthrough/casework"
	"followthrough/store"
)

var units = []store.Unit{
	{ID: "U0", NameZH: "明川市卫生健康委员会", NameEN: "Mingchuan Municipal Health Commission"},
	{ID: "U1", NameZH: "青梧县卫生健康委员会", NameEN: "Qingwu County Health Commission", Parent: "U0"},
	{ID: "U2", NameZH: "青梧县人民医院", NameEN: "Qingwu County People's Hospital", Parent: "U1"},
	{ID: "U3", NameZH: "青梧县中医医院", NameEN: "Qingwu County TCM Hospital", Parent: "U1"},
	{ID: "U4", NameZH: "青梧县疾病预防控制中心", NameEN: "Qingwu County CDC", Parent: "U1"},
	{ID: "U5", NameZH: "柳湾镇卫生院", NameEN: "Liuwan Township Health Centre", Parent: "U1"},
	{ID: "U6", NameZH: "石桥乡卫生院", NameEN: "Shiqiao Township Health Centre", Parent: "U1"},
}

// posts are the chain of responsibility. The supervisors report to the director, not to a
// deputy, so that they are independent of what the deputies lead. Nobody holds U6-head.
var posts = []store.Post{
	{ID: "U0-head", Unit: "U0", TitleZH: "主任", TitleEN: "Director", Rank: 1},
	{ID: "U0-supervision", Unit: "U0", TitleZH: "督查处处长", TitleEN: "Head of Supervision", Rank: 3, ReportsTo: "U0-head"},
	{ID: "U1-head", Unit: "U1", TitleZH: "主任", TitleEN: "Director", Rank: 1, ReportsTo: "U0-head"},
	{ID: "U1-deputy-petitions", Unit: "U1", TitleZH: "副主任（信访、医政）", TitleEN: "Deputy Director, Petitions and Medical Affairs", Rank: 2, ReportsTo: "U1-head"},
	{ID: "U1-deputy-safety", Unit: "U1", TitleZH: "副主任（安全）", TitleEN: "Deputy Director, Safety", Rank: 2, ReportsTo: "U1-head"},
	{ID: "U1-supervision", Unit: "U1", TitleZH: "督查信访科科长", TitleEN: "Head of Supervision and Petitions", Rank: 3, ReportsTo: "U1-head"},
	{ID: "U1-inspector", Unit: "U1", TitleZH: "督查专员", TitleEN: "Inspector", Rank: 4, ReportsTo: "U1-head"},
	{ID: "U1-reception", Unit: "U1", TitleZH: "信访窗口", TitleEN: "Reception", Rank: 4, ReportsTo: "U1-supervision"},
	{ID: "U1-medical", Unit: "U1", TitleZH: "医政科科长", TitleEN: "Head of Medical Affairs", Rank: 3, ReportsTo: "U1-deputy-petitions"},
	{ID: "U1-safety", Unit: "U1", TitleZH: "安全应急科科长", TitleEN: "Head of Safety and Emergency", Rank: 3, ReportsTo: "U1-deputy-safety"},
	{ID: "U1-it", Unit: "U1", TitleZH: "办公室", TitleEN: "Office, IT", Rank: 4, ReportsTo: "U1-head"},
	{ID: "U1-discipline", Unit: "U1", TitleZH: "机关纪委", TitleEN: "Discipline Committee", Rank: 3, ReportsTo: "U1-head"},
	{ID: "U1-legal", Unit: "U1", TitleZH: "法规岗", TitleEN: "Legal Officer", Rank: 4, ReportsTo: "U1-head"},
	{ID: "U2-head", Unit: "U2", TitleZH: "院长", TitleEN: "Director", Rank: 1, ReportsTo: "U1-deputy-petitions"},
	{ID: "U2-vice", Unit: "U2", TitleZH: "副院长（后勤）", TitleEN: "Vice President, Logistics", Rank: 2, ReportsTo: "U2-head"},
	{ID: "U3-head", Unit: "U3", TitleZH: "院长", TitleEN: "Director", Rank: 1, ReportsTo: "U1-deputy-petitions"},
	{ID: "U4-head", Unit: "U4", TitleZH: "主任", TitleEN: "Director", Rank: 1, ReportsTo: "U1-deputy-petitions"},
	{ID: "U5-head", Unit: "U5", TitleZH: "院长", TitleEN: "Director", Rank: 1, ReportsTo: "U1-deputy-petitions"},
	{ID: "U6-head", Unit: "U6", TitleZH: "院长", TitleEN: "Director", Rank: 1, ReportsTo: "U1-deputy-petitions"},
}

// officers without a login are real links of the chain, served on paper.
var officers = []store.Officer{
	officer("P01", "shen", "沈国梁", "Shen Guoliang", "U1-head", "unit-head", "leading"),
	officer("P02", "zhou", "周慧敏", "Zhou Huimin", "U1-deputy-petitions", "leading"),
	officer("P03", "he", "贺东升", "He Dongsheng", "U1-deputy-safety", "leading"),
	officer("P04", "liang", "梁素芬", "Liang Sufen", "U1-supervision", "supervisor"),
	officer("P05", "tang", "唐启明", "Tang Qiming", "U1-inspector", "supervisor"),
	officer("P06", "miao", "苗小雨", "Miao Xiaoyu", "U1-reception", "intake"),
	officer("P07", "gu", "顾文博", "Gu Wenbo", "U1-medical", "staff"),
	officer("P08", "yao", "姚立新", "Yao Lixin", "U1-safety", "staff"),
	officer("P09", "shao", "邵建华", "Shao Jianhua", "U2-vice", "staff"),
	officer("P10", "tian", "田春梅", "Tian Chunmei", "U5-head", "unit-head"),
	officer("P11", "long", "龙思远", "Long Siyuan", "U1-it", "administrator"),
	officer("P12", "han", "韩静", "Han Jing", "U1-discipline", "auditor"),
	officer("P13", "fang", "方志强", "Fang Zhiqiang", "U0-supervision", "supervisor", "intake", "leading"),
	officer("P14", "qin", "秦书怡", "Qin Shuyi", "U1-legal", "legal"),
	officer("P15", "", "孔祥林", "Kong Xianglin", "U3-head", "unit-head"),
	officer("P16", "", "鲁明远", "Lu Mingyuan", "U2-head", "unit-head"),
	officer("P17", "", "白静", "Bai Jing", "U4-head", "unit-head"),
	officer("P18", "luo", "罗正平", "Luo Zhengping", "U0-head", "unit-head"),
}

func officer(id, login, zh, en, post string, offices ...string) store.Officer {
	unit, _, _ := strings.Cut(post, "-")
	return store.Officer{ID: id, Login: login, NameZH: zh, NameEN: en, Unit: unit, Post: post, Active: true, Offices: offices}
}

// People writes units, posts, people, offices, accounts and leaves, and returns the one
// password of all accounts. Where they were written before, it leaves them alone and
// returns an empty password; NewPassword makes another.
func People(ctx context.Context, s *store.Store, day time.Time) (password string, err error) {
	accounts, err := s.Accounts(ctx)
	if err != nil || len(accounts) > 0 {
		return "", err
	}
	for _, u := range units {
		if err := s.PutUnit(ctx, u); err != nil {
			return "", fmt.Errorf("demo unit %s: %w", u.ID, err)
		}
	}
	for _, p := range posts {
		if err := s.PutPost(ctx, p); err != nil {
			return "", fmt.Errorf("demo post %s: %w", p.ID, err)
		}
	}
	for _, o := range officers {
		if err := s.PutOfficer(ctx, o); err != nil {
			return "", fmt.Errorf("demo person %s: %w", o.ID, err)
		}
	}
	leave := store.Leave{Person: "P03", Starts: day.AddDate(0, 0, -2), Ends: day.AddDate(0, 0, 5), StandIn: "P02"}
	if _, err := s.SetLeave(ctx, leave); err != nil && casework.Refused(err) == nil { // refused: an interrupted start wrote it
		return "", fmt.Errorf("demo leave: %w", err)
	}
	password = readable()
	hash, err := store.HashPassword(password)
	if err != nil {
		return "", err
	}
	logins := map[string]string{}
	for _, o := range officers {
		if o.Login != "" {
			logins[o.ID] = o.Login
		}
	}
	return password, s.CreateAccountsWithHash(ctx, logins, hash)
}

// NewPassword gives every demo account one new password and returns it.
func NewPassword(ctx context.Context, s *store.Store) (password string, err error) {
	password = readable()
	hash, err := store.HashPassword(password)
	if err != nil {
		return "", err
	}
	var persons []string
	for _, o := range officers {
		if o.Login != "" {
			persons = append(persons, o.ID)
		}
	}
	return password, s.SetPasswordHash(ctx, hash, persons...)
}

// readable is a password of 60 random bits that a person can type: abcd-efgh-2345.
func readable() string {
	text := strings.ToLower(rand.Text())
	return text[:4] + "-" + text[4:8] + "-" + text[8:12]
}

// Logins lists the demo accounts with what each may do, for the person at the terminal.
func Logins() string {
	var all []string
	for _, o := range officers {
		if o.Login != "" {
			all = append(all, o.Login+" ("+strings.Join(o.Offices, ", ")+")")
		}
	}
	return strings.Join(all, " · ")
}

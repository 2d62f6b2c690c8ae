package store_test
import ("testing";"time";"followthrough/store")
func TestZZ(t *testing.T){ w:=newWorld(t)
 w.register("夜间", nil)
 w.h.Exec(`INSERT INTO cases SELECT lpad(to_hex(g),26,'0'), 'P-2025-'||g, kind, '事项'||g, 'U'||(1+g%6), 'accepted', visit, seq, epoch, opened - g*interval '1 hour', entered, false, catch_up, facts, dues, due_no, traits, result, jsonb_set(parties,'{Unit}',to_jsonb('U'||(1+g%6))), false, '{}', next_ask, null, hash FROM cases, generate_series(1,20000) g`)
 w.h.Exec(`INSERT INTO dues SELECT id, n, 'name-leader','', '', opened, 0, opened+n*CASE WHEN id < '000000000000000000000003' THEN interval '-1 day' ELSE interval '500 days' END, opened, 1, false, CASE n WHEN 1 THEN 'supervisor' WHEN 2 THEN 'leader' ELSE 'intake' END, null, '', null FROM cases, generate_series(1,3) n WHERE no LIKE 'P-2025%'`)
 w.h.Exec(`INSERT INTO case_roles SELECT id, 'leader', 'P0'||(1+right(id,1)::bit(4)::int%3) FROM cases WHERE no LIKE 'P-2025%' AND right(id,1) IN ('0','1')`)
 w.h.Exec(`VACUUM ANALYZE`)
 for _, l := range w.ExplainZZ(t.Context(), w.viewer("liang")) { _ = l }
 for _, who := range []string{"liang","shao","zhou","miao","gu"} { v:=w.viewer(who)
  for range 2 {
  s:=time.Now(); l,_:=w.Cases(t.Context(), v, store.Filter{}); a:=time.Since(s)
  s=time.Now(); l2,_:=w.Cases(t.Context(), v, store.Filter{Query:"99"}); b:=time.Since(s)
  s=time.Now(); d,_:=w.MyWork(t.Context(), v); c:=time.Since(s)
  s=time.Now(); n,_:=w.Counts(t.Context(), v); e:=time.Since(s)
  t.Log(who, "cases", a, l.Count, "search", b, l2.Count, "mywork", c, len(d.Mine), len(d.Waiting), "counts", e, n) } }
}

package main
import ("testing";"time";"followthrough/deploy/rig";"followthrough/workflows";"fmt"
 enumspb "go.temporal.io/api/enums/v1")
func TestDebug(t *testing.T){
 w:=visitTown(t)
 r:=w.open()
 must(t,w.office.Carry(r.No, rig.LedJourney(time.Now()), nil))
	for n := 1; n <= 3; n++ {
		within(t, time.Minute, "the petitioner is to be called back", func() bool { return w.count(t, r.No, "ask-call-back") == n })
		w.act(rig.Leader, r.No, "record-contact", rig.Fields{"how": "call-back", "on": time.Now().Format(time.DateOnly), "note": "电话回访"})
	}
	time.Sleep(25*time.Second)
	p,_:=w.office.Page(rig.Supervisor,r.No)
	for _,l:=range p.Timeline { t.Log(l.Seq,l.At.Format("15:04:05.000"),l.Move,l.To,l.By) }
	m,err:=w.desk(r.Case); t.Logf("%+v %v",m,err)
	it:=w.sdk.GetWorkflowHistory(t.Context(), workflows.CaseID("petition",r.Case),"",false,enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for it.HasNext(){ e,_:=it.Next(); t.Log(e.EventId,e.EventTime.AsTime().Format("15:04:05.000"),e.EventType, fmt.Sprint(e.Attributes)[:min(300,len(fmt.Sprint(e.Attributes)))]) }
}

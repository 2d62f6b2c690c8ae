package petition

import (
	"slices"
	"time"

	c "followthrough/casework"
)

// The applies of the plan and its steps.

func analysed(f *File, _ command, e env) { f.Facts.Analysed = e.Now }

func submitPlan(f *File, cmd command, e env) {
	f.Facts.Steps = lasting(f.Facts.Steps)
	f.Facts.PlanVersion++
	f.Facts.Submitted = e.Now
	addRows(f, cmd, e)
}

// lasting are the steps that a new plan does not replace: promises from before a reopening.
func lasting(steps []Step) []Step {
	return slices.DeleteFunc(slices.Clone(steps), func(s Step) bool { return !s.Carried })
}

func addRows(f *File, cmd command, e env) {
	for _, s := range rowSteps(cmd, e) {
		addOne(&f.Facts, s)
	}
}

// rowSteps are the steps a form's rows describe, not yet numbered.
func rowSteps(cmd command, e env) []Step {
	var all []Step
	for i := range cmd.Fields.Count("steps") {
		v := c.Fields{}
		for _, col := range stepRow {
			v[col.Name] = cmd.Fields.Row("steps", i, col.Name)
		}
		all = append(all, stepOf(v, e))
	}
	return all
}

func stepOf(v c.Fields, e env) Step {
	return Step{Title: v["title"], Owner: v["owner"], Kind: v["kind"], Proof: v["proof"],
		From: e.Now, Till: endOfDay(v.Day("due", e.Terms.Zone())), Promise: v["promise"] == "yes", State: "open"}
}

// addOne gives a step the next number and returns it. An owner who keeps out meanwhile loses it at once.
func addOne(x *Facts, s Step) int {
	s.No = 1
	for _, other := range x.Steps {
		s.No = max(s.No, other.No+1)
	}
	if slices.Contains(x.Recused, s.Owner) {
		s.Owner, s.Lost = "", s.From
	}
	x.Steps = append(slices.Clone(x.Steps), s)
	return s.No
}

func addStep(f *File, cmd command, e env) { addOne(&f.Facts, stepOf(cmd.Fields, e)) }

// frame is the end of the last day that a supervisor approved for a step: a leader plans
// within it. What was promised for a granted claim stands with the closure, not with the plan.
func (f Facts) frame() time.Time {
	var last time.Time
	for _, s := range f.Steps {
		if s.Claim == 0 {
			last = latest(last, s.Till)
		}
	}
	return last
}

// revisePlan takes effect at once while it stays within the dates a supervisor approved;
// with a new date it is a proposal, and the plan in force stays until it is decided.
func revisePlan(f *File, cmd command, e env) {
	steps := rowSteps(cmd, e)
	if slices.ContainsFunc(steps, func(s Step) bool { return s.Till.After(f.Facts.frame()) }) {
		f.Facts.Revision = &Revision{At: e.Now, Steps: steps}
		return
	}
	inForce(&f.Facts, steps)
}

// inForce puts a revised plan into force: it keeps what is done, promised or under way, and replaces the rest.
func inForce(x *Facts, steps []Step) {
	x.Steps = slices.Clone(x.Steps)
	for i, s := range x.Steps {
		if s.State == "open" && !s.Promise {
			x.Steps[i].State = "dropped"
		}
	}
	x.PlanVersion++
	x.Revision = nil
	for _, s := range steps {
		addOne(x, s)
	}
}

func approveRevision(f *File, _ command, _ env) { inForce(&f.Facts, f.Facts.Revision.Steps) }
func returnRevision(f *File, _ command, _ env)  { f.Facts.Revision = nil }

func approvePlan(f *File, _ command, e env) {
	f.Facts.Resolving = e.Now
	f.Facts.ReportAsked = time.Time{}
	f.Facts.ReportAgain = after(e, "internal.report-every", e.Now)
}

func onStep(f *File, no string, change func(*Step)) {
	i, ok := f.Facts.step(no)
	if !ok {
		return
	}
	f.Facts.Steps = slices.Clone(f.Facts.Steps)
	change(&f.Facts.Steps[i])
}

func startStep(f *File, cmd command, _ env) {
	onStep(f, cmd.Fields["step"], func(s *Step) { s.State = "started" })
}

func completeStep(f *File, cmd command, e env) {
	onStep(f, cmd.Fields["step"], func(s *Step) { s.State, s.Done = "done", e.Now })
	f.Facts.LastContact = e.Now // a step done is a sign of life, as a contact is
}

func dropStep(f *File, cmd command, _ env) {
	onStep(f, cmd.Fields["step"], func(s *Step) { s.State = "dropped" })
}

func postponeStep(f *File, cmd command, e env) {
	till := endOfDay(cmd.Fields.Day("due", e.Terms.Zone()))
	onStep(f, cmd.Fields["step"], func(s *Step) {
		s.Till = till
		if s.Promise {
			f.Facts.tell("promise", e)
		}
	})
}

func reassignStep(f *File, cmd command, _ env) {
	onStep(f, cmd.Fields["step"], func(s *Step) { s.Owner, s.Lost = cmd.Fields["owner"], time.Time{} })
}

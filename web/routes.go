package web

import (
	"followthrough/store"
	"followthrough/web/pages"
)

// route is one door: what it answers, to whom, and what a program sends and gets.
type route struct {
	Method, Path string
	Do           func(*visit) error
	Who          audience
	Doc          doc
}

// doc describes a route for programs; In and Out are samples of the types that travel. A route without one is for people only.
type doc struct {
	Say string
	In  any
	Out any
}

// routes is the site map. Every page action also speaks JSON on the same path.
func (s *server) routes() []route {
	const get, post = "GET", "POST"
	return []route{
		{get, "/health", health, anyone, doc{"Whether the portal reaches the record.", nil, healthy{}}},
		{get, "/openapi.json", openAPI, anyone, doc{"This description.", nil, nil}},
		{get, "/login", showLogin, anyone, doc{"The way in.", nil, nil}},
		{post, "/login", login, anyone, doc{"Log in with a password; answers the session's cookie.", credentials{}, loggedIn{}}},
		{post, "/logout", logout, signedIn, doc{"End this session.", nil, nil}},
		{post, "/language", chooseLanguage, anyone, doc{"Remember the language of the pages.", nil, nil}},

		{get, "/", showMyWork, signedIn, doc{"What I owe, what waits for others, what I was told.", nil, pages.MyWork{}}},
		{post, "/notices/read", readNotices, signedIn, doc{"Mark my notices as read, up to one.", readTill{}, nil}},
		{get, "/imports", showImports, importers, doc{"Files of old cases: on their way in, and in.", nil, pages.Imports{}}},
		{post, "/imports", bringIn, importers, doc{"Hand in a file (multipart, field \"file\"; \"unit\", \"sheet\" optional). It is read in the background.", nil, taken{}}},
		{get, "/imports/:id", showImport, importers, doc{"One file: how it is read, what is wrong with it, how far it is, or its receipt.", nil, pages.Import{}}},
		{post, "/imports/:id/columns", rereadImport, importers, doc{"Have it read anew with these columns; without any they are guessed.", importReading{}, nil}},
		{post, "/imports/:id/commit", commitImport, importers, doc{"Have the rows of a checked file become cases, all or none.", catchUp{}, nil}},
		{post, "/imports/:id/discard", dropImport, importers, doc{"Forget a file that is not in.", nil, nil}},
		{post, "/imports/:id/approve", approveImport, importers, doc{"Approve the day from which an import's clocks may escalate (supervisors).", catchUp{}, nil}},
		{post, "/imports/:id/undo", undoImport, importers, doc{"Take an import back: all of its cases, or none once somebody acted on one.", undoing{}, nil}},
		{get, "/intake", showIntake, intakeDesk, doc{"Petitions that await a decision.", nil, pages.Intake{}}},
		{get, "/petitions/new", showRegister, intakeDesk, doc{"The form that opens a petition.", nil, pages.Register{}}},
		{post, "/petitions", register, intakeDesk, doc{"Register a petition.", action{}, store.Receipt{}}},
		{get, "/petitions", showCases, caseworkers, doc{"The petitions I may see.", nil, pages.Cases{}}},
		{get, "/petitions/ledger", printLedger, caseworkers, doc{"The same list as the ledger has it, for paper; each time is recorded.", nil, pages.Ledger{}}},
		{get, "/petitions/ledger.xlsx", exportLedger, caseworkers, doc{"The same list as a workbook, all its pages; each time is recorded.", nil, nil}},
		{post, "/petitions/views", keepView, caseworkers, doc{"Keep the conditions of a list under a name of my own.", viewWish{}, nil}},
		{post, "/petitions/views/drop", dropView, caseworkers, doc{"Forget one of my views.", viewWish{}, nil}},
		{get, "/petitions/batch", showBatch, caseworkers, doc{"What can be done at once with the petitions whose numbers are given as \"no\".", nil, pages.Batch{}}},
		{post, "/petitions/batch", actOnMany, caseworkers, doc{"Make one move on many petitions, each by itself. The same action id cannot act twice.", batchWish{}, pages.BatchDone{}}},
		{get, "/petitions/batch/:id", showBatchDone, caseworkers, doc{"What came of one of my acts on many petitions.", nil, pages.BatchDone{}}},
		{get, "/petitions/:no", showCase, signedIn, doc{"One petition: where it stands, what I may do, what happened.", nil, pages.Case{}}},
		{get, "/petitions/:no/live", live, signedIn, doc{"What is written on a petition after line ?seen=; as server-sent events, what is written from now on.", nil, pages.News{}}},
		{get, "/petitions/:no/volume", showVolume, signedIn, doc{"A petition as one volume: numbered papers with their digests, and the timeline.", nil, pages.Volume{}}},
		{get, "/petitions/:no/volume.zip", downloadVolume, signedIn, doc{"The volume as an archive with its files; taking it is recorded.", nil, nil}},
		{post, "/petitions/:no/petitioner", reveal, caseworkers, doc{"The petitioner's own data, where the role allows it; each reading is recorded.", nil, pages.Petitioner{}}},
		{get, "/petitions/:no/files/:id", openFile, signedIn, doc{"A file kept as evidence.", nil, nil}},
		{post, "/petitions/:no/files", keepFile, caseworkers, doc{"Keep a file for a petition (multipart, field \"file\"); a move then names its id.", nil, pages.File{}}},
		{post, "/petitions/:no/:move", act, signedIn, doc{"Make a move. The same action id cannot act twice.", action{}, store.Receipt{}}},
		{get, "/closing", showClosing, approvers, doc{"Closures that await my decision.", nil, pages.Closing{}}},
		{get, "/closing/samples", showSamples, approvers, doc{"The draws of closed cases for a second look.", nil, pages.Samples{}}},
		{post, "/closing/samples", drawSample, approvers, doc{"Draw a month's closed cases, once, with a recorded seed (field month: 2026-10).", action{}, opened{}}},
		{get, "/closing/samples/:id", showSample, approvers, doc{"One draw: its cases, who looks again, and what drawing again needs.", nil, pages.SampleDraw{}}},
		{post, "/closing/samples/:id/cases/:n", lookAgain, approvers, doc{"Record what a second look came to (fields finding: sound or doubtful, note).", action{}, nil}},
		{get, "/closing/:no", showClosure, approvers, doc{"One proposed closure with its checklist.", nil, pages.Closing{}}},

		{get, "/dispatch", showDispatch, overseers, doc{"The dispatch meeting's list from the live state: units in red, yellow and green.", nil, pages.Dispatch{}}},
		{get, "/dispatch/list", showDispatchList, overseers, doc{"The cases behind one number of that list (?unit=&light=).", nil, pages.FigureList{}}},
		{post, "/dispatch/meetings", openMeeting, approvers, doc{"Open the minutes of a dispatch meeting.", action{}, opened{}}},
		{get, "/dispatch/meetings/:id", showMeeting, overseers, doc{"The minutes of a meeting, with what became of its decisions and of the last one's.", nil, pages.Minutes{}}},
		{post, "/dispatch/meetings/:id/decisions", minuteDecisions, approvers, doc{"Write decisions down: each becomes a step or an instruction on its case.", action{}, minutedAll{}}},
		{post, "/dispatch/meetings/:id/decisions/:n/done", markCarriedOut, approvers, doc{"Say of an instruction of a meeting that it was carried out.", action{}, nil}},
		{post, "/dispatch/meetings/:id/confirm", confirmMinutes, overseers, doc{"Confirm the minutes: nothing is added afterwards.", nil, nil}},
		{get, "/figures", showFigures, overseers, doc{"The board: units by months, what stands open, what came after the answer (?figure=).", nil, pages.Figures{}}},
		{get, "/figures/list", showFigureList, overseers, doc{"The cases behind one number of the board.", nil, pages.FigureList{}}},
		{get, "/figures/book", figuresBook, overseers, doc{"The board as a workbook.", nil, nil}},

		{get, "/templates", showTemplates, caseworkers, doc{"Templates for plans and opinions.", nil, pages.Templates{}}},
		{get, "/templates/:id", showTemplate, caseworkers, doc{"One template with its versions.", nil, pages.Template{}}},
		{post, "/templates/:id", keepTemplate, templateKeepers, doc{"Write a template, where id is plan or opinion, or the next version of one; seen is the version it changes.", action{}, nil}},

		{get, "/account", showAccount, signedIn, doc{"My account.", nil, pages.Account{}}},
		{get, "/account/password", showChoosePassword, signedIn, doc{"Choose a password of one's own, after a one-time password.", nil, pages.ChoosePassword{}}},
		{post, "/account/password", changePassword, signedIn, doc{"Change my password.", newPassword{}, nil}},
		{post, "/account/tokens", newToken, signedIn, doc{"Make a personal access token; it is shown once.", tokenWish{}, pages.Account{}}},
		{post, "/account/tokens/:id/end", endToken, signedIn, doc{"End one of my tokens.", nil, nil}},
		{post, "/account/sessions/end", endSessions, signedIn, doc{"End all my sessions.", nil, nil}},
		{get, "/leave", showLeave, signedIn, doc{"My leaves, whom I stand in for, and who is away among those I look after.", nil, pages.Leaves{}}},
		{post, "/leave", recordLeave, signedIn, doc{"Record a leave with its stand-in.", action{}, nil}},
		{post, "/leave/:id/end", endLeave, signedIn, doc{"End a leave early, or take it back before it begins.", nil, nil}},
		{get, "/handover", showHandovers, handovers, doc{"Whose duties I may hand over.", nil, pages.Handovers{}}},
		{get, "/handover/:id", showHandover, handovers, doc{"Everything a person holds, in one list, and what stayed of the last hand-over.", nil, pages.Handover{}}},
		{post, "/handover/:id", handOver, handovers, doc{"Hand duties over, each as an act on its case; what is refused stays with its reason.", action{}, nil}},
		{get, "/people", showPeople, operators, doc{"The accounts.", nil, pages.People{}}},
		{post, "/people", createAccount, administrators, doc{"Give a person an account with a one-time password.", accountWish{}, pages.People{}}},
		{post, "/people/:id/reset", resetPassword, administrators, doc{"Give a person a new one-time password.", nil, pages.People{}}},
		{post, "/people/:id/disable", disable, administrators, doc{"Close a person's account.", nil, nil}},
		{post, "/people/:id/enable", enable, administrators, doc{"Open a person's account again.", nil, nil}},
		{get, "/office", showOffice, operators, doc{"The units, their posts, who holds them and what is vacant.", nil, pages.Units{}}},
		{post, "/office/units", addUnit, administrators, doc{"Open a unit.", action{}, nil}},
		{get, "/office/units/:id", showUnit, operators, doc{"One unit.", nil, pages.UnitPage{}}},
		{post, "/office/units/:id", changeUnit, administrators, doc{"Rename a unit or move it under another.", action{}, nil}},
		{post, "/office/units/:id/close", closeUnit, administrators, doc{"Close a unit with a date; nothing is deleted.", action{}, nil}},
		{post, "/office/units/:id/posts", addPost, administrators, doc{"Open a post.", action{}, nil}},
		{get, "/office/posts/:id", showPost, operators, doc{"One post.", nil, pages.PostPage{}}},
		{post, "/office/posts/:id", changePost, administrators, doc{"Rename a post, or change where it stands.", action{}, nil}},
		{post, "/office/posts/:id/close", closePost, administrators, doc{"Close a post with a date.", action{}, nil}},
		{get, "/office/people", showStaff, operators, doc{"Everybody, with post and roles.", nil, pages.Staff{}}},
		{post, "/office/people", addPerson, administrators, doc{"Take somebody in.", action{}, nil}},
		{get, "/office/people/:id", showOfficer, operators, doc{"One person: posts, roles, leaves, what changed; no case.", nil, pages.OfficerPage{}}},
		{post, "/office/people/:id", renamePerson, administrators, doc{"Change how somebody is called.", action{}, nil}},
		{post, "/office/people/:id/move", movePerson, administrators, doc{"Give somebody another post, from a day until a day.", action{}, nil}},
		{post, "/office/people/:id/roles", grantOffice, administrators, doc{"Grant a role, from a day until a day; never to oneself.", action{}, nil}},
		{post, "/office/people/:id/roles/end", endOffice, administrators, doc{"Take a role back.", action{}, nil}},
		{post, "/office/people/:id/end", endPerson, administrators, doc{"End everything somebody holds; duties are handed over first.", action{}, nil}},
		{get, "/office/calendars", showCalendars, signedIn, doc{"The years' holidays, and which year is missing.", nil, pages.Calendars{}}},
		{post, "/office/calendars", enterCalendar, rulers, doc{"Enter a year's notice, or correct it; provisional dates are computed again.", action{}, nil}},
		{get, "/office/limits", showLimits, signedIn, doc{"Every limit with its length, article and sureness, and the revision in force.", nil, pages.Limits{}}},
		{get, "/office/limits/:id", showLimit, signedIn, doc{"One limit with every change proposed.", nil, pages.LimitPage{}}},
		{post, "/office/limits/:id", proposeLimit, rulers, doc{"Propose another length from a day on.", action{}, nil}},
		{post, "/office/limits/:id/approve", approveLimit, rulers, doc{"Approve a proposed change; never one's own.", action{}, nil}},
		{post, "/office/limits/:id/refuse", refuseLimit, rulers, doc{"Refuse a proposed change.", action{}, nil}},
		{get, "/office/changes", showChanges, operators, doc{"What changed in the office: who, when, what, why.", nil, pages.Changes{}}},
		{get, "/audit", showAudit, auditors, doc{"The petitions, for the auditor.", nil, pages.Cases{}}},
		{get, "/audit/lines", showLines, auditors, doc{"What was done across cases, by official, unit, move and time; the search is recorded.", nil, pages.AuditLines{}}},
		{get, "/audit/lines.csv", exportLines, auditors, doc{"The same as a file of comma-separated values, formula-safe; recorded.", nil, nil}},
		{get, "/audit/lines.xlsx", exportLines, auditors, doc{"The same as a workbook of text cells; recorded.", nil, nil}},
		{get, "/audit/reads", showOwnReads, auditors, doc{"What was recorded of my own reading.", nil, pages.AuditReads{}}},
		{get, "/audit/:no/rights", showRights, auditors, doc{"Who could see a petition and act in it on a day (on=2006-01-02), and by which rule.", nil, pages.Rights{}}},
		{get, "/operations", showOperations, operators, doc{"How the machinery does: counts and times, nothing of any case.", nil, pages.Operations{}}},
		{get, "/audit/:no", showAuditCase, auditors, doc{"A petition's whole timeline with the engine's own record.", nil, pages.AuditCase{}}},
	}
}

// Package web is the portal: the pages people work on, which are at the same time the interface for programs.
//
//	request ─ headers, limits ─ session or token ─ who may enter (routes.go) ─ one page action (a file each) ─ page or JSON
//
// routes.go is the site map on one screen. A page action reads through Reader or acts through Desk, fills a typed struct of
// package pages, and shows it: drawn for a browser, as JSON for whoever sends "Accept: application/json". Every action on a
// case goes one way, POST /petitions/:no/:move, carrying an action id (the same id cannot act twice) and the line of the
// timeline its maker was looking at. Done answers 303 to the page, or the receipt; a refusal answers the page again with
// what was typed and what is missing, or {code, message, items}.
//
// Nothing here decides: who may do what is the table's and the access policy's answer. Echo's types stay in this package.
// No page needs a script.
package web
